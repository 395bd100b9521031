#!/usr/bin/env bash
# Runs each fuzz target for a number of seconds (60) with the seeds in fuzz/corpus/. Inputs that the
# fuzzer finds go to target/fuzz/corpus/, crashes to fuzz/artifacts/.
#   tools/fuzz.sh [SECONDS]
#
# There is no sanitizer, because the workspace forbids unsafe code; overflow checks and debug
# assertions are on. RUSTC_BOOTSTRAP lets the pinned stable compiler accept the fuzzer's flags.
set -euo pipefail
cd "$(dirname "$0")/.."

seconds=${1:-60}
pinned=0.13.2
fuzz=.tools/bin/cargo-fuzz
target=${CARGO_TARGET_DIR:-target}/fuzz
export RUSTC_BOOTSTRAP=1

if [ "$("$fuzz" --version 2>/dev/null || true)" != "cargo-fuzz $pinned" ]; then
  CARGO_PROFILE_DEV_DEBUG=false cargo install --quiet --locked --debug --root .tools "cargo-fuzz@$pinned"
fi
# The same dependency versions as in the workspace.
cp Cargo.lock fuzz/Cargo.lock

options=(--fuzz-dir fuzz --target-dir "$target" --sanitizer none --codegen-units 16)
"$fuzz" build "${options[@]}"
for name in $("$fuzz" list --fuzz-dir fuzz); do
  mkdir -p "$target/corpus/$name"
  log=$target/$name.log
  if ! "$fuzz" run "${options[@]}" "$name" "$target/corpus/$name" "fuzz/corpus/$name" -- \
    -max_total_time="$seconds" -timeout=10 -rss_limit_mb=1024 -print_final_stats=1 >"$log" 2>&1; then
    tail -n 60 "$log"
    echo "fuzz: $name failed; the whole output is in $log" >&2
    exit 1
  fi
  echo "fuzz: $name: $(grep -a '^Done ' "$log"), peak $(sed -n 's/^stat::peak_rss_mb: *//p' "$log") MB"
done
