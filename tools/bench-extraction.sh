#!/usr/bin/env bash
# Compares CPU time and peak memory of `courant extract` and Python's trafilatura on the same 300 pages
# of the extraction evaluation set. CPU time rather than wall time, because the machine may be busy.
# trafilatura is installed into a virtual environment in the target folder.
#   tools/bench-extraction.sh YARDSTICK TARGET
set -euo pipefail
yardstick=$1 target=$2
peer="$target/trafilatura"

if [ ! -x "$peer/bin/python" ]; then
  python3 -m venv "$peer"
  "$peer/bin/pip" install --quiet 'trafilatura==2.3.*' lxml_html_clean
fi
"$yardstick/score" --list --into "$target/yardstick-extraction" > "$target/yardstick-extraction-list.jsonl"
"$peer/bin/python" "$(dirname "$0")/bench-extraction.py" "$target/release/courant" "$target/yardstick-extraction-list.jsonl"
