#!/usr/bin/env bash
# `make compose-test`: makes sure that a Docker engine and the images are available, then runs the test.
# `make images` only does the first.
# If no registry can be reached, ../shared/ci/docker-offline builds local replacements.
set -euo pipefail

offline=../shared/ci/docker-offline

main() {
  cd "$(dirname "$0")/../.."
  engine
  base_images
  postgres
  jaeger
  example
  COURANT_REVISION=$(git rev-parse --short HEAD) docker compose --progress plain build 2>&1 | tail -n 40
  if [ "${1:-}" = images ]; then return; fi
  # The same command as in `make test`, so that dependencies are not built twice with other features.
  cargo build --workspace --locked --bins
  "${CARGO_TARGET_DIR:-target}/debug/compose-test"
}

engine() {
  if docker info >/dev/null 2>&1 && docker compose version >/dev/null 2>&1; then return; fi
  [ -x "$offline" ] || fail "there is no Docker with Compose here: install it, or start its engine"
  "$offline" engine
}

base_images() {
  local image missing=()
  for image in $(named_in_the_dockerfile) "$(sed -n 's/^NATS_IMAGE=//p' .env)"; do
    docker image inspect "$image" >/dev/null 2>&1 && continue
    timeout 300 docker pull --quiet "$image" 2>/dev/null || missing+=("$image")
  done
  if [ ${#missing[@]} -eq 0 ]; then return; fi
  [ -x "$offline" ] || fail "these images can't be pulled: ${missing[*]}"
  "$offline" images
}

# Without a registry, a replacement from Debian's packages with the same name.
postgres() {
  local image
  image=$(sed -n 's/^POSTGRES_IMAGE=//p' .env)
  docker image inspect "$image" >/dev/null 2>&1 && return
  timeout 300 docker pull --quiet "$image" 2>/dev/null && return
  DOCKER_BUILDKIT=0 docker build --quiet --tag "$image" tests/compose/postgres >/dev/null \
    || fail "$image can be neither pulled nor built from Debian's packages"
}

# The real Jaeger, and the real `nats` command for the lines of the README.
jaeger() {
  [ "${COURANT_WITHOUT_JAEGER:-}" = 1 ] && return
  local image missing=()
  for image in "$(sed -n 's/^JAEGER_IMAGE=//p' .env)" natsio/nats-box:latest; do
    docker image inspect "$image" >/dev/null 2>&1 && continue
    timeout 300 docker pull --quiet "$image" 2>/dev/null || missing+=("$image")
  done
  if [ ${#missing[@]} -eq 0 ]; then return; fi
  [ -x "$offline" ] || fail "these images can't be pulled: ${missing[*]}"
  command -v go >/dev/null || fail "Jaeger can't be pulled, and there is no Go to build it: install Go, or set COURANT_WITHOUT_JAEGER=1 to test without traces"
  "$offline" observe
}

# The example stage in Python. Without a registry, its base is built from Debian's packages.
example() {
  [ "${COURANT_WITHOUT_JAEGER:-}" = 1 ] && return
  local file=sdk/python/examples/Dockerfile base
  base=$(sed -n 's/^FROM //p' $file)
  if ! docker image inspect "$base" >/dev/null 2>&1 && ! timeout 300 docker pull --quiet "$base" 2>/dev/null; then
    docker build --quiet --tag "$base" - >/dev/null <<'DOCKERFILE'
FROM debian:bookworm-slim
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends python3 python3-pip >/dev/null \
    && ln -s python3 /usr/bin/python && rm -rf /var/lib/apt/lists/* /usr/lib/python3*/EXTERNALLY-MANAGED
DOCKERFILE
  fi
  docker build --quiet --file $file --tag "courant/reading-level:$(sed -n 's/^COURANT_VERSION=//p' .env)" sdk/python >/dev/null
}

# External images have a tag; the Dockerfile's own stages don't.
named_in_the_dockerfile() { sed -n 's/^FROM \([^ ]*:[^ ]*\).*/\1/p' deploy/Dockerfile | sort -u; }

fail() {
  printf 'compose-test: %s\n' "$1" >&2
  exit 1
}

main "$@"
