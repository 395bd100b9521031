#!/usr/bin/env python3
"""Compares the texts that Courant and other programs read in third-party documents.

    tools/documents/foreign.py FOLDER [--courant PROGRAM] [--tika CLASSES] [--worst 20] [--all]

FOLDER has documents of any kinds, such as the test files of other projects; they are named by their suffix.
Without --all, it takes 200 of them, the same ones every time, of all kinds. Prints what Courant rejects, the
word F1 between Courant and each other program, how many of the files that two other programs agree on
(F1 of 0.95) Courant agrees on too (0.90), and the files on which it agrees least.
"""
import argparse, collections, hashlib, pathlib, statistics, sys

import peers, readers
from measures import f1, tokens

FILES = 200
AGREED, ALIKE = 0.95, 0.90


def chosen(files):
    """Select 200 files: of each kind in turn, in the order of their digests."""
    kinds = collections.defaultdict(list)
    for file in sorted(files, key=lambda file: hashlib.sha256(file.name.encode()).hexdigest()):
        kinds[file.suffix].append(file)
    # Half of the files are PDF.
    turns = [kind for kind in sorted(kinds) if kind != ".pdf"]
    picked, at = [], 0
    while len(picked) < min(FILES, len(files)):
        before = len(picked)
        for kind in turns:
            picked += kinds[kind][at:at + 1]
            picked += kinds[".pdf"][len(picked) // 2:len(picked) // 2 + 1] if ".pdf" in kinds else []
        at += 1
        if len(picked) == before:
            break
    return list(dict.fromkeys(picked))[:FILES]


def read(files, options):
    """The texts that each program read, by file name."""
    found = {"courant": readers.courant(options.courant, files)}
    if options.tika:
        found["tika"] = readers.tika(options.tika, files)
    for kind, programs in peers.KINDS.items():
        own = [file for file in files if file.suffix == "." + kind]
        for program in programs if own else []:
            found.setdefault(program, {}).update(readers.peer(program, own))
    return found


def agreement(name, found):
    """The F1 of Courant with each other program, and of each pair of others."""
    text = {program: results[name].get("text") or "" for program, results in found.items() if name in results}
    own = text.pop("courant", "")
    others = sorted(text)
    with_own = {program: f1(own, text[program]) for program in others}
    pairs = {(a, b): f1(text[a], text[b]) for at, a in enumerate(others) for b in others[at + 1:]
             if tokens(text[a]) and tokens(text[b])}
    return with_own, pairs


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--courant", default="target/release/courant")
    parser.add_argument("--tika")
    parser.add_argument("--worst", type=int, default=20)
    parser.add_argument("--all", action="store_true")
    options = parser.parse_args()
    files = [file for file in sorted(options.folder.iterdir()) if file.suffix[1:] in peers.KINDS]
    if not options.all:
        files = chosen(files)
    found = read(files, options)
    report(files, found, options)


def report(files, found, options):
    own = found["courant"]
    lost = [file.name for file in files if file.name not in own]
    errors = collections.Counter(one["error"] for one in own.values() if one.get("error"))
    print(f"{len(files)} files; read {sum('error' not in one for one in own.values())}; lost {len(lost)} {lost}")
    print("rejected: " + ", ".join(f"{code} {count}" for code, count in errors.most_common()))
    with_each, agreed, worst = collections.defaultdict(list), [], []
    for file in files:
        with_own, pairs = agreement(file.name, found)
        for program, value in with_own.items():
            with_each[file.suffix[1:], program].append(value)
        alike = [pair for pair, value in pairs.items() if value >= AGREED]
        if alike:
            # With the closest pair.
            best = max(min(with_own[a], with_own[b]) for a, b in alike)
            agreed.append((file.suffix[1:], best))
            worst.append((best, file.name, own.get(file.name, {}).get("error") or "", alike[0]))
    print(f"\n{'kind':6} {'program':12} {'files':>5} {'word F1, median':>16} {'mean':>6}")
    for (kind, program), values in sorted(with_each.items()):
        print(f"{kind:6} {program:12} {len(values):5} {statistics.median(values) * 100:16.1f} {statistics.mean(values) * 100:6.1f}")
    print(f"\n{'kind':6} {'two agree':>9} {'and Courant':>11}")
    for kind in sorted({kind for kind, _ in agreed}) + [None]:
        values = [value for one, value in agreed if kind in (one, None)]
        fine = sum(value >= ALIKE for value in values)
        print(f"{kind or 'all':6} {len(values):9} {fine:11} {fine / len(values) * 100:6.1f} %")
    print("\nleast agreement")
    for value, name, error, pair in sorted(worst)[:options.worst]:
        print(f"{value * 100:5.1f} {name} {error} ({' and '.join(pair)})")


if __name__ == "__main__":
    main()
