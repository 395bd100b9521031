#!/usr/bin/env bash
# Checks the Helm chart: lint, golden files, values that must be rejected, and schemas. WRITE=1 writes
# the golden files.
set -euo pipefail
cd "$(dirname "$0")/.."

pinned=4.3.1
chart=deploy/helm/courant
tests=deploy/helm/tests
target=$(realpath -m "${CARGO_TARGET_DIR:-target}")/helm
# Built once per machine: it takes a few minutes.
cache=${XDG_CACHE_HOME:-$HOME/.cache}/courant/helm-$pinned

main() {
  find_helm
  mkdir -p "$target"
  "$helm" lint --quiet --strict "$chart" 2>/dev/null || fail "helm lint refuses $chart: run it to see why"
  for values in "$tests"/*.values.yaml; do
    local name
    name=$(basename "$values" .values.yaml)
    template --values "$values" > "$target/$name.yaml"
    if [ -n "${WRITE:-}" ]; then cp "$target/$name.yaml" "$tests/$name.golden.yaml"; fi
    diff -u "$tests/$name.golden.yaml" "$target/$name.yaml" \
      || fail "the chart gives other manifests for $values: look at the difference, then run make helm WRITE=1"
  done
  template --values "$tests/linked.yaml" > "$target/linked.yaml"
  refused "an unknown value" "additional properties 'replica' not allowed" --set replica=2
  refused "a stage without an image" "stages.own.image is missing" --set stages.own.input=A/b --set stages.own.output=c
  refused "a stage without an input" "stages.own.input is missing" --set stages.own.image=x --set stages.own.output=c
  refused "a delivery that setup doesn't know" "deliveries.own is not in config" --set deliveries.own.kind=webhook
  refused "files without a volume" "deliveries.own.claim is missing" --set deliveries.own.kind=files --set-string config='name = "own"'
  refused "an unknown kind of delivery" "deliveries" --set deliveries.own.kind=ftp
  refused "feeds without a list" "feeds.list is missing" --set feeds.enabled=true
  refused "a console without tokens" "console.tokensSecret is missing" --set console.enabled=true
  schemas
}

find_helm() {
  for helm in helm "$cache/helm"; do
    case "$("$helm" version --template '{{.Version}}' 2>/dev/null || true)" in v4.*) return ;; esac
  done
  if ! command -v go >/dev/null; then
    if [ -n "${COURANT_WITHOUT_HELM:-}" ]; then
      echo "helm: the chart was NOT checked (COURANT_WITHOUT_HELM): there is neither helm 4 nor Go"
      exit 0
    fi
    fail "there is neither helm 4 nor Go to build it: install one, or set COURANT_WITHOUT_HELM=1 to leave the chart unchecked"
  fi
  mkdir -p "$cache"
  echo "helm: building helm $pinned into $cache" >&2
  GOBIN=$cache go install "helm.sh/helm/v4/cmd/helm@v$pinned"
}

# The rules and the dashboard are symbolic links, which helm reports every time.
template() { "$helm" template courant "$chart" --namespace courant "$@" 2> >(grep -v 'symbolic link' >&2 || true); }

refused() {
  local what=$1 why=$2
  shift 2
  local said
  if said=$(template "$@" 2>&1 >/dev/null); then fail "$what was accepted"; fi
  grep -qF "$why" <<< "$said" || fail "$what was refused, but not because “$why”: $said"
}

schemas() {
  local requirements=tools/helm-requirements.txt
  if ! cmp -s $requirements "$target/venv/requirements.txt"; then
    rm -rf "$target/venv"
    python3 -m venv "$target/venv"
    "$target/venv/bin/pip" install --quiet --disable-pip-version-check --requirement $requirements
    cp $requirements "$target/venv/requirements.txt"
  fi
  local keda operator
  keda=$(module github.com/kedacore/keda/v2@v2.21.0)
  operator=$(module github.com/prometheus-operator/prometheus-operator@v0.85.0)
  "$target/venv/bin/python" tools/helm-schemas.py \
    --crds "$keda/config/crd/bases" --crds "$operator/example/prometheus-operator-crd" \
    "$tests"/*.golden.yaml "$target/linked.yaml"
}

# The folder with the sources of a Go module, which contain the CRDs. Empty without Go.
module() {
  command -v go >/dev/null || return 0
  (cd / && go mod download -json "$1" | sed -n 's/^\t"Dir": "\(.*\)",$/\1/p')
}

fail() {
  echo "helm: $1" >&2
  exit 1
}

main
