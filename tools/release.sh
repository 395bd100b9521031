#!/usr/bin/env bash
# The steps of a release; .github/workflows/release.yml calls them. Results go to dist/.
#
#   tools/release.sh version v0.1.0          prints version=0.1.0 if Cargo.toml and CHANGELOG.md agree with the tag
#   tools/release.sh archive 0.1.0 TARGET    builds the five programs for TARGET and packs them
#   tools/release.sh sbom 0.1.0              writes a CycloneDX SBOM of the five programs' dependencies
#   tools/release.sh images 0.1.0 amd64      builds and pushes the images for one architecture ($REGISTRY)
#   tools/release.sh manifests 0.1.0         combines amd64 and arm64 under one tag
#   tools/release.sh checksums               writes dist/SHA256SUMS
#   tools/release.sh notes 0.1.0             prints this version's section of CHANGELOG.md
set -euo pipefail
cd "$(dirname "$0")/.."

services="ingestion language-detection metadata-extraction publishing"
cyclonedx=0.5.9

version() { # TAG
  local version=${1#v}
  [ "$(workspace_version)" = "$version" ] || fail "Cargo.toml has version $(workspace_version), the tag is $1"
  [ -n "$(notes "$version")" ] || fail "CHANGELOG.md has no section [$version]"
  echo "version=$version"
}

workspace_version() { sed -n '/^\[workspace.package\]/,/^\[/s/^version = "\(.*\)"/\1/p' Cargo.toml; }

archive() { # VERSION TARGET
  local name=courant-$1-$2 built=${CARGO_TARGET_DIR:-target}/$2/release program packages=()
  for program in courant $services; do packages+=(-p "$program"); done
  cargo build --release --locked --target "$2" "${packages[@]}"
  rm -rf "dist/$name"
  mkdir -p "dist/$name"
  for program in courant $services; do
    cp "$built/$program" "dist/$name/"
    case $2 in *-musl) is_static "$built/$program" || fail "$program is not statically linked" ;; esac
  done
  cp README.md LICENSE CHANGELOG.md "dist/$name/"
  case $2 in "$(uname -m)"-*) "dist/$name/courant" --version ;; esac
  tar -C dist -czf "dist/$name.tar.gz" "$name"
  rm -r "dist/${name:?}"
}

is_static() { case $(readelf --program-headers "$1") in *INTERP*) return 1 ;; esac; }

sbom() { # VERSION
  local program
  mkdir -p dist
  if [ "$(.tools/bin/cargo-cyclonedx cyclonedx --version 2>/dev/null | awk '{ print $2 }')" != "$cyclonedx" ]; then
    cargo install --quiet --locked --debug --root .tools "cargo-cyclonedx@$cyclonedx"
  fi
  .tools/bin/cargo-cyclonedx cyclonedx --format json --override-filename sbom
  for program in courant $services; do
    mv "$(folder_of "$program")/sbom.json" "dist/$program-$1.cdx.json"
  done
  find . -name sbom.json -not -path './target/*' -delete
}

folder_of() { if [ "$1" = courant ]; then echo cli; else echo "services/$1"; fi; }

images() { # VERSION ARCHITECTURE
  local image
  for image in cli $services; do
    docker buildx build --file deploy/Dockerfile --target "$image" --platform "linux/$2" \
      --build-arg "VERSION=$1" --build-arg "REVISION=$(git rev-parse HEAD)" \
      --sbom=true --provenance=mode=max --push --tag "$REGISTRY/$image:$1-$2" .
  done
}

manifests() { # VERSION
  local image
  for image in cli $services; do
    docker buildx imagetools create --tag "$REGISTRY/$image:$1" "$REGISTRY/$image:$1-amd64" "$REGISTRY/$image:$1-arm64"
  done
}

checksums() { (cd dist && rm -f SHA256SUMS && sha256sum -- *.tar.gz *.cdx.json > SHA256SUMS); }

notes() { awk -v heading="## [$1]" 'index($0, "## [") == 1 { inside = index($0, heading) == 1; next } inside' CHANGELOG.md; }

fail() {
  printf 'release: %s\n' "$1" >&2
  exit 1
}

case ${1:-} in
  version | archive | sbom | images | manifests | checksums | notes) "$@" ;;
  *) sed -n '2,10s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
esac
