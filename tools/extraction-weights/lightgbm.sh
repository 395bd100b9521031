#!/usr/bin/env bash
# Installs LightGBM into a virtual environment in the target folder, and prints the path of its Python.
#   tools/extraction-weights/lightgbm.sh TARGET
set -euo pipefail
python="$1/lightgbm/bin/python"
if [ ! -x "$python" ]; then
  python3 -m venv "$1/lightgbm"
  "$1/lightgbm/bin/pip" install --quiet 'lightgbm==4.7.*' 'scikit-learn==1.9.*' >&2
fi
echo "$python"
