#!/usr/bin/env bash
# Prints the accuracy of titles, authors and dates on sites outside the training set, and the
# reliability of their confidence. Then discards the weights (by default), compares them with the
# committed ones, or writes them.
#   tools/extraction-weights/choices.sh YARDSTICK TARGET [drop|compare|write]
set -euo pipefail
yardstick=$1 target=$2 weights=${3:-drop}

cargo build --release --locked -q -p extraction-weights
files=()
for part in "" --training; do
  list="$target/yardstick-extraction$part"
  "$yardstick/score" ${part:+"$part"} --list --into "$list" > "$list-list.jsonl"
  files+=("$list-list.jsonl" "$yardstick/${part:+training/}gold.jsonl")
done
"$target/release/extraction-weights" choices --weights "$weights" "${files[@]}"
