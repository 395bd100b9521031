#!/usr/bin/env bash
# Checks, tests and builds the Python SDK, in a virtual environment under the target folder.
set -euo pipefail
cd "$(dirname "$0")/.."

target=$(realpath -m "${CARGO_TARGET_DIR:-target}")
venv=$target/sdk/venv
export PYTHONDONTWRITEBYTECODE=1 RUFF_NO_CACHE=true PIP_DISABLE_PIP_VERSION_CHECK=1
export COURANT_BIN=${COURANT_BIN:-$target/debug/courant}

if ! cmp -s sdk/python/requirements-dev.txt "$venv/requirements-dev.txt"; then
  rm -rf "$venv"
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet --requirement sdk/python/requirements-dev.txt
  cp sdk/python/requirements-dev.txt "$venv/"
fi

# The contract between programs, by the AsyncAPI parser.
parser=3.6.6
if ! grep -qs "\"version\": \"$parser\"" "$target/asyncapi/node_modules/@asyncapi/parser/package.json"; then
  command -v npm >/dev/null || { echo "sdk: npm is missing: install Node.js to check the AsyncAPI document" >&2; exit 1; }
  mkdir -p "$target/asyncapi"
  echo '{"private": true}' > "$target/asyncapi/package.json"
  npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$target/asyncapi" "@asyncapi/parser@$parser"
fi
node tools/asyncapi.mjs shared/article/schema/asyncapi.json "$target/asyncapi"

cd sdk/python
"$venv/bin/ruff" format --check
"$venv/bin/ruff" check
"$venv/bin/mypy" --cache-dir "$target/sdk/mypy"
# Two at once per core, because they wait most of the time.
cores=$(nproc 2>/dev/null || sysctl -n hw.ncpu)
PYTHONPATH=src "$venv/bin/pytest" --numprocesses $((2 * cores))
"$venv/bin/python" -m build --no-isolation --outdir "$target/sdk/dist" >/dev/null
printf 'sdk: built %s\n' "$target"/sdk/dist/courant-*.whl
