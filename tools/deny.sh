#!/usr/bin/env bash
# Runs cargo-deny: licences, bans, sources, and advisories if their database can be reached.
set -euo pipefail
cd "$(dirname "$0")/.."

pinned=0.20.2
database=https://github.com/rustsec/advisory-db

if command -v cargo-deny >/dev/null; then
  deny=cargo-deny
else
  deny=.tools/bin/cargo-deny
  if [ "$("$deny" --version 2>/dev/null || true)" != "cargo-deny $pinned" ]; then
    # A debug build takes a third of the time, and a run still takes only a second.
    CARGO_PROFILE_DEV_DEBUG=false cargo install --quiet --locked --debug --root .tools "cargo-deny@$pinned"
  fi
fi

checks=(licenses bans sources)
if curl -fsS --connect-timeout 5 --max-time 10 -o /dev/null "$database" 2>/dev/null; then
  checks+=(advisories)
else
  echo "deny: advisories skipped: their database can't be reached" >&2
fi
"$deny" --locked check --hide-inclusion-graph "${checks[@]}"
