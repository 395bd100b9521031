#!/usr/bin/env bash
# Trains and evaluates the block scorer on our own thirty small pages: dump, training in five folds,
# figures on the pages of other sites. Needs no evaluation set.
#   tools/extraction-weights/corpus.sh TARGET
set -euo pipefail
target=$1 here=$(dirname "$0") into="$1/corpus"

python3 "$here/corpus.py" "$into"
cargo run --release --locked -q -p extraction-weights -- dump --to "$into/corpus.dump" "$into/list.jsonl" "$into/gold.jsonl"
"$("$here/lightgbm.sh" "$target")" "$here/train.py" --into "$into" --no-final "$into/corpus.dump"
