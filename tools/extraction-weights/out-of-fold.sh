#!/usr/bin/env bash
# Scores the text of pages with block scorers that were trained on other sites (make extraction-weights).
#   tools/extraction-weights/out-of-fold.sh YARDSTICK TARGET
set -euo pipefail
yardstick=$1 target=$2
into="$target/block-models"

if [ ! -e "$into/fold-0.model" ]; then
  echo "no figures on sites outside the training set: run \`make extraction-weights\` first"
  exit
fi
cargo build --release --locked -q -p extraction-weights
for part in "" --training; do
  name=yardstick-extraction$part
  "$yardstick/score" ${part:+"$part"} --list --into "$target/$name" > "$target/$name-list.jsonl"
  gold="$yardstick/${part:+training/}gold.jsonl"
  "$target/release/extraction-weights" answers --models "$into" "$target/$name-list.jsonl" "$gold" > "$into/$name.jsonl"
  echo "text on sites outside the training set${part:+, further pages}:"
  "$yardstick/score" ${part:+"$part"} "$into/$name.jsonl"
  python3 "$(dirname "$0")/../first-words.py" "$gold" "$into/$name.jsonl"
done
