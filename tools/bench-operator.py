#!/usr/bin/env python3
"""Measures what an operator waits for, with 100,000 published articles and 10,000 dead letters.

Usage: tools/bench-operator.py [path of courant]     (nats-server has to be on the PATH)

It starts a server of its own, stores records that are copies of a real one, and prints the times of
the console's pages, its memory, and the times of `audit`, `doctor` and `top`.
"""
import json, os, re, socket, subprocess, sys, tempfile, time, urllib.request

COURANT = sys.argv[1] if len(sys.argv) > 1 else "target/debug/courant"
ARTICLES, LETTERS, ROUNDS = 100_000, 10_000, 5
PAGES = ["/", "/articles", "/articles?language=en&since=2020-01-01", "/dead", "/dead?stage=ingestion&code=damaged", "/health", "/conservation"]
TEXT = "The harbour office said on Monday that the ferry to the islands runs again. " * 40


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Nats:
    """The part of NATS's protocol that is needed to store messages quickly."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.file = self.socket.makefile("rb")
        self.socket.sendall(b'CONNECT {"verbose":false,"headers":true}\r\nSUB answers 1\r\n')

    def send(self, subject, body, headers=(), reply=""):
        head = ("NATS/1.0\r\n" + "".join(f"{n}: {v}\r\n" for n, v in headers) + "\r\n").encode()
        line = f"HPUB {subject} {reply} {len(head)} {len(head) + len(body)}\r\n".encode()
        self.socket.sendall(line + head + body + b"\r\n")

    def ask(self, subject, body=b""):
        self.send(subject, body, reply="answers")
        while True:
            line = self.file.readline()
            if line.startswith(b"PING"):
                self.socket.sendall(b"PONG\r\n")
            elif line.startswith(b"MSG"):
                return json.loads(self.file.read(int(line.split()[-1]) + 2))

    def settled(self, stream, count):
        while self.ask(f"$JS.API.STREAM.INFO.{stream}")["state"]["messages"] < count:
            time.sleep(0.2)


def fill(nats, record):
    created = nats.ask("$JS.API.STREAM.INFO.ARTICLES_RAW")["created"]
    raw = lambda n: {"stream": "ARTICLES_RAW", "created_at": created, "sequence": n}
    for n in range(1, ARTICLES + LETTERS + 1):
        nats.send("articles.raw", b"x")
    nats.settled("ARTICLES_RAW", ARTICLES + LETTERS)
    nats.ask("$JS.API.STREAM.PURGE.ARTICLES_RAW")
    for n in range(1, ARTICLES + 1):
        record["id"] = f"{n:032x}"
        record["trail"][0]["raw"] = raw(n)
        record["metadata"]["title"] = {"value": f"Article number {n}" + (" needle" if n % 1000 == 500 else ""), "source": "heading"}
        nats.send(f"articles.published.en.{n:032x}", json.dumps(record).encode())
    for n in range(ARTICLES + 1, ARTICLES + LETTERS + 1):
        nats.send("articles.dead.ingestion.damaged", b"%PDF-1.7 " + b"x" * 4000, [
            ("Courant-Dead-Stage", "ingestion"), ("Courant-Dead-Subject", "articles.raw"), ("Courant-Dead-Code", "damaged"),
            ("Courant-Dead-Detail", f"page {n} can't be read as a PDF document"), ("Courant-Dead-Attempts", "1"),
            ("Courant-Dead-At", "2026-11-27T00:00:00Z"), ("Courant-Raw-Stream", "ARTICLES_RAW"),
            ("Courant-Raw-Created-At", created), ("Courant-Raw-Sequence", str(n))])
    nats.settled("ARTICLES_PUBLISHED", ARTICLES)
    nats.settled("ARTICLES_DEAD", LETTERS)


def timed(work):
    began = time.monotonic()
    result = work()
    return time.monotonic() - began, result


def main():
    with tempfile.TemporaryDirectory() as folder:
        port, ui = free_port(), free_port()
        environment = {**os.environ, "NATS_URL": f"nats://127.0.0.1:{port}", "OTEL_SDK_DISABLED": "true"}
        run = lambda *a, **k: subprocess.run([COURANT, *a], env=environment, capture_output=True, text=True, **k)
        server = subprocess.Popen(["nats-server", "-js", "-a", "127.0.0.1", "-p", str(port), "-sd", folder], stderr=subprocess.DEVNULL)
        console = None
        try:
            while run("setup", "--store", "8GB").returncode:
                time.sleep(0.3)
            fill(Nats(port), json.loads(run("process", "-", input=TEXT).stdout))
            console = subprocess.Popen([COURANT, "ui", "--listen", f"127.0.0.1:{ui}"], env=environment, stderr=subprocess.DEVNULL)
            get = lambda path: urllib.request.urlopen(f"http://127.0.0.1:{ui}{path}").read()
            time.sleep(5)
            for path in PAGES:
                times = sorted(timed(lambda: get(path))[0] for _ in range(ROUNDS))
                print(f"{path}: median {times[ROUNDS // 2] * 1000:.0f} ms, most {times[-1] * 1000:.0f} ms")
            nats, behind = Nats(port), []
            events = urllib.request.urlopen(f"http://127.0.0.1:{ui}/events?page=flow")
            for n in range(10):
                # Not synchronous with the console's refreshes.
                time.sleep(0.13 * n)
                began = time.monotonic()
                nats.send("articles.dead.ingestion.damaged", b"x", [])
                shown = f"{LETTERS + n + 1:,}"
                next(line for line in events if shown.encode() in line)
                behind.append(time.monotonic() - began)
            print(f"live: {max(behind) * 1000:.0f} ms behind at most, {sorted(behind)[5] * 1000:.0f} ms in the median")
            stream = urllib.request.urlopen(f"http://127.0.0.1:{ui}/articles/search?title=needle")
            began, first = time.monotonic(), None
            for line in stream:
                if first is None and b"needle" in line:
                    first = time.monotonic() - began
                if b"data-over" in line:
                    break
            print(f"search, 1 in 1,000: first hit after {first * 1000:.0f} ms, all read after {time.monotonic() - began:.1f} s")
            stream, began = urllib.request.urlopen(f"http://127.0.0.1:{ui}/dead/groups"), time.monotonic()
            next(line for line in stream if b"data-over" in line)
            print(f"causes of {LETTERS:,} dead letters: {time.monotonic() - began:.1f} s")
            status = open(f"/proc/{console.pid}/status").read()
            print("console: at most", int(re.search(r"VmHWM:\s+(\d+)", status)[1]) // 1024, "MiB")
            console.terminate()
            console.wait()
            seconds, audit = timed(lambda: run("audit", "--json"))
            found = json.loads(audit.stdout)
            print(f"audit: {seconds:.1f} s, {(ARTICLES + LETTERS) / seconds:,.0f} documents/s, {found['missing']} missing of {found['last']}")
            seconds, _ = timed(lambda: run("doctor"))
            print(f"doctor: {seconds:.2f} s")
            top = subprocess.Popen([COURANT, "top", "--json"], env=environment, stdout=subprocess.DEVNULL)
            time.sleep(2)
            cpu = lambda: sum(map(int, open(f"/proc/{top.pid}/stat").read().rsplit(")", 1)[1].split()[11:13])) / os.sysconf("SC_CLK_TCK")
            before = cpu()
            time.sleep(20)
            print(f"top: {(cpu() - before) / 20 * 100:.2f} % of a core")
            top.terminate()
            top.wait()
        finally:
            if console and console.poll() is None:
                console.terminate()
            server.terminate()
            server.wait()


main()
