#!/usr/bin/env bash
# Takes the picture of a trace in Jaeger's page, docs/images/jaeger-trace.png.
#
#   tests/ui/jaeger.sh [ASSETS]
#
# Runs the Jaeger image of .env with deploy/jaeger/config.yaml, and the samples through `courant up`.
# ASSETS is a built page (packages/jaeger-ui/build of jaegertracing/jaeger-ui), for an image without one.
set -euo pipefail
cd "$(dirname "$0")/../.."

CHROMIUM=${CHROMIUM:-$(command -v chromium || command -v chromium-browser || true)}
export CHROMIUM
assets=${1:+$(realpath "$1")}
target=${CARGO_TARGET_DIR:-target}
image=$(sed -n 's/^JAEGER_IMAGE=//p' .env)
storage=$(sed -n "s/^JAEGER_STORAGE='\(.*\)'/\1/p" .env)
PATH=$PWD/.tools:$PATH

[ -n "$CHROMIUM" ] || { echo "jaeger: no chromium on the PATH: install it, or set CHROMIUM" >&2; exit 1; }
[ -d tests/ui/node_modules/playwright-core ] || npm ci --prefix tests/ui --no-audit --no-fund --silent

arguments=(--config /etc/jaeger/config.yaml)
mounts=(--volume "$PWD/deploy/jaeger/config.yaml:/etc/jaeger/config.yaml:ro")
if [ -n "$assets" ]; then
  arguments+=(--set extensions.jaeger_query.ui.assets_path=/assets)
  mounts+=(--volume "$assets:/assets:ro")
fi
container=$(docker run --detach --rm --publish 127.0.0.1::16686 --publish 127.0.0.1::4317 \
  --env "JAEGER_STORAGE=$storage" "${mounts[@]}" "$image" "${arguments[@]}")
trap 'docker stop --time 1 "$container" >/dev/null' EXIT
address() { docker port "$container" "$1" | head -n 1; }
page=http://$(address 16686)
until curl --silent --fail --output /dev/null "$page/api/services"; do
  docker inspect "$container" >/dev/null 2>&1 || { echo "jaeger: it ended: see docker logs" >&2; exit 1; }
  sleep 0.2
done

export COURANT="$PWD/$target/debug/courant" JAEGER=$page OTLP=http://$(address 4317)
node tests/ui/jaeger.mjs
