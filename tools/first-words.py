"""Prints the number of pages with a known body whose text begins in the right place.

    first-words.py GOLD ANSWERS [--show]

A page counts if the first eight words of its body stand in the answer. --show lists the others.
"""

import json
import re
import sys

UNSPACED = "\u3400-\u9fff\uf900-\ufaff\u3040-\u30ff\u0e00-\u0e7f\U00020000-\U0002ffff"
WORD = re.compile(rf"[{UNSPACED}]|(?:(?![{UNSPACED}])\w)+")
FIRST = 8


def main(gold: str, answers: str, *options: str) -> None:
    bodies = {page["id"]: page["gold"].get("body") for page in lines(gold)}
    kept, missed = 0, []
    for answer in lines(answers):
        words = WORD.findall(bodies.get(answer["id"]) or "")
        if words:
            found = f" {' '.join(words[:FIRST])} " in f" {' '.join(WORD.findall(answer.get('text') or ''))} "
            kept += found
            if not found:
                missed.append(answer["id"])
    pages = kept + len(missed)
    print(f"first {FIRST} words kept: {kept} of {pages} pages ({100 * kept / max(1, pages):.1f} %)")
    if "--show" in options:
        print("\n".join(missed))


def lines(path: str) -> list[dict]:
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


main(*sys.argv[1:])
