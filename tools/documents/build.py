#!/usr/bin/env python3
"""Builds documents with known texts, in all formats that Courant reads.

    tools/documents/build.py FOLDER

Writes the documents and truth.jsonl, one line for each: file, kind, producer, language, title, author,
date (where the file states them) and blocks, the text in reading order. A producer that is not
installed is named on stderr and left out.
"""
import json, pathlib, shutil, subprocess, sys, tempfile

import writers
from forms import LATIN, TEXTS, as_html, as_latex, as_markdown, blocks, dated, noted, stated, structure, with_note


# Kinds whose files have headings, lists and tables.
STRUCTURED = ("docx", "odt", "epub", "rtf", "markdown", "pdf")


class Builder:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.truth = []
        self.missing = set()

    def add(self, name, kind, producer, language, **stated):
        if (self.folder / name).exists():
            self.truth.append({"file": name, "kind": kind, "producer": producer, "language": language,
                               "blocks": stated.pop("blocks", None) or blocks(language),
                               "structure": list(structure(language)) if kind in STRUCTURED else [], **stated})
        else:
            self.missing.add(f"{producer}: {name}")

    def run(self, program, *arguments, **options):
        if not shutil.which(program):
            self.missing.add(program)
            return
        subprocess.run([program, *map(str, arguments)], capture_output=True, timeout=300, **options)


def build(folder):
    b = Builder(folder)
    to = b.folder
    with tempfile.TemporaryDirectory() as work:
        work = pathlib.Path(work)
        for language in TEXTS:
            (to / f"{language}.md").write_text(as_markdown(language))
            b.add(f"{language}.md", "markdown", "own", language, **stated(language))
            (work / f"{language}.md").write_text(as_markdown(language, body=True))
            (work / f"{language}-note.md").write_text(with_note(language))
            for kind in ("docx", "odt", "epub", "rtf"):
                # A book's first chapter has the book's title.
                again = [TEXTS[language]["title"]] if kind == "epub" else []
                for source, form, known in (("", "", dated(language)), ("-note", ", footnote", noted(language))):
                    name = f"{language}-pandoc{source}.{kind}"
                    b.run("pandoc", "-s", work / f"{language}{source}.md", "-o", to / name)
                    facts = stated(language)
                    if kind == "rtf":
                        # The author is in its text without any markup.
                        del facts["author"]
                    b.add(name, kind, f"pandoc{form}", language, blocks=known[:3] + again + known[3:], **facts)
            writers.mail(b, language)
            writers.word(b, language)
            writers.word(b, language, is_edited=True)
            writers.sheet(b, language)
            writers.workbook(b, language)
            writers.slides(b, language)
            writers.reportlab(b, language)
            writers.weasyprint(b, language)
            for columns in (1, 2):
                page = work / f"{language}{columns}.html"
                page.write_text(as_html(language, "body{columns:2;text-align:justify;hyphens:auto}" if columns == 2 else ""))
                name = f"{language}-chromium{columns}.pdf"
                b.run("chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={work}/chromium",
                      f"--print-to-pdf={to / name}", page)
                b.add(name, "pdf", f"chromium, {columns} column(s)", language, title=TEXTS[language]["title"])
            for columns in (1, 2):
                if language in LATIN:
                    name = f"{language}-latex{columns}"
                    (work / f"{name}.tex").write_text(as_latex(language, columns))
                    b.run("pdflatex", "-interaction=nonstopmode", f"{name}.tex", cwd=work)
                    made = work / f"{name}.pdf"
                    if made.exists():
                        shutil.copy(made, to / f"{name}.pdf")
                    b.add(f"{name}.pdf", "pdf", f"latex, {columns} column(s)", language, **stated(language, date=False))
        office(b, work)
    with open(to / "truth.jsonl", "w") as out:
        for one in b.truth:
            out.write(json.dumps(one, ensure_ascii=False) + "\n")
    for name in sorted(b.missing):
        print(f"not built: {name}", file=sys.stderr)
    print(f"{len(b.truth)} documents in {to}", file=sys.stderr)


TAGGED = 'pdf:writer_pdf_Export:{"UseTaggedPDF":{"type":"boolean","value":"true"}}'


def office(b, work):
    """Documents by LibreOffice, one run for each kind."""
    to = b.folder
    jobs = [("odt", "-pandoc.docx", "odt"), ("docx", "-pandoc.odt", "docx"), ("rtf", "-pandoc.odt", "rtf"),
            ("pdf", "-pandoc.odt", "pdf"), ("pdf", "-pandoc-note.odt", TAGGED), ("epub", "-pandoc.odt", "epub"),
            ("odp", "-pptx.pptx", "odp"), ("ods", "-openpyxl.xlsx", "ods")]
    for kind, source, filter in jobs:
        made = work / f"{kind}{source}"
        made.mkdir()
        sources = [to / (language + source) for language in TEXTS if (to / (language + source)).exists()]
        if sources:
            b.run("soffice", "--headless", f"-env:UserInstallation=file://{work}/profile", "--convert-to", filter, "--outdir", made, *sources)
        for language in TEXTS:
            got = made / (language + source.rsplit(".", 1)[0] + "." + kind)
            form = "-note" if "-note" in source else ""
            name = f"{language}-libreoffice{form}.{kind}"
            if got.exists():
                shutil.copy(got, to / name)
            own = {"ods": writers.cells, "odp": writers.slide_blocks}.get(kind, noted if form else dated)(language)
            if kind == "epub":
                # LibreOffice omits the rows that are repeated on each page.
                own.remove(" ".join(TEXTS[language]["table"][0]))
            facts = {} if kind == "ods" else {"title": TEXTS[language]["title"]} if kind in ("odp", "pdf") else stated(language)
            if kind == "rtf":
                # It contains the time of the conversion.
                del facts["date"]
            producer = "libreoffice, footnote, tagged" if form else "libreoffice"
            b.add(name, kind, producer, language, blocks=own, **facts)


if __name__ == "__main__":
    build(sys.argv[1])
