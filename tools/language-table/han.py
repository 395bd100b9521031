#!/usr/bin/env python3
"""han.py UNIHAN_DIR > han.tsv: the characters that differ between the two Chinese scripts.

A line `S`, character, its traditional variants: simplified only. It has a traditional variant
other than itself, is no variant's traditional form, and neither Taiwan's nor Hong Kong's first
plane of usual characters has it (CNS 11643 plane 1, Big Five level 1).
A line `T`, character: traditional only. It has a simplified variant other than itself, is no
variant's simplified form, and levels 1 and 2 of mainland China's table of general standard
characters (kTGH up to 6500) do not have it.
A line `V`, character, its traditional variants: simplified, but not only.

UNIHAN_DIR holds Unihan_Variants.txt, Unihan_IRGSources.txt and Unihan_OtherMappings.txt of the
Unihan database 15.0 (UAX #38), Copyright Unicode, Inc., under the Unicode licence.
"""
import pathlib
import sys

USUAL_IN_CHINA = 6500


def entries(name):
    path = pathlib.Path(sys.argv[1]) / f"Unihan_{name}.txt"
    for line in path.read_text("utf-8").split("\n"):
        if line and line[0] != "#":
            point, field, value = line.split("\t")
            yield chr(int(point[2:], 16)), field, value


def variants(field):
    return {c: [chr(int(v.split("<")[0][2:], 16)) for v in value.split()]
            for c, f, value in entries("Variants") if f == field}


def only(variants, back, usual):
    return sorted(c for c in variants
                  if c not in variants[c] and c not in back and c not in usual and c < "\U00010000")


traditional, simplified = variants("kTraditionalVariant"), variants("kSimplifiedVariant")
usual_abroad = {c for c, f, v in entries("IRGSources")
                if f == "kIRG_TSource" and v.startswith("T1")
                or f == "kIRG_HSource" and v.startswith("HB1")}
usual_in_china = {c for c, f, v in entries("OtherMappings")
                  if f == "kTGH" and int(v.split(":")[1]) <= USUAL_IN_CHINA}
simplified_only = only(traditional, simplified, usual_abroad)
for c in simplified_only:
    print("S", c, "".join(traditional[c]), sep="\t")
for c in only(simplified, traditional, usual_in_china):
    print("T", c, sep="\t")
for c in sorted(traditional.keys() - set(simplified_only)):
    if c < "\U00010000" and traditional[c] != [c]:
        print("V", c, "".join(traditional[c]), sep="\t")
