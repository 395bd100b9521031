#!/usr/bin/env python3
"""CPU per document and stage: sends a folder's documents through `courant up` without traces.

    tools/capacity.py FOLDER [COURANT]

Each document is sent until there are 1,200, with a comment that makes it another one.
"""

import gzip
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request

COUNT, PORT, ADMIN = 1200, 14777, 18777
program = sys.argv[2] if len(sys.argv) > 2 else "target/release/courant"
pages = sorted(path for path in pathlib.Path(sys.argv[1]).rglob("*.html*") if path.is_file())
if not pages:
    sys.exit(f"no .html files in {sys.argv[1]}")
pages = pages[:: max(len(pages) // 300, 1)]
work = pathlib.Path(tempfile.mkdtemp())
(work / "documents").mkdir()
size = 0
for number in range(COUNT):
    page = pages[number % len(pages)]
    body = page.read_bytes()
    body = gzip.decompress(body) if page.suffix == ".gz" else body
    size += len(body)
    (work / f"documents/{number:05}.html").write_bytes(body + f"<!-- {number} -->".encode())

ours = ("NATS_", "COURANT_", "OTEL_")
env = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
env["OTEL_SDK_DISABLED"] = "true"
ports = ["--port", str(PORT), "--admin-port", str(ADMIN)]
up = subprocess.Popen([program, "up", "--data", work / "data", "--store", "4GB", *ports], env=env)
env["NATS_URL"] = f"nats://127.0.0.1:{PORT}"


def courant(*arguments):
    return subprocess.run([program, *arguments], env=env, capture_output=True, text=True)


def spent():
    """Return the seconds of CPU time of each child of `up`."""
    seconds = {}
    for process in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            fields = (process / "stat").read_text().rsplit(")", 1)[1].split()
            words = (process / "cmdline").read_text().split("\0")
        except OSError:
            continue
        if int(fields[1]) == up.pid:
            name = words[2] if "service" in words else pathlib.Path(words[0]).name
            ticks = int(fields[11]) + int(fields[12])
            seconds[name] = ticks / os.sysconf("SC_CLK_TCK")
    return seconds


def ready():
    """Wait until every service is ready."""
    for port in range(ADMIN, ADMIN + 4):
        while True:
            if up.poll() is not None:
                sys.exit("courant up ended: see its messages above")
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5).close()
                break
            except OSError:
                time.sleep(0.2)


try:
    ready()
    # With the first document, every service has started.
    courant("publish", "--wait", str(work / "documents/00000.html"))
    before = spent()
    courant("publish", "--wait", str(work / "documents"))
    after = spent()
    published = json.loads(courant("status", "--json").stdout)["conservation"]["published"]
    print(f"{len(pages)} pages of {size // COUNT} bytes on average, {published} published")
    for name in after:
        print(f"{name:<22}{(after[name] - before[name]) * 1000 / COUNT:6.2f} ms per document")
finally:
    up.terminate()
    up.wait()
    shutil.rmtree(work)
