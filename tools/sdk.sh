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

cd sdk/python
"$venv/bin/ruff" format --check
"$venv/bin/ruff" check
"$venv/bin/mypy" --cache-dir "$target/sdk/mypy"
PYTHONPATH=src "$venv/bin/pytest"
"$venv/bin/python" -m build --no-isolation --outdir "$target/sdk/dist" >/dev/null
printf 'sdk: built %s\n' "$target"/sdk/dist/courant-*.whl
