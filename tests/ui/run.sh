#!/usr/bin/env bash
# Tests the console in a real browser (`make ui-test`): Chromium, driven by playwright-core.
#
# SCREENSHOTS=docs/images replaces the pictures of the documentation.
set -euo pipefail
cd "$(dirname "$0")/../.."

CHROMIUM=${CHROMIUM:-$(command -v chromium || command -v chromium-browser || true)}
if [ -z "$CHROMIUM" ]; then
  echo "ui-test: no chromium on the PATH: install the Debian package chromium, or set CHROMIUM" >&2
  exit 1
fi
command -v node >/dev/null || { echo "ui-test: no node on the PATH: install the Debian package nodejs" >&2; exit 1; }
[ -d tests/ui/node_modules/playwright-core ] || npm ci --prefix tests/ui --no-audit --no-fund --silent

export PATH="$PWD/.tools:$PATH"
TARGET=${CARGO_TARGET_DIR:-target}
export CHROMIUM COURANT="$PWD/$TARGET/debug/courant"
exec node tests/ui/test.mjs
