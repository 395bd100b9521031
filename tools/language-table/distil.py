#!/usr/bin/env python3
"""distil.py MIRRORS: counts the words of the sources in `sources.txt` into `counts/`.

MIRRORS holds a clone of each repository, as `OWNER+NAME/repo` or `OWNER+NAME`. `sources.txt`
names each repository and commit. Standard library only; the same inputs give the same
bytes.

A line of `sources.txt` is `TAG KIND=ARGUMENT ...`: a language or a group of unsupported languages
(`und-N`), and what it is counted from. Words are runs of letters, and of the vowel signs of Indic
and South-East Asian scripts, in lower case. Unilex was crawled from the web, the translations of
the Universal Declaration of Human Rights included: their words are subtracted, since the
declaration is what the engine is tested on.
"""
import collections
import functools
import gzip
import html
import json
import pathlib
import re
import subprocess
import sys
import unicodedata

HERE = pathlib.Path(__file__).resolve().parent
WORDS, GROUP_WORDS = 40_000, 60_000
SIGNS = [(0x900, 0x9ff), (0xb00, 0xb7f), (0xc80, 0xdff), (0xe80, 0x109f), (0x1780, 0x17ff),
         (0x780, 0x7ff), (0xa9e0, 0xa9ff), (0xaa60, 0xaa7f)]
SKIPPED = {0xad, 0x200d, 0x640, 0x670, *range(0x5b0, 0x5c8), *range(0x610, 0x660)}
REPOSITORIES = {
    "U": "unicode-org/unilex", "V": "mozilla/common-voice", "A": "wikimedia/apps-android-wikipedia",
    "B": "christos-c/bible-corpus", "S": "global-asp/asp-source", "L": "tesseract-ocr/langdata",
}
MESSAGES = ["wikimedia/VisualEditor", "wikimedia/mediawiki-extensions-VisualEditor",
            "wikimedia/mediawiki-extensions-Echo", "wikimedia/mediawiki-extensions-DiscussionTools",
            "wikimedia/oojs-ui"]
DECLARATION = "eric-muller/udhr"


def main():
    lines = (HERE / "sources.txt").read_text("utf-8").split("\n")
    for line in lines:
        if line and line[0] != "#":
            tag, *sources = line.split()
            write(tag, [source.split("=") for source in sources])


def write(tag, sources):
    group = tag.startswith("und-")
    script, counts = None, collections.Counter()
    for kind, argument in sources:
        if kind == "script":
            script = argument.upper()
            continue
        part = COUNTS[kind](argument)
        if kind == "U":
            part = subtract(part, declaration(argument))
        if group:
            total = sum(part.values()) or 1
            part = {word: count * 1e6 / total for word, count in part.items()}
        for word, count in part.items():
            counts[word] += count
    if tag == "os":     # the Latin letter, written for the Cyrillic one before Unicode had it
        counts = {word.replace("æ", "ӕ"): n for word, n in counts.items()}
    if script:
        counts = {w: n for w, n in counts.items() if unicodedata.name(w[0], "").startswith(script)}
    counts = {word: round(count) for word, count in counts.items() if round(count) > 0}
    usual = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    usual = usual[:GROUP_WORDS if group else WORDS]
    text = "".join(f"{word}\t{count}\n" for word, count in usual)
    (HERE / "counts" / f"{tag}.tsv.gz").write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    print(tag, sum(counts.values()), len(counts), flush=True)


def subtract(counts, other):
    return {word: n - other[word] for word, n in counts.items() if n > other[word]}


def words(lines):
    counts = collections.Counter()
    for line in lines:
        word = ""
        for c in unicodedata.normalize("NFC", line).lower() + " ":
            category = unicodedata.category(c)[0]
            if category == "L" or category == "M" and any(a <= ord(c) <= b for a, b in SIGNS):
                word += c
            elif word and ord(c) not in SKIPPED:
                counts[word] += 1
                word = ""
    return counts


def git(repository, *arguments):
    folder = pathlib.Path(sys.argv[1]) / repository.replace("/", "+")
    folder = folder / "repo" if (folder / "repo").exists() else folder
    return subprocess.run(["git", "-C", folder, *arguments], capture_output=True).stdout.decode(
        "utf-8", "replace")


def show(repository, path):
    return git(repository, "show", f"HEAD:{path}")


@functools.cache
def files(repository):
    return git(repository, "ls-tree", "-r", "--name-only", "HEAD").split("\n")


def unilex(code):
    """Convert frequencies per billion words to occurrences."""
    counts, size = collections.Counter(), 0
    for line in show(REPOSITORIES["U"], f"data/frequency/{code}.txt").split("\n"):
        if line.startswith("# Corpus-Size:"):
            size = int(line.split(":")[1])
        elif line and line[0] != "#":
            form, _, frequency = line.partition("\t")
            if frequency.isdigit():
                times = max(1, round(int(frequency) * size / 1e9))
                for word, n in words([form]).items():
                    counts[word] += n * times
    return counts


def common_voice(code):
    repository = REPOSITORIES["V"]
    paths = [p for p in files(repository) if p.startswith(f"server/data/{code}/")]
    return words(line for path in paths for line in show(repository, path).split("\n"))


def android(locale):
    text = show(REPOSITORIES["A"], f"app/src/main/res/values-{locale}/strings.xml")
    texts = re.findall(r"<(?:string|item)[^>]*>(.*?)</(?:string|item)>", text, re.S)
    texts = [html.unescape(re.sub(r"<!\[CDATA\[|\]\]>", "", t)) for t in texts]
    return words(re.sub(r"<[^>]*>|%\d*\$?[sd]|\\n|https?:\S+", " ", t) for t in texts)


def messages(code):
    texts = []
    for repository in MESSAGES:
        for path in files(repository):
            if re.search(rf"i18n/(?:[a-z]+/)?{code}\.json$", path):
                for key, text in json.loads(show(repository, path)).items():
                    if key[0] != "@" and isinstance(text, str):
                        texts.append(re.sub(
                            r"\{\{[^{}]*\}\}|\[\[|\]\]|\$\d|https?:\S+|<[^>]*>", " ", text))
    return words(texts)


def bible(name):
    text = show(REPOSITORIES["B"], f"bibles/{name}.xml")
    return words(re.findall(r"<seg[^>]*>(.*?)</seg>", text, re.S))


def storybooks(code):
    texts = []
    for path in files(REPOSITORIES["S"]):
        if path.startswith(f"{code}/") and path.endswith(".md") and "README" not in path:
            lines = show(REPOSITORIES["S"], path).split("\n")
            if not any(l.startswith("* License: [CC-BY]") for l in lines):
                continue    # the others are CC BY-NC
            texts += [l for l in lines if l[:1] not in "#*" and "icense" not in l and "http" not in l]
    return words(texts)


def treebank(name):
    repository = f"UniversalDependencies/UD_{name}"
    paths = [p for p in files(repository) if re.fullmatch(r"[a-z]+_[a-z]+-ud-\w+\.conllu", p)]
    lines = (line for path in paths for line in show(repository, path).split("\n"))
    return words(line[9:] for line in lines if line.startswith("# text = "))


def langdata(code):
    """Running text, and the words by decreasing frequency, weighted by Zipf's law."""
    counts = words(show(REPOSITORIES["L"], f"{code}/{code}.training_text").split("\n"))
    listed = show(REPOSITORIES["L"], f"{code}/{code}.wordlist").split("\n")[:30_000]
    for rank, form in enumerate(listed):
        for word, n in words([form]).items():
            counts[word] += n * round(100_000 / (rank + 3))
    return counts


COUNTS = {"U": unilex, "V": common_voice, "A": android, "M": messages, "B": bible,
          "S": storybooks, "T": treebank, "L": langdata}


@functools.cache
def translations():
    """The files of the declaration by Unilex's language code of two or three letters."""
    found = collections.defaultdict(list)
    for path in files(DECLARATION):
        if match := re.fullmatch(r"data/udhr/udhr_((\w+?)(?:_.*)?)\.xml", path):
            found[match[2]].append(path)
    return found


def declaration(code):
    code = code.split("-")[0]
    lines = []
    for path in translations()[THREE.get(code, code)]:
        lines += map(html.unescape, re.findall(r"<para>(.*?)</para>", show(DECLARATION, path), re.S))
    return words(lines)


THREE = dict(pair.split(":") for pair in """
ab:abk am:amh as:asm av:ava ay:ayr ba:bak bi:bis bm:bam bn:ben bo:bod bs:bos ce:che cv:chv dz:dzo
ee:ewe eo:epo fj:fij fo:fao fy:fri gd:gla gl:glg gn:gug gv:glv ha:hau hi:hin ht:hat ig:ibo iu:ike
jv:jav km:khm kn:kan kv:kom ku:kmr ky:kir lb:ltz lg:lug lo:lao mg:plt mh:mah ml:mal mr:mar mt:mlt
my:mya nd:nde ny:nya oc:oci om:gax or:ori os:oss pa:pan ps:pbu qu:quy rm:roh rn:run rw:kin se:sme
sg:sag si:sin sm:smo sn:sna so:som su:sun sw:swh ta:tam te:tel ti:tir tk:tuk to:ton tt:tat ug:uig
uz:uzn bik:bcl bua:bxr""".split())

main()
