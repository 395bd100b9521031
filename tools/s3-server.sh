#!/usr/bin/env bash
# Installs s3s-fs, a server that is compatible with S3, into .tools/bin/ for the tests.
set -euo pipefail
cd "$(dirname "$0")/.."

pinned=0.14.1

if [ "$(cat .tools/bin/s3s-fs.version 2>/dev/null || true)" != "$pinned" ] || [ ! -x .tools/bin/s3s-fs ]; then
  # A debug build takes a third of the time.
  CARGO_PROFILE_DEV_DEBUG=false cargo install --quiet --locked --debug --root .tools "s3s-fs@$pinned" --features binary
  echo "$pinned" > .tools/bin/s3s-fs.version
fi
