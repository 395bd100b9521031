#!/usr/bin/env python3
"""Compares what Courant, Tika and one more program read in the documents of build.py.

    tools/documents/score.py FOLDER [--courant PROGRAM] [--tika JAR]

Per kind and producer: word F1 (of characters where words are not separated by spaces), the share of
blocks in order (longest increasing sequence of their places), exact titles, authors and dates where the
file states them, and milliseconds for each document. Tika reads all documents in one process.
"""
import argparse, bisect, collections, email, email.policy, hashlib, json, logging, pathlib, re, subprocess, sys, tempfile, time, unicodedata

UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]")


def tokens(text):
    text = unicodedata.normalize("NFKC", text).lower()
    text = UNSPACED.sub(lambda match: f" {match.group()} ", text)
    return re.findall(r"[^\W_]+(?:[\u0300-\u036f\u0900-\u097f]+[^\W_]*)*", text)


def squeezed(text):
    return "".join(tokens(text))


def f1(truth, found):
    truth, found = collections.Counter(tokens(truth)), collections.Counter(tokens(found))
    both = sum((truth & found).values())
    return 2 * both / (sum(truth.values()) + sum(found.values()) or 1)


def order(blocks, found):
    """The share of blocks that are found, in order."""
    found, tails = squeezed(found), []
    last = -1
    for block in blocks:
        block = squeezed(block)
        place = found.find(block, last + 1)
        place = place if place >= 0 else found.find(block)
        if place < 0:
            continue
        last = place
        at = bisect.bisect_left(tails, place)
        tails[at:at + 1] = [place]
    return len(tails) / len(blocks)


def courant(program, files):
    began = time.time()
    out = subprocess.run([program, "process", *map(str, files)], capture_output=True, text=True)
    each = (time.time() - began) / len(files) * 1000
    by_digest = {}
    for line in out.stdout.splitlines():
        record = json.loads(line)
        by_digest[record["document"]["sha256"]] = record
    results = {}
    for file in files:
        record = by_digest.get(hashlib.sha256(file.read_bytes()).hexdigest())
        if record:
            metadata = record.get("metadata", {})
            results[file.name] = {
                "text": record["document"]["text"], "title": (metadata.get("title") or {}).get("value"),
                "authors": [one["value"] for one in metadata.get("authors") or []],
                "date": (metadata["dates"].get("published") or {}).get("value"), "ms": each}
    return results


def tika(jar, files, folder):
    if not jar:
        return {}
    results = {}
    with tempfile.TemporaryDirectory() as out:
        began = time.time()
        subprocess.run(["java", "-jar", jar, "-J", "-t", "-i", str(folder), "-o", out], capture_output=True)
        each = (time.time() - began) / len(files) * 1000
        for file in files:
            path = pathlib.Path(out) / (file.name + ".json")
            if not path.exists():
                continue
            parts = json.loads(path.read_text())
            first = parts[0]
            value = lambda *names: next((first[name] for name in names if first.get(name)), None)
            author = value("dc:creator", "meta:author", "Message:From-Name")
            results[file.name] = {
                "text": "\n".join(part.get("X-TIKA:content") or "" for part in parts), "title": value("dc:title", "dc:subject"),
                "authors": author if isinstance(author, list) else [author] if author else [],
                "date": value("dcterms:created", "dc:date"), "ms": each}
    return results


def peer(file):
    """What pdfminer.six, pandoc or Python's e-mail package read."""
    kind = file.suffix[1:]
    began = time.time()
    if kind == "pdf":
        try:
            from pdfminer.high_level import extract_text
        except ImportError:
            return None
        text = extract_text(str(file))
    elif kind in ("docx", "odt", "epub", "rtf", "md"):
        pandoc = subprocess.run(["pandoc", str(file), "-t", "plain", "--wrap=none"], capture_output=True, text=True)
        text = pandoc.stdout
    elif kind == "eml":
        message = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
        text = message.get_body(("plain",)).get_content()
    else:
        return None
    return {"text": text, "ms": (time.time() - began) * 1000}


def main():
    logging.disable(logging.WARNING)
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--courant", default="target/release/courant")
    parser.add_argument("--tika")
    parser.add_argument("--worst", type=int, default=0, help="name so many documents with the lowest F1")
    parser.add_argument("--no-peer", action="store_true")
    options = parser.parse_args()
    truth = [json.loads(line) for line in open(options.folder / "truth.jsonl")]
    files = [options.folder / one["file"] for one in truth]
    found = {"courant": courant(options.courant, files), "tika": tika(options.tika, files, options.folder),
             "peer": {} if options.no_peer else {file.name: got for file in files if (got := peer(file))}}
    groups = collections.defaultdict(list)
    worst = []
    for one in truth:
        for program, results in found.items():
            if not results:
                continue
            got = results.get(one["file"], {})
            text = got.get("text") or ""
            whole = "\n".join(one["blocks"])
            row = {"f1": f1(whole, text), "order": order(one["blocks"], text)}
            if "ms" in got:
                row["ms"] = got["ms"]
            if program != "peer":
                if "title" in one:
                    row["title"] = squeezed(got.get("title") or "") == squeezed(one["title"])
                if "author" in one:
                    row["author"] = [squeezed(name or "") for name in got.get("authors") or []] == [squeezed(one["author"])]
                if "date" in one:
                    row["date"] = (got.get("date") or "").startswith(one["date"])
            if program != "peer" or got:
                groups[one["kind"], one["producer"], program].append(row)
            if program == "courant":
                worst.append((row["f1"], row["order"], one["file"]))
    columns = ["f1", "order", "title", "author", "date", "ms"]
    print(f"{'kind':9} {'producer':24} {'program':8} {'files':>5} " + " ".join(f"{name:>7}" for name in columns))
    for (kind, producer, program), rows in sorted(groups.items()):
        means = []
        for name in columns:
            values = [row[name] for row in rows if name in row]
            scale = 1 if name == "ms" else 100
            means.append(f"{sum(values) / len(values) * scale:7.1f}" if values else f"{'':7}")
        print(f"{kind:9} {producer:24} {program:8} {len(rows):5} " + " ".join(means))
    for score in sorted(worst)[:options.worst]:
        print("%.3f %.3f %s" % score)


if __name__ == "__main__":
    main()
