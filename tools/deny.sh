#!/usr/bin/env bash
# cargo-deny over the dependencies: licences, bans, sources; advisories where their database can be reached.
set -euo pipefail
cd "$(dirname "$0")/.."

pinned=0.20.2
database=https://github.com/rustsec/advisory-db

if command -v cargo-deny >/dev/null; then
  deny=cargo-deny
else
  deny=.tools/bin/cargo-deny
  if [ "$("$deny" --version 2>/dev/null || true)" != "cargo-deny $pinned" ]; then
    # Unoptimised: a third of the time to build, and a run still takes a second.
    CARGO_PROFILE_DEV_DEBUG=false cargo install --quiet --locked --debug --root .tools "cargo-deny@$pinned"
  fi
fi

checks=(licenses bans sources)
if curl -fsS --connect-timeout 5 --max-time 10 -o /dev/null "$database" 2>/dev/null; then
  checks+=(advisories)
else
  echo "deny: advisories left out: their database can't be reached from here" >&2
fi
"$deny" --locked check --hide-inclusion-graph "${checks[@]}"
