#!/usr/bin/env bash
# CPU time of `courant extract` and of Python's trafilatura over the same 300 pages of the
# extraction yardstick, in the same run, and the peak memory of each. CPU time, not the clock's:
# the machine may be busy. The peer goes into a virtual environment below the target folder.
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
