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

# The primary subtags that Courant detects, except languages that write months as numbers (ja, ko, zh).
# Languages that are missing in CLDR are skipped.
LANGUAGES = """ab af am ar as ast az ba be bg bik bn bo br bs ca ce ceb ckb cs cv cy da de dv dz ee el en eo
es et eu fa fi fil fj fo fr fy ga gd gl gn gu gv ha haw he hi hr hsb ht hu hy ia id ig ilo is it iu jv
ka kab kk km kn ku ky la lb lg lij lmo lo lt lv mai mg mi min mk ml mn mr ms mt my nb ne nl nn no nso ny
oc om or os pa pcm pl ps pt qu rm ro ru rw sah scn sd se si sk sl sm sn so sq sr st su sv sw ta te tg th
ti tk tl tn to tr ts tt ug uk ur uz vec vi war wo xh yi yo zu""".split()

# Names in Latin letters are read in texts of other languages only if they are of these languages,
# because `here`, `du` and `dame` are months in some language.
FAMILIAR = set("""af az bs ca cs cy da de en eo es et eu fi fr ga gl hr hu id is it la lg lt lv mi ms nb nl nn
no pl pt ro sk sl sn so sq sr st sv sw tl fil tn tr ts vi xh yo zu""".split())

# Common forms that are missing in CLDR. Slovene dates use the genitive.
SLOVENE = """januarja februarja marca aprila maja junija julija avgusta septembra oktobra novembra
decembra"""
# CLDR has the months of the Buddhist year.
SINHALA = """ජනවාරි පෙබරවාරි මාර්තු අප්‍රේල් මැයි ජූනි ජූලි අගෝස්තු සැප්තැම්බර් ඔක්තෝබර්
නොවැම්බර් දෙසැම්බර්"""
# With the ending that joins them to the year.
SORANI = """شوباتی ئازاری نیسانی ئایاری حوزەیرانی تەمووزی ئابی ئەیلوولی"""
# With the vowel that joins them to the year.
TAJIK = """январи феврали марти апрели майи июни июли августи сентябри октябри ноябри декабри"""
MORE = {
    ("bn", 1): ["জানুয়ারী"], ("bn", 2): ["ফেব্রুয়ারী"], ("bn", 8): ["অগাস্ট", "আগষ্ট"],
    ("de", 3): ["mrz"],
    ("es", 2): ["febr"],
    ("fa", 1): ["جانویه"], ("fa", 8): ["آگوست", "آگست"],
    ("fr", 1): ["jan"], ("fr", 2): ["fév"],
    ("gu", 8): ["ઓગસ્ટ"],
    ("it", 1): ["genn"], ("it", 9): ["sett"],
    ("kn", 8): ["ಆಗಷ್ಟ್"],
    ("ml", 8): ["ആഗസ്റ്റ്", "ആഗസ്ത്"],
    ("pl", 3): ["marzec"],
    ("ru", 9): ["сентяб"],
    ("ta", 1): ["சனவரி"], ("ta", 2): ["பெப்ரவரி"], ("ta", 8): ["ஆகஸ்டு"],
    ("te", 8): ["ఆగస్ట్", "ఆగష్టు", "ఆగష్ట్"],
    ("uk", 9): ["верес"],
    **{("sl", month): [name] for month, name in enumerate(SLOVENE.split(), 1)},
    **{("si", month): [name] for month, name in enumerate(SINHALA.split(), 1)},
    **{("tg", month): [name] for month, name in enumerate(TAJIK.split(), 1)},
    **{("ckb", month): [name] for month, name in enumerate(SORANI.split(), 2)},
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
    """The texts directly before and after the name in the language's date patterns."""
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


def is_other_script(name):
    return "\u0370" <= name[0] < "\u1e00"


def write_months(dates, persian, islamic):
    rows, meant = [], defaultdict(set)
    packages = [("gregorian", dates, LANGUAGES), ("persian", persian, ["fa"]), ("islamic", islamic, ["ar", "fa", "ur"])]
    for name, package, languages in packages:
        names = months(package, name, languages)
        if name == "gregorian":
            for (language, month), forms in MORE.items():
                names[language, month, "w" if language in ("sl", "si", "ckb", "tg") else "a"].update(forms)
        for (language, month, width), forms in sorted(names.items()):
            if width == "a":
                forms = forms - names[language, month, "w"]
            elif language not in FAMILIAR and not any(is_other_script(form) for form in forms):
                width = "a"
            if forms:
                rows.append("\t".join([name, language, str(month), width, "|".join(sorted(forms))]))
            for form in forms:
                meant[form].add((name, month))
    note = "# calendar, language, month, width (w: wide; a: abbreviated, or read only in its own language), names\n"
    (OUT / "months.tsv").write_text(version(dates) + note + "\n".join(rows) + "\n")
    for form, all in sorted(meant.items()):
        if len(all) > 1:
            print(form, sorted(all))


def fields_of(dates, language):
    for directory in locales(dates, language):
        file = directory / "dateFields.json"
        yield json.loads(file.read_text())["main"][directory.name]["dates"]["fields"]


def spelled(fields, unit):
    """Relative times that are written without a number."""
    found = set()
    for field in fields:
        if unit == "day":
            for days in (0, 1, 2):
                key = f"relative-type--{days}" if days else "relative-type-0"
                word = field["day"].get(key, "").lower()
                if len(word) > (2 if word.isascii() else 1) and not re.search(r"\d|-", word):
                    found.add(f"{days}={word}")
        for width in ("", "-short"):
            past = field[unit + width].get("relativeTime-type-past", {})
            for count, number in (("one", 1), ("two", 2)):
                pattern = past.get(f"relativeTimePattern-count-{count}", "").lower()
                if pattern and "{0}" not in pattern:
                    found.add(f"{number}={pattern}")
    return found


UNITS = ["second", "minute", "hour", "day", "week", "month"]


def write_relative(dates):
    """The texts before and after the number in `3 hours ago`, by language and unit."""
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
            # `-3 h` and `3 m` are mostly not times.
            # `yesterday` and dual forms imply a number: `2=قبل يومين`.
            words = spelled(fields_of(dates, language), unit)
            patterns = {p for p in patterns if re.search(r"[^\W\d]{2}|[\u0e00-\uffff]", p.replace("{0}", "")) and p[0] != "-"}
            if patterns or words:
                rows.append("\t".join([language, unit, "|".join([*sorted(patterns), *sorted(words)])]))
    note = "# language, unit, patterns with {0} in place of the number or NUMBER=words\n"
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
