#!/usr/bin/env python3
"""Writes the names of months and the relative times of shared/metadata from CLDR.

    npm pack cldr-dates-full cldr-cal-persian-full cldr-cal-islamic-full    # and unpack them
    tools/cldr-dates.py DATES PERSIAN ISLAMIC    # the three directories named `package`

Prints what is ambiguous: names that mean different months in different languages.
"""

import json
import re
import sys
import unicodedata
from collections import defaultdict
from pathlib import Path

# The languages that Courant detects, without those that write months as numbers (ja, ko, zh).
LANGUAGES = """af ar az be bg bn bs ca cs cy da de el en eo es et eu fa fi fr ga gl gu he hi hr hu hy
id is it ka kk la lg lt lv mi mk mn mr ms nb nl nn no pa pl pt ro ru sk sl sn so sq sr st sv sw ta te
th tl fil tn tr ts uk ur vi xh yo zu""".split()

# Forms in use that CLDR lacks. Slovene dates have the genitive.
SLOVENE = """januarja februarja marca aprila maja junija julija avgusta septembra oktobra novembra
decembra"""
MORE = {
    ("de", 3): ["mrz"],
    ("es", 2): ["febr"],
    ("fr", 1): ["jan"], ("fr", 2): ["fév"],
    ("it", 1): ["genn"], ("it", 9): ["sett"],
    ("pl", 3): ["marzec"],
    ("ru", 9): ["сентяб"],
    ("uk", 9): ["верес"],
    **{("sl", month): [name] for month, name in enumerate(SLOVENE.split(), 1)},
}

OUT = Path(__file__).parent.parent / "shared/metadata/src/dates"
NOTE = """\
# From the Unicode Common Locale Data Repository {version} by tools/cldr-dates.py.
# Copyright (c) 1991-2026 Unicode, Inc. Unicode License V3: see LICENSE-UNICODE.
"""


def locales(package, language):
    """A language's directories: its own and those of its regions and scripts."""
    main = package / "main"
    rare = ("-Dsrt", "-Shaw", "-Mong")
    return sorted(
        p for p in main.iterdir()
        if p.name == language or p.name.startswith(language + "-") and not any(r in p.name for r in rare)
    )


def calendar(directory, name):
    file = directory / f"ca-{name}.json"
    if not file.exists():
        return None
    dates = json.loads(file.read_text())["main"][directory.name]["dates"]
    return next(iter(dates["calendars"].values()))


def plain(name):
    """Lower case, composed, without the prepositions and stops that belong to the pattern."""
    name = unicodedata.normalize("NFC", name).lower().strip().strip(".׳").strip()
    return re.sub(r"^(?:de |d['’])", "", name)


def affixes(data):
    """What the language's date patterns write directly before and after the name."""
    found = set()
    for pattern in [*data["dateFormats"].values(), data["dateTimeFormats"]["availableFormats"].get("yMMMMd")]:
        pattern = pattern if isinstance(pattern, str) else ""
        match = re.search(r"([^M\s]?)(?<!M)M{3,4}(?:'(\w+)')?", pattern)
        if match:
            before = match[1] if match[1].isalpha() and match[1] not in "dy" else ""
            found.add((before, match[2] or ""))
    return found | {("", "")}


def months(package, name, languages):
    """Names by language, month and width."""
    names = defaultdict(set)
    for language in languages:
        for directory in locales(package, language):
            data = calendar(directory, name)
            if not data:
                continue
            around = affixes(data)
            for context in ("format", "stand-alone"):
                for width in ("wide", "abbreviated"):
                    for month, written in data["months"][context][width].items():
                        written = plain(written)
                        if len(written) < 2 or not written[0].isalpha() or re.fullmatch(r"m\d+", written):
                            continue
                        for before, after in around:
                            names[language, int(month), width[0]].add(before + written + after)
    return names


def write_months(dates, persian, islamic):
    rows, meant = [], defaultdict(set)
    packages = [("gregorian", dates, LANGUAGES), ("persian", persian, ["fa"]), ("islamic", islamic, ["ar", "fa", "ur"])]
    for name, package, languages in packages:
        names = months(package, name, languages)
        if name == "gregorian":
            for (language, month), forms in MORE.items():
                names[language, month, "w" if language == "sl" else "a"].update(forms)
        for (language, month, width), forms in sorted(names.items()):
            if width == "a":
                forms = forms - names[language, month, "w"]
            if forms:
                rows.append("\t".join([name, language, str(month), width, "|".join(sorted(forms))]))
            for form in forms:
                meant[form].add((name, month))
    note = "# calendar, language, month, width (wide or abbreviated), names\n"
    (OUT / "months.tsv").write_text(version(dates) + note + "\n".join(rows) + "\n")
    for form, all in sorted(meant.items()):
        if len(all) > 1:
            print(form, sorted(all))


UNITS = ["second", "minute", "hour", "day", "week", "month"]


def write_relative(dates):
    """`3 hours ago`: what stands before and after the number, by language and unit."""
    rows = []
    for language in [*LANGUAGES, "ja", "ko", "zh"]:
        for unit in UNITS:
            patterns = set()
            for directory in locales(dates, language):
                file = directory / "dateFields.json"
                fields = json.loads(file.read_text())["main"][directory.name]["dates"]["fields"]
                for width in ("", "-short"):
                    past = fields[unit + width].get("relativeTime-type-past", {})
                    patterns |= {pattern.lower() for pattern in past.values() if pattern.count("{0}") == 1}
            # `-3 h` and `3 m` are something else in most places.
            patterns = {p for p in patterns if re.search(r"[^\W\d]{2}|[\u0e00-\uffff]", p.replace("{0}", "")) and p[0] != "-"}
            if patterns:
                rows.append("\t".join([language, unit, "|".join(sorted(patterns))]))
    note = "# language, unit, patterns with {0} in place of the number\n"
    (OUT / "relative.tsv").write_text(version(dates) + note + "\n".join(rows) + "\n")


def version(dates):
    package = json.loads((dates / "package.json").read_text())
    return NOTE.format(version=package["version"])


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    packages = [Path(argument) for argument in sys.argv[1:]]
    write_months(*packages)
    write_relative(packages[0])
