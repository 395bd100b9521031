#!/usr/bin/env python3
"""Puts the figures of the last `make bench-scale` into docs/scale.md.

    tools/scale-docs.py [COURANT]

Reads shared/capacity/src/parameters.json and target/bench-scale.md, and runs `courant plan`.
"""

import json
import pathlib
import re
import subprocess
import sys

root = pathlib.Path(__file__).resolve().parent.parent
courant = sys.argv[1] if len(sys.argv) > 1 else root / "target/release/courant"
page = root / "docs/scale.md"
text = page.read_text()


def between(name: str, content: str) -> None:
    global text
    begin, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
    pattern = re.compile(re.escape(begin) + ".*?" + re.escape(end), re.S)
    text, count = pattern.subn(lambda _: f"{begin}\n\n{content.strip()}\n\n{end}", text)
    assert count == 1, f"{page}: {begin} … {end} is missing"


parameters = json.loads((root / "shared/capacity/src/parameters.json").read_text())
rows = ["| cost per document | fixed | for each KB |", "|---|--:|--:|"]


def row(name: str, line: dict) -> None:
    rows.append(f"| {name} | {line['fixed']:.0f} | {line['per_kb']:.1f} |")


for kind, name in [("text", "texts"), ("page", "pages")]:
    for stage, line in parameters[kind]["stages"].items():
        row(f"`{stage}`, {name}: CPU, µs", line)
for copies, servers in parameters["servers"].items():
    row(f"all servers: CPU, µs, R{copies}", servers["cpu_us"])
    row(f"all servers: disk writes, bytes, R{copies}", servers["disk"])
    row(f"all servers: network, bytes, R{copies}", servers["wire"])
    row(f"one queue: time between two messages, µs, R{copies}", servers["queue_us"])
measured = parameters["measured"]
source = f"Measured {measured['date']} by `{measured['command']}`, {measured['machine']}."
between("parameters", source + "\n\n" + "\n".join(rows))
tables = root / "target/bench-scale.md"
if tables.exists():
    between("measurements", source + " " + tables.read_text())


def table(found: re.Match) -> str:
    arguments = found[1].split()
    printed = subprocess.run([courant, *arguments], capture_output=True, text=True, check=True)
    return f"```sh\ncourant {found[1]}\n```\n\n{printed.stdout.strip()}\n"


text = re.sub(r"```sh\ncourant (plan [^\n]*--markdown)\n```\n\n(?:\|[^\n]*\n)*", table, text)
page.write_text(text)
