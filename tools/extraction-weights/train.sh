#!/usr/bin/env bash
# Trains the block scorer and the weights of titles, authors and dates, prints their figures on sites
# outside the training set, and compares the result with the committed files, or replaces them
# (--write). Takes ten minutes. LightGBM is installed into a virtual environment in the target folder.
#   tools/extraction-weights/train.sh YARDSTICK TARGET [--write]
set -euo pipefail
yardstick=$1 target=$2 write=${3:-}
here=$(dirname "$0") data="$(dirname "$0")/../../shared/page/data"
into="$target/block-models"

cargo build --release --locked -q -p extraction-weights
mkdir -p "$into"
dumps=() texts=()
for part in "" --training; do
  name=yardstick-extraction$part
  "$yardstick/score" ${part:+"$part"} --list --into "$target/$name" > "$target/$name-list.jsonl"
  gold="$yardstick/${part:+training/}gold.jsonl"
  "$target/release/extraction-weights" dump --rewrites 1 --to "$into/$name.dump" "$target/$name-list.jsonl" "$gold"
  dumps+=("$into/$name.dump")
  texts+=("$gold" "$target/$name-list.jsonl")
done
python3 "$here/made_pages.py" "$into/made" "${texts[@]}"
"$target/release/extraction-weights" dump --to "$into/made.dump" "$into/made/list.jsonl" "$into/made/gold.jsonl"
dumps+=("$into/made.dump")
nice "$("$here/lightgbm.sh" "$target")" "$here/train.py" --into "$into" "${dumps[@]}"
"$here/out-of-fold.sh" "$yardstick" "$target"
same=1
weights=compare
if [ -n "$write" ]; then
  weights=write
  cp "$into/blocks.model" "$into/blocks.check" "$data/"
else
  cmp "$into/blocks.model" "$data/blocks.model" || same=0
fi
"$here/choices.sh" "$yardstick" "$target" "$weights"
# The candidates for authors and dates depend on the title: train them with its new weights.
[ -z "$write" ] || "$here/choices.sh" "$yardstick" "$target" "$weights"
[ "$same" = 1 ]
