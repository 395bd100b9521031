#!/usr/bin/env bash
# Installs s3s-fs, an S3-compatible server, into .tools/bin/ for the tests.
set -euo pipefail
cd "$(dirname "$0")/.."

pinned=0.14.1
# Built once per machine, because it takes minutes.
cache=${XDG_CACHE_HOME:-$HOME/.cache}/courant/s3s-fs-$pinned

if [ ! -x "$cache/bin/s3s-fs" ]; then
  # A debug build takes a third of the time.
  CARGO_PROFILE_DEV_DEBUG=false cargo install --quiet --locked --debug --root "$cache" "s3s-fs@$pinned" --features binary
fi
mkdir -p .tools/bin
ln -sf "$cache/bin/s3s-fs" .tools/bin/s3s-fs
