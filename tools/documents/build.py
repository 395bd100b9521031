#!/usr/bin/env python3
"""Builds documents whose text is known, in the kinds that Courant reads.

    tools/documents/build.py FOLDER

Writes the documents and truth.jsonl, one line for each: file, kind, producer, language, title, author,
date (where the file states them) and blocks, the text in reading order. A producer that is not
installed is named on stderr and left out.
"""
import csv, email.message, email.utils, html, io, json, pathlib, shutil, subprocess, sys, tempfile

HERE = pathlib.Path(__file__).parent
TEXTS = json.loads((HERE / "texts.json").read_text())
# Languages whose letters the fonts of pdflatex have.
LATIN = {"de": "german", "en": "english", "es": "spanish", "pt": "portuguese"}
ENDS = ("。", ". ", "। ", "! ", "? ")


def sentences(text):
    for end in ENDS:
        text = text.replace(end, end + "\0")
    return [part.strip() for part in text.split("\0") if part.strip()]


def parts(language):
    """The document as (kind, text) in order."""
    text = TEXTS[language]
    first, second, third, *rest = text["paragraphs"]
    yield "title", text["title"]
    yield "p", text["author"]
    yield "p", first
    yield "h", text["headings"][0]
    yield "p", second
    for item in sentences(third):
        yield "item", item
    yield "table", text["table"]
    yield "h", text["headings"][1]
    for paragraph in rest:
        yield "p", paragraph


def blocks(language):
    all = []
    for kind, text in parts(language):
        all += [" ".join(row) for row in text] if kind == "table" else [text]
    return all


def dated(language):
    """The text with the date, as pandoc writes it."""
    title, author, *rest = blocks(language)
    return [title, author, TEXTS[language]["date"], *rest]


def as_html(language, css=""):
    text = TEXTS[language]
    direction = "rtl" if language in ("ar", "he") else "ltr"
    out = [f'<!doctype html><html lang="{language}" dir="{direction}"><meta charset="utf-8">',
           f"<title>{html.escape(text['title'])}</title>",
           f'<meta name="author" content="{html.escape(text["author"])}">',
           f'<meta name="dcterms.created" content="{text["date"]}">',
           f"<style>body{{font-size:13pt}} td{{padding:4px 20px}} {css}</style>"]
    for kind, text in parts(language):
        if kind == "table":
            rows = ("".join(f"<td>{html.escape(cell)}</td>" for cell in row) for row in text)
            out.append("<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>")
        else:
            tag = {"title": "h1", "h": "h2", "p": "p", "item": "li"}[kind]
            item = f"<{tag}>{html.escape(text)}</{tag}>"
            out.append(f"<ul>{item}</ul>" if kind == "item" else item)
    return "\n".join(out).replace("</ul>\n<ul>", "\n") + "</html>"


def as_markdown(language, body=False):
    """With `body`, without title and author, which pandoc writes itself."""
    text = TEXTS[language]
    out = [f'---\ntitle: "{text["title"]}"\nauthor: "{text["author"]}"\ndate: {text["date"]}\nlang: {language}\n---\n']
    for kind, text in list(parts(language))[2 if body else 0:]:
        if kind == "table":
            head, *rows = text
            out.append("\n".join(["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
                                 + ["| " + " | ".join(row) + " |" for row in rows]))
        else:
            out.append({"title": "# ", "h": "## ", "p": "", "item": "- "}[kind] + text)
    return "\n\n".join(out) + "\n"


def as_latex(language, columns):
    text = TEXTS[language]
    clean = lambda text: text.replace("%", r"\%").replace("&", r"\&").replace("„", "``").replace('"', "''").replace("“", "``").replace("”", "''").replace("\u00a0", "~")
    option = "twocolumn," if columns == 2 else ""
    out = [rf"\documentclass[{option}11pt]{{article}}\usepackage[utf8]{{inputenc}}\usepackage[T1]{{fontenc}}",
           rf"\usepackage{{lmodern}}\usepackage[pdftitle={{{clean(text['title'])}}},pdfauthor={{{clean(text['author'])}}}]{{hyperref}}\begin{{document}}",
           rf"\title{{{clean(text['title'])}}}\author{{{clean(text['author'])}}}\date{{}}\maketitle"]
    for kind, text in list(parts(language))[2:]:
        if kind == "table":
            rows = r" \\ ".join(" & ".join(clean(cell) for cell in row) for row in text)
            out.append(rf"\begin{{tabular}}{{ll}} {rows} \end{{tabular}}")
        elif kind == "item":
            out.append(rf"\begin{{itemize}}\item {clean(text)}\end{{itemize}}")
        else:
            out.append(rf"\section*{{{clean(text)}}}" if kind == "h" else clean(text))
    body = "\n\n".join(out).replace("\\end{itemize}\n\n\\begin{itemize}", "")
    return body + r"\end{document}"


class Builder:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.truth = []
        self.missing = set()

    def add(self, name, kind, producer, language, **stated):
        if (self.folder / name).exists():
            self.truth.append({"file": name, "kind": kind, "producer": producer, "language": language,
                               "blocks": stated.pop("blocks", None) or blocks(language), **stated})
        else:
            self.missing.add(f"{producer}: {name}")

    def run(self, program, *arguments, **options):
        if not shutil.which(program):
            self.missing.add(program)
            return
        subprocess.run([program, *map(str, arguments)], capture_output=True, timeout=300, **options)


def stated(language, date=True):
    text = TEXTS[language]
    return {"title": text["title"], "author": text["author"], **({"date": text["date"]} if date else {})}


def build(folder):
    b = Builder(folder)
    to = b.folder
    with tempfile.TemporaryDirectory() as work:
        work = pathlib.Path(work)
        for language in TEXTS:
            (to / f"{language}.md").write_text(as_markdown(language))
            b.add(f"{language}.md", "markdown", "own", language, **stated(language))
            page = work / f"{language}.html"
            page.write_text(as_html(language))
            (work / f"{language}.md").write_text(as_markdown(language, body=True))
            for kind in ("docx", "odt", "epub", "rtf"):
                name = f"{language}-pandoc.{kind}"
                b.run("pandoc", "-s", work / f"{language}.md", "-o", to / name)
                b.add(name, kind, "pandoc", language, blocks=dated(language), **stated(language))
            mail(b, language)
            word(b, language)
            sheet(b, language)
            slides(b, language)
            reportlab(b, language)
            weasyprint(b, language)
            b.run("chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--print-to-pdf={to / (language + '-chromium.pdf')}", page)
            b.add(f"{language}-chromium.pdf", "pdf", "chromium", language, title=TEXTS[language]["title"])
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


def office(b, work):
    """Documents by LibreOffice, one run for each kind."""
    to = b.folder
    jobs = [("odt", "-pandoc.docx", "odt"), ("docx", "-pandoc.odt", "docx"), ("rtf", "-pandoc.odt", "rtf"),
            ("pdf", "-pandoc.odt", "pdf"), ("epub", "-pandoc.odt", "epub"), ("odp", "-pptx.pptx", "odp"),
            ("ods", "-openpyxl.xlsx", "ods")]
    for kind, source, filter in jobs:
        made = work / kind
        made.mkdir()
        sources = [to / (language + source) for language in TEXTS if (to / (language + source)).exists()]
        if sources:
            b.run("soffice", "--headless", f"-env:UserInstallation=file://{work}/profile", "--convert-to", filter, "--outdir", made, *sources)
        for language in TEXTS:
            got = made / (language + source.rsplit(".", 1)[0] + "." + kind)
            name = f"{language}-libreoffice.{kind}"
            if got.exists():
                shutil.copy(got, to / name)
            own = {"ods": cells, "odp": slide_blocks}.get(kind, dated)(language)
            facts = {} if kind == "ods" else {"title": TEXTS[language]["title"]} if kind in ("odp", "pdf") else stated(language)
            b.add(name, kind, "libreoffice", language, blocks=own, **facts)


def mail(b, language):
    text = TEXTS[language]
    for form in ("plain", "html"):
        message = email.message.EmailMessage()
        message["From"] = email.utils.formataddr((text["author"], "author@example.org"))
        message["To"] = "reader@example.org"
        message["Subject"] = text["title"]
        message["Date"] = f"{email.utils.format_datetime(email.utils.datetime.datetime.fromisoformat(text['date']))}"
        message["Message-ID"] = f"<{language}.{form}@example.org>"
        plain = "\n\n".join(blocks(language))
        message.set_content(plain)
        if form == "html":
            message.add_alternative(as_html(language), subtype="html")
        name = f"{language}-{form}.eml"
        (b.folder / name).write_bytes(message.as_bytes())
        b.add(name, "mail", f"python, {form}", language, **stated(language))


def word(b, language):
    try:
        import docx
    except ImportError:
        b.missing.add("python-docx")
        return
    document = docx.Document()
    text = TEXTS[language]
    document.core_properties.title, document.core_properties.author = text["title"], text["author"]
    document.core_properties.created = email.utils.datetime.datetime.fromisoformat(text["date"])
    document.sections[0].header.paragraphs[0].text = "HEADER-TEXT"
    document.sections[0].footer.paragraphs[0].text = "FOOTER-TEXT"
    for kind, text in parts(language):
        if kind == "table":
            table = document.add_table(rows=0, cols=2)
            for row in text:
                for cell, value in zip(table.add_row().cells, row):
                    cell.text = value
        elif kind in ("title", "h"):
            document.add_heading(text, 0 if kind == "title" else 1)
        else:
            document.add_paragraph(text, style="List Bullet" if kind == "item" else None)
    document.save(b.folder / f"{language}-python.docx")
    b.add(f"{language}-python.docx", "docx", "python-docx", language, **stated(language))


def cells(language):
    return [" ".join(row) for row in TEXTS[language]["table"]] + TEXTS[language]["paragraphs"]


def sheet(b, language):
    rows = TEXTS[language]["table"] + [[text] for text in TEXTS[language]["paragraphs"]]
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    (b.folder / f"{language}.csv").write_text(out.getvalue())
    b.add(f"{language}.csv", "csv", "python", language, blocks=cells(language))
    try:
        import openpyxl
    except ImportError:
        b.missing.add("openpyxl")
        return
    book = openpyxl.Workbook()
    book.active.title = "1"
    for row in rows:
        book.active.append(row)
    book.save(b.folder / f"{language}-openpyxl.xlsx")
    b.add(f"{language}-openpyxl.xlsx", "xlsx", "openpyxl", language, blocks=cells(language))


def slide_blocks(language):
    text = TEXTS[language]
    return [text["title"], *text["paragraphs"][:1], text["headings"][0], *text["paragraphs"][1:2], *text["paragraphs"][2:3]]


def slides(b, language):
    try:
        import pptx
    except ImportError:
        b.missing.add("python-pptx")
        return
    show, text = pptx.Presentation(), TEXTS[language]
    show.core_properties.title, show.core_properties.author = text["title"], text["author"]
    for title, body, note in ((text["title"], text["paragraphs"][0], None), (text["headings"][0], text["paragraphs"][1], text["paragraphs"][2])):
        slide = show.slides.add_slide(show.slide_layouts[1])
        slide.shapes.title.text = title
        slide.placeholders[1].text = body
        if note:
            slide.notes_slide.notes_text_frame.text = note
    show.save(b.folder / f"{language}-pptx.pptx")
    b.add(f"{language}-pptx.pptx", "pptx", "python-pptx", language, blocks=slide_blocks(language), title=text["title"], author=text["author"])


def reportlab(b, language):
    """Latin, Greek and Cyrillic: ReportLab doesn't shape other scripts."""
    if language not in (*LATIN, "el", "uk"):
        return
    try:
        from reportlab.lib.pagesizes import A5
        from reportlab.lib.styles import getSampleStyleSheet
        from reportlab.pdfbase import pdfmetrics
        from reportlab.pdfbase.ttfonts import TTFont
        from reportlab.platypus import Paragraph, SimpleDocTemplate, Table
    except ImportError:
        b.missing.add("reportlab")
        return
    font = next((path for path in ("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf", "/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf", "/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf") if pathlib.Path(path).exists()), None)
    if font is None:
        b.missing.add("a TrueType font for ReportLab")
        return
    pdfmetrics.registerFont(TTFont("Own", font))
    styles = getSampleStyleSheet()
    for style in styles.byName.values():
        style.fontName = "Own"
    story = []
    for kind, text in parts(language):
        if kind == "table":
            table = Table(text, hAlign="LEFT")
            table.setStyle([("FONTNAME", (0, 0), (-1, -1), "Own")])
            story.append(table)
        else:
            style = {"title": "Title", "h": "Heading2", "p": "BodyText", "item": "BodyText"}[kind]
            bullet = "•" if kind == "item" else None
            story.append(Paragraph(html.escape(text), styles[style], bulletText=bullet))
    name = f"{language}-reportlab.pdf"
    text = TEXTS[language]

    def edges(canvas, document):
        canvas.setFont("Own", 8)
        canvas.drawString(60, 570, "HEADER-TEXT")
        canvas.drawString(200, 25, f"{document.page}")
    SimpleDocTemplate(str(b.folder / name), pagesize=A5, title=text["title"], author=text["author"]).build(story, onFirstPage=edges, onLaterPages=edges)
    b.add(name, "pdf", "reportlab", language, **stated(language, date=False))


def weasyprint(b, language):
    try:
        import weasyprint
    except (ImportError, OSError):
        b.missing.add("weasyprint")
        return
    for columns in (1, 2):
        css = "@page{size:A5;@top-center{content:'HEADER-TEXT'}@bottom-center{content:counter(page)}}"
        if columns == 2:
            css = "@page{size:A4;@top-center{content:'HEADER-TEXT'}@bottom-center{content:counter(page)}} body{columns:2;hyphens:auto;text-align:justify}"
        name = f"{language}-weasyprint{columns}.pdf"
        weasyprint.HTML(string=as_html(language, css)).write_pdf(b.folder / name)
        b.add(name, "pdf", f"weasyprint, {columns} column(s)", language, **stated(language))


if __name__ == "__main__":
    build(sys.argv[1])
