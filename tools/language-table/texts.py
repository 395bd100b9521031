#!/usr/bin/env python3
"""texts.py MIRRORS YARDSTICK... > texts.jsonl: labelled texts to fit the confidence on.

MIRRORS is the folder of clones that `distil.py` reads, YARDSTICK a file of texts that the engine
is measured on: sentences that share five words in a row with one of them are left out. A text is
never in a language that was counted from its own source. Standard library only; the same inputs
give the same texts.

| set | texts |
|---|---|
| sentences, articles | Common Voice, interface texts and messages, Bibles: 2 words to 900 characters |
| brands | the same with names of brands in between, in scripts other than Latin |
| plain | the same without diacritics |
| unsupported | Bibles, and words of Unilex as often as they occur, in languages that no group was counted from |
| non-language | numbers, identifiers, hex, code |
"""
import collections
import gzip
import importlib.machinery
import importlib.util
import json
import pathlib
import random
import re
import sys
import unicodedata

HERE = pathlib.Path(__file__).resolve().parent
EACH = 64                   # texts of a language and source
LENGTHS = [(8, 18), (12, 28), (18, 40), (25, 50), (50, 100), (90, 200), (200, 400), (600, 900)]
PLAIN = "cs sk pl vi ro tr hr bs sr-Latn sl hu fr es pt de sv lt lv et is sq az eu ca".split()
BRANDS = """Apple iPhone Pro Max Google Pixel Samsung Galaxy Ultra Microsoft Windows Tesla Model
Netflix Disney Plus YouTube Premium WhatsApp Facebook Instagram Sony PlayStation Nintendo Switch
Intel Core NVIDIA GeForce AMD Ryzen BMW Toyota Land Cruiser Boeing Airbus NASA SpaceX Starship
Amazon Prime Spotify OpenAI ChatGPT Adidas Nike Zoom Telegram Huawei Xiaomi Honda Civic""".split()
VOICE = {"ga-IE": "ga", "hy-AM": "hy", "nb-NO": "nb", "pa-IN": "pa", "sv-SE": "sv", "sr": "sr",
         "zh-CN": "zh-Hans", "zh-TW": "zh-Hant", "zh-HK": "zh-Hant", "fy-NL": "fy", "kmr": "ku",
         "ne-NP": "ne", "rm-sursilv": "rm", "rm-vallader": "rm"}
SHORTER = {"b+tg+Cyrl": "tg", "iw": "he", "in": "id", "ji": "yi", "pt-rBR": "pt", "zh": "zh", "bcl": "bik"}
BIBLES = dict(pair.split(":") for pair in """
Afrikaans:af Albanian:sq Amharic:am Arabic:ar Basque-NT:eu Bulgarian:bg Burmese:my Cebuano:ceb
Chinese:zh Creole:ht Croatian:hr Czech:cs Danish:da Dutch:nl English-WEB:en Esperanto:eo
Estonian-PART:et Ewe-NT:ee Farsi:fa Finnish:fi French:fr Gaelic-PART:gd German:de Greek:el
Gujarati-NT:gu Hebrew:he Hindi:hi Hungarian:hu Icelandic:is Indonesian:id Italian:it Japanese:ja
Kabyle-NT:kab Kannada:kn Korean:ko Latin:la Latvian-NT:lv Lithuanian:lt Malagasy:mg Malayalam:ml
Manx-PART:gv Maori:mi Marathi:mr Nepali:ne Norwegian:nb Polish:pl Portuguese:pt Romanian:ro
Russian:ru Serbian:sr Shona:sn Slovak:sk Slovene:sl Somali:so Spanish:es Swahili-NT:sw Swedish:sv
Tagalog:tl Telugu:te Thai:th Turkish:tr Ukranian-NT:uk Vietnamese:vi Xhosa:xh Zulu-NT:zu
Achuar-NT:acu Akawaio-NT:ake Aukan-NT:djk Barasana-NT:bsn Cabecar-NT:cjp Camsa-NT:kbh
Chamorro-PART:ch Dinka-NT:dik Galela-NT:gbi Lukpa-NT:dop Nahuatl-NT:nhg Ojibwa-NT:ojb Paite:pck
Potawatomi-PART:pot Romani-NT:rmn Tachelhit-NT:shi Tuareg-PART:ttq Uma-NT:ppk Wolaytta-NT:wal
Zarma:dje""".split())
NOT_NAMED = set("""acu ake djk bsn cjp kbh ch dik gbi dop nhg ojb pck pot rmn shi ttq ppk wal
dje""".split())


def main():
    tested = set()
    for path in sys.argv[2:]:
        for row in load(path):
            tested.update(shingles(row["text"]))
    distil = module("distil", HERE / "distil.py")
    sources = [line.split() for line in (HERE / "sources.txt").read_text("utf-8").split("\n")
               if line and line[0] != "#"]
    counted = {(kind, argument) for _, *rest in sources
               for kind, argument in (source.split("=") for source in rest)}
    tagged = {(tag, kind) for tag, *rest in sources for kind in (s[0] for s in rest)}
    named = named_tags()
    out = Writer(tested)
    for folder in distil.git("mozilla/common-voice", "ls-tree", "--name-only", "HEAD", "server/data/").split():
        code = folder.split("/")[-1]
        tag = VOICE.get(code, code)
        if ("V", code) in counted or tag.split("-")[0] not in named:
            continue
        out.texts(tag, "voice", voice(distil, folder))
        if tag == "sr":
            out.texts("sr-Latn", "voice", [gaj(line) for line in voice(distil, folder)])
    for code in sorted(set(messages_codes(distil)) - {"qqq", "qq"}):
        tag = SHORTER.get(code, code)
        if tag in named and not {(tag, "A"), (tag, "M")} & tagged and tag not in INTERFACE_TESTS:
            out.texts(tag, "interface", interface(distil, code))
    for name, tag in BIBLES.items():
        if ("B", name) not in counted:
            out.texts(tag, "bible", bible(distil, name), tag in NOT_NAMED)
    for path in distil.files("unicode-org/unilex"):
        if match := re.fullmatch(r"data/frequency/([a-z]{2,3})\.txt", path):
            code = match[1]
            if ("U", code) not in counted and code not in named and code not in OTHER_NAMES:
                out.texts(code, "unilex", salad(distil, code), True, 8)
    out.noise()


INTERFACE_TESTS = set("as ba ce ckb krc lmo nqo or scn sd udm".split())
OTHER_NAMES = set("""ekk lvs zsm arb azj pes swh uzn khk kmr gug quz quy qu ayr plt bcl cmn yue wuu nan
hak gan lzh ary arz apc acm aeb sh no nb hbs als sqi tgl fil prs pnb ydd run nno nob dzo bod tib""".split())


def named_tags():
    text = (HERE / "../../shared/language/src/language.rs").read_text("utf-8")
    tags = re.findall(r'"([\w-]+)"', text[text.index("const TAGS"):].split("];")[0])
    return {tag.split("-")[0] for tag in tags}


def module(name, path):
    source = path.read_text("utf-8").replace("\nmain()\n", "\n")
    spec = importlib.machinery.ModuleSpec(name, None)
    made = importlib.util.module_from_spec(spec)
    made.__file__ = str(path)
    exec(compile(source, str(path), "exec"), made.__dict__)
    return made


def load(path):
    return map(json.loads, gzip.open(path, "rt", encoding="utf-8"))


def bare(text):
    return "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))


def shingles(text):
    words = bare(text).split()
    return {" ".join(words[i:i + 5]) for i in range(len(words) - 4)}


def voice(distil, folder):
    lines = []
    for path in distil.git("mozilla/common-voice", "ls-tree", "-r", "--name-only", "HEAD", folder).split("\n"):
        if path.endswith((".txt", ".tsv")):
            text = distil.show("mozilla/common-voice", path)
            if path.endswith(".tsv"):
                text = "\n".join(line.split("\t")[0] for line in text.split("\n")[1:])
            lines += [line.strip() for line in text.split("\n")[:30_000]]
    return [line for line in lines if len(line) > 8]


def messages_codes(distil):
    for repository in distil.MESSAGES:
        for path in distil.files(repository):
            if match := re.search(r"i18n/(?:[a-z]+/)?([\w-]+)\.json$", path):
                yield match[1]


def interface(distil, code):
    texts = []
    for repository in distil.MESSAGES:
        for path in distil.files(repository):
            if re.search(rf"i18n/(?:[a-z]+/)?{code}\.json$", path):
                for key, text in json.loads(distil.show(repository, path)).items():
                    if key[0] != "@" and isinstance(text, str):
                        texts.append(re.sub(r"\{\{[^{}]*\}\}|\[\[|\]\]|\$\d|https?:\S+|<[^>]*>", " ", text))
    return [" ".join(text.split()) for text in texts if len(text) > 25]


def bible(distil, name):
    text = distil.show("christos-c/bible-corpus", f"bibles/{name}.xml")
    return [" ".join(seg.split()) for seg in re.findall(r"<seg[^>]*>(.*?)</seg>", text, re.S)]


def salad(distil, code):
    counts = distil.subtract(distil.unilex(code), distil.declaration(code))
    words = list(counts)
    draw = random.Random(code)
    return [" ".join(draw.choices(words, [counts[w] for w in words], k=14)) for _ in range(60)] if words else []


class Writer:
    def __init__(self, tested):
        self.tested, self.count = tested, 0

    def texts(self, tag, source, lines, foreign=False, each=EACH):
        draw = random.Random(f"{tag} {source}")
        lines = [line for line in lines if not shingles(line) & self.tested]
        if len(lines) < 12:
            return
        for number in range(each):
            low, high = LENGTHS[number % len(LENGTHS)]
            text = self.take(draw, lines, low, high)
            if len(text) < low / 2:
                continue
            if foreign:
                self.write("unsupported", source, "und", [tag], text)
                continue
            kind = "articles" if low >= 600 else "short" if high <= 40 else "sentences"
            self.write(kind, source, tag, [tag.split("-")[0]], text)
            if tag in PLAIN and number % 2 == 0:
                self.write("plain", source, tag, [], stripped(text))
            if source == "voice" and not text.isascii() and latin(text) < 0.1 and 25 <= high <= 100:
                self.write("brands", source, tag, [tag.split("-")[0]], branded(draw, text))
            if number % 9 == 0 and text.upper() != text:
                self.write("sentences", source, tag, [tag.split("-")[0]], text.upper())

    def take(self, draw, lines, low, high):
        at, text = draw.randrange(len(lines)), ""
        while len(text) < low and at < len(lines):
            text = f"{text} {lines[at]}".strip()
            at += 1
        if len(text) > high:
            begin = text.find(" ", draw.randrange(len(text) - high + 1)) + 1
            text = text[begin:begin + high]
            text = text[:text.rfind(" ")] if " " in text else text
        return text

    def write(self, kind, source, label, alt, text):
        self.count += 1
        print(json.dumps({"id": f"t-{self.count}", "set": kind, "source": source, "label": label,
                          "alt": alt, "text": text}, ensure_ascii=False))

    def noise(self):
        draw = random.Random("noise")
        letters = "abcdefghijklmnopqrstuvwxyz"
        names = "get set value index node list item map buf len err ctx req resp user data json str key".split()
        for number in range(400):
            size = draw.choice([4, 12, 40, 90])
            word = lambda: "".join(draw.choices(letters, k=draw.randint(2, 11)))
            name = lambda: draw.choice(names) + draw.choice(["", "_" + draw.choice(names), draw.choice(names).title()])
            makers = [
                lambda: " ".join(word() for _ in range(size)),
                lambda: " ".join(f"{name()} = {name()}.{name()}({name()});" for _ in range(size // 3 + 1)),
                lambda: " ".join(f"{draw.getrandbits(64):016x}" for _ in range(size // 4 + 1)),
                lambda: " ".join(f"{draw.choice(letters).upper()}{draw.randint(0, 9999)}-{word()}" for _ in range(size)),
                lambda: "\n".join(f"if ({name()} > {draw.randint(0, 99)}) {{ return {name()}; }}" for _ in range(size // 4 + 1)),
            ]
            self.write("non-language", "noise", "und", [], makers[number % len(makers)]())


def stripped(text):
    plain = {"đ": "d", "Đ": "D", "ł": "l", "Ł": "L", "ı": "i", "ə": "e", "ß": "ss", "ø": "o", "æ": "ae"}
    text = "".join(plain.get(c, c) for c in text)
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


GAJ = dict(zip("абвгдђежзијклмнопрстћуфхцчшАБВГДЂЕЖЗИЈКЛМНОПРСТЋУФХЦЧШ",
               "abvgdđežzijklmnoprstćufhcčšABVGDĐEŽZIJKLMNOPRSTĆUFHCČŠ"))
GAJ.update({"љ": "lj", "њ": "nj", "џ": "dž", "Љ": "Lj", "Њ": "Nj", "Џ": "Dž"})


def gaj(text):
    """Serbian in Latin script."""
    return "".join(GAJ.get(c, c) for c in text)


def latin(text):
    letters = [c for c in text if c.isalpha()]
    return sum("LATIN" in unicodedata.name(c, "") for c in letters) / max(1, len(letters))


def branded(draw, text):
    words = text.split() if " " in text else [text[i:i + 6] for i in range(0, len(text), 6)]
    words = words[:8]
    for _ in range(draw.randint(1, 3)):
        at = draw.randint(0, len(words))
        words[at:at] = [" " + " ".join(draw.sample(BRANDS, draw.randint(1, 3))) + " "]
    return " ".join(words) if " " in text else "".join(words)


main()
