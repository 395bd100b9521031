#!/usr/bin/env python3
"""Compares the texts that Courant, Tika and one more program read in the documents of build.py.

    tools/documents/score.py FOLDER [--courant PROGRAM] [--tika CLASSES]

Per kind and producer: word F1 (of characters where words are not separated by spaces), the share of
blocks in order (longest increasing sequence of their places), F1 of headings, items and rows that are
marked as such, exact titles, authors and dates where the file states them, the language, milliseconds of
CPU for each file and the largest resident memory of a process. Courant's milliseconds are those of all
four stages without the start of the program; Tika's are those of a warm JVM.
"""
import argparse, collections, json, pathlib

import peers, readers
from measures import f1, marked, order, squeezed

COLUMNS = {"f1": 100, "order": 100, "structure": 100, "title": 100, "author": 100, "date": 100, "language": 100, "ms": 1, "MB": 1}
# The suffix of a file of each kind.
SUFFIXES = {"markdown": "md", "mail": "eml"}


def read(groups, folder, options):
    """The texts that each program read, by program and file name."""
    found = collections.defaultdict(dict)
    for (kind, _), documents in sorted(groups.items()):
        files = [folder / one["file"] for one in documents]
        found["courant"].update(readers.courant(options.courant, files))
        for program in peers.KINDS[SUFFIXES.get(kind, kind)][:1] if not options.no_peer else []:
            found[program].update(readers.peer(program, files))
    if options.tika:
        found["tika"] = readers.tika(options.tika, [folder / one["file"] for all in groups.values() for one in all])
    return found


def row(one, got, program):
    text = got.get("text") or ""
    row = {"f1": f1("\n".join(one["blocks"]), text), "order": order(one["blocks"], text)}
    row |= {name: got[name] for name in ("ms", "MB") if name in got}
    if "kinds" in got and one.get("structure"):
        row["structure"] = marked(one["structure"], got["kinds"])
    if program in ("courant", "tika"):
        if "title" in one:
            row["title"] = squeezed(got.get("title") or "") == squeezed(one["title"])
        if "author" in one:
            row["author"] = [squeezed(name or "") for name in got.get("authors") or []] == [squeezed(one["author"])]
        if "date" in one:
            row["date"] = (got.get("date") or "").startswith(one["date"])
    if program == "courant":
        row["language"] = got.get("language") == one["language"]
    return row


def pages(files):
    try:
        from pypdf import PdfReader
    except ImportError:
        return 0
    return sum(len(PdfReader(file).pages) for file in files)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--courant", default="target/release/courant")
    parser.add_argument("--tika", help="a folder with the jar files of Tika")
    parser.add_argument("--worst", type=int, default=0, help="name so many documents with the lowest F1")
    parser.add_argument("--no-peer", action="store_true")
    options = parser.parse_args()
    groups = collections.defaultdict(list)
    for line in open(options.folder / "truth.jsonl"):
        one = json.loads(line)
        groups[one["kind"], one["producer"]].append(one)
    found = read(groups, options.folder, options)
    print(f"{'kind':9} {'producer':28} {'program':11} {'files':>5} " + " ".join(f"{name:>9}" for name in COLUMNS))
    worst, below = [], []
    for (kind, producer), documents in sorted(groups.items()):
        f1s = {}
        for program, results in found.items():
            if not any(one["file"] in results for one in documents):
                continue
            rows = [row(one, results.get(one["file"], {}), program) for one in documents]
            cells = []
            for name, scale in COLUMNS.items():
                values = [one[name] for one in rows if name in one]
                cells.append(f"{sum(values) / len(values) * scale:9.1f}" if values else f"{'':9}")
            print(f"{kind:9} {producer:28} {program:11} {len(rows):5} " + " ".join(cells))
            f1s[program] = sum(one["f1"] for one in rows) / len(rows)
            if program == "courant":
                worst += [(one["f1"], one["order"], document["file"]) for one, document in zip(rows, documents)]
        if f1s.get("tika", 0) > f1s["courant"] + 0.0005:
            below.append(f"{kind} by {producer}")
    if options.tika:
        print(f"\nword F1 below Tika's: {', '.join(below) or 'none'}")
    files = [options.folder / one["file"] for (kind, _), all in groups.items() if kind == "pdf" for one in all]
    if count := pages(files):
        for program in ("courant", "tika"):
            spent = [found[program][file.name]["ms"] for file in files if "ms" in found.get(program, {}).get(file.name, {})]
            if spent:
                print(f"PDF: {sum(spent) / count:.1f} ms of CPU a page by {program} ({count} pages)")
    for score in sorted(worst)[:options.worst]:
        print("%.3f %.3f %s" % score)


if __name__ == "__main__":
    main()
