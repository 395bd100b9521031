#!/usr/bin/env bash
# Runs fuzz targets for a number of seconds each (60) with the seeds in fuzz/corpus/, and for documents
# also the files in shared/formats/tests/documents/. New inputs are written to target/fuzz/corpus/, and
# crashes to fuzz/artifacts/.
#   tools/fuzz.sh [SECONDS [TARGET...]]
#
# There is no sanitizer, because the workspace forbids unsafe code; overflow checks and debug
# assertions are on. RUSTC_BOOTSTRAP lets the pinned stable compiler accept the fuzzer's flags.
set -euo pipefail
cd "$(dirname "$0")/.."

seconds=${1:-60}
targets=${*:2}
# Not `pdf`: a panic of its third-party reader is a finding, but not a failure of this workspace's code.
targets=${targets:-page record envelope document office}
pinned=0.13.2
fuzz=cargo-fuzz
target=${CARGO_TARGET_DIR:-target}/fuzz
export RUSTC_BOOTSTRAP=1

is_pinned() { [ "$("$fuzz" --version 2>/dev/null || true)" = "cargo-fuzz $pinned" ]; }

if ! is_pinned; then
  fuzz=.tools/bin/cargo-fuzz
  is_pinned || CARGO_PROFILE_DEV_DEBUG=false cargo install --quiet --locked --debug --root .tools "cargo-fuzz@$pinned"
fi
# The same dependency versions as in the workspace.
cp Cargo.lock fuzz/Cargo.lock

options=(--fuzz-dir fuzz --target-dir "$target" --sanitizer none --codegen-units 16)
"$fuzz" build "${options[@]}"

run() {
  local name=$1 log=$target/$1.log seeds=(fuzz/corpus/"$1")
  case $name in document | pdf) seeds+=(shared/formats/tests/documents) ;; esac
  mkdir -p "$target/corpus/$name" "${seeds[0]}"
  if ! "$fuzz" run "${options[@]}" "$name" "$target/corpus/$name" "${seeds[@]}" -- \
    -max_total_time="$seconds" -timeout=10 -rss_limit_mb=1024 -print_final_stats=1 >"$log" 2>&1; then
    tail -n 60 "$log"
    echo "fuzz: $name failed; the whole output is in $log" >&2
    return 1
  fi
  echo "fuzz: $name: $(grep -a '^Done ' "$log"), peak $(sed -n 's/^stat::peak_rss_mb: *//p' "$log") MB"
}

# One fuzzer per core at a time.
cores=$(nproc 2>/dev/null || sysctl -n hw.ncpu)
pids=()
for name in $targets; do
  while [ "$(jobs -rp | wc -l)" -ge "$cores" ]; do wait -n || true; done
  run "$name" &
  pids+=($!)
done
failed=0
for pid in "${pids[@]}"; do wait "$pid" || failed=1; done
exit "$failed"
