"""Writes documents with packages of Python."""
import csv, email.message, email.utils, html, io, pathlib

from forms import LATIN, TEXTS, as_html, blocks, parts, stated


def mail(b, language):
    text = TEXTS[language]
    for form in ("plain", "html", "reply"):
        message = email.message.EmailMessage()
        message["From"] = email.utils.formataddr((text["author"], "author@example.org"))
        message["To"] = "reader@example.org"
        message["Subject"] = text["title"]
        message["Date"] = f"{email.utils.format_datetime(email.utils.datetime.datetime.fromisoformat(text['date']))}"
        message["Message-ID"] = f"<{language}.{form}@example.org>"
        known = blocks(language)
        plain = "\n\n".join(known)
        if form == "reply":
            known = known + [text["author"], *text["headings"]]
            quoted = "\n".join(f"> {line}" for line in text["headings"])
            plain += f"\n\n{text['author']}\n\n{quoted}\n"
        message.set_content(plain, cte="base64" if form == "reply" else None)
        if form == "html":
            message.add_alternative(as_html(language), subtype="html")
        if form == "reply":
            message.add_attachment(b"\x89PNG\r\n\x1a\n", maintype="image", subtype="png", filename="a.png")
        name = f"{language}-{form}.eml"
        (b.folder / name).write_bytes(message.as_bytes())
        b.add(name, "mail", f"python, {form}", language, blocks=known, **stated(language))


# A text box as in Word's files, which contain it twice.
BOX = """<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"
 xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"
 xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml">
<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:wsp><wps:txbx>{0}</wps:txbx></wps:wsp></w:drawing></mc:Choice>
<mc:Fallback><w:pict><v:textbox>{0}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"""
CONTENT = "<w:txbxContent><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:txbxContent>"
TRACKED = """<w:p xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
<w:ins w:id="1" w:author="x"><w:r><w:t>{}</w:t></w:r></w:ins>
<w:del w:id="2" w:author="x"><w:r><w:delText>DELETED-TEXT</w:delText></w:r></w:del></w:p>"""


def edit(document, heading, text):
    """Adds a tracked change, a comment and a text box."""
    from docx.oxml import parse_xml
    document.element.body.insert_element_before(parse_xml(TRACKED.format(html.escape(heading))), "w:sectPr")
    last = document.add_paragraph(text)
    if hasattr(document, "add_comment"):
        document.add_comment(last.runs, text="COMMENT-TEXT", author="x")
    last._p.append(parse_xml(BOX.format(CONTENT.format(html.escape(heading)))))


def word(b, language, is_edited=False):
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
    known, form = blocks(language), ""
    if is_edited:
        form = "-edited"
        heading, last = TEXTS[language]["headings"][0], TEXTS[language]["paragraphs"][-1]
        edit(document, heading, last)
        known += [heading, last, heading]
    name = f"{language}-python{form}.docx"
    document.save(b.folder / name)
    b.add(name, "docx", f"python-docx{form.replace('-', ', ')}", language, blocks=known, **stated(language))


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


def workbook(b, language):
    try:
        import xlsxwriter
    except ImportError:
        b.missing.add("xlsxwriter")
        return
    name = f"{language}-xlsxwriter.xlsx"
    text = TEXTS[language]
    book = xlsxwriter.Workbook(b.folder / name)
    book.set_properties({"title": text["title"], "author": text["author"]})
    sheet = book.add_worksheet("1")
    for at, row in enumerate(text["table"] + [[text] for text in text["paragraphs"]]):
        sheet.write_row(at, 0, row)
    book.close()
    b.add(name, "xlsx", "xlsxwriter", language, blocks=cells(language), title=text["title"], author=text["author"])


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
