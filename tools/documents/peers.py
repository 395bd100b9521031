#!/usr/bin/env python3
"""Reads the files named on stdin with another program, and writes a JSON line for each: file, text, ms.

    tools/documents/peers.py PROGRAM < files

A file that takes more than a minute, or that the program can't read, has no text but an error.
"""
import email, email.policy, html, json, logging, os, re, signal, subprocess, sys

SECONDS = 60
# The programs for each format; the first one is compared with Courant.
KINDS = {
    "pdf": ["pdfminer", "pypdf", "pdfium"], "docx": ["pandoc", "docx2txt"], "odt": ["pandoc", "odfpy"],
    "epub": ["pandoc", "ebooklib"], "rtf": ["pandoc", "striprtf"], "md": ["pandoc"], "eml": ["email"],
    "pptx": ["python-pptx"], "odp": ["odfpy"], "xlsx": ["openpyxl"], "ods": ["odfpy"], "csv": [],
}


def pdfminer(file):
    from pdfminer.high_level import extract_text
    return extract_text(file)


def pypdf(file):
    from pypdf import PdfReader
    return "\n".join(page.extract_text() for page in PdfReader(file).pages)


def pdfium(file):
    import pypdfium2
    return "\n".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(file))


def pandoc(file):
    out = subprocess.run(["pandoc", file, "-t", "plain", "--wrap=none"], capture_output=True, text=True, timeout=SECONDS)
    if out.returncode:
        raise ValueError(out.stderr[:80])
    return out.stdout


def docx2txt(file):
    import docx2txt
    return docx2txt.process(file)


def odfpy(file):
    from odf import opendocument, teletype
    return "\n".join(teletype.extractText(part) for part in opendocument.load(file).body.childNodes)


def of_html(markup):
    markup = re.sub(r"(?is)<(script|style|head)\b.*?</\1>|<!--.*?-->", " ", markup)
    markup = re.sub(r"</?(?:b|i|u|em|strong|span|a)\b[^>]*>", "", markup)
    return html.unescape(re.sub(r"(?s)<[^>]*>", " ", markup))


def ebooklib(file):
    from ebooklib import epub
    book = epub.read_epub(file)
    chapters = (book.get_item_with_id(id) for id, _ in book.spine)
    return "\n".join(of_html(chapter.get_content().decode("utf-8", "replace")) for chapter in chapters if chapter)


def striprtf(file):
    from striprtf.striprtf import rtf_to_text
    return rtf_to_text(open(file, encoding="latin-1").read(), errors="ignore")


def email_(file):
    message = email.message_from_bytes(open(file, "rb").read(), policy=email.policy.default)
    body = message.get_body(("plain", "html"))
    text = body.get_content()
    return text if body.get_content_subtype() == "plain" else of_html(text)


def python_pptx(file):
    import pptx

    def texts(shapes):
        for shape in shapes:
            if shape.has_text_frame:
                yield shape.text_frame.text
            if getattr(shape, "has_table", False) and shape.has_table:
                for row in shape.table.rows:
                    yield from (cell.text for cell in row.cells)
            if hasattr(shape, "shapes"):
                yield from texts(shape.shapes)
    out = []
    for slide in pptx.Presentation(file).slides:
        out += texts(slide.shapes)
        if slide.has_notes_slide and slide.notes_slide.notes_text_frame:
            out.append(slide.notes_slide.notes_text_frame.text)
    return "\n".join(out)


def openpyxl(file):
    from openpyxl import load_workbook
    book = load_workbook(file, read_only=True, data_only=True)
    rows = (row for sheet in book.worksheets for row in sheet.iter_rows(values_only=True))
    return "\n".join(" ".join(str(cell) for cell in row if cell is not None) for row in rows)


READERS = {"pdfminer": pdfminer, "pypdf": pypdf, "pdfium": pdfium, "pandoc": pandoc, "docx2txt": docx2txt,
           "odfpy": odfpy, "ebooklib": ebooklib, "striprtf": striprtf, "email": email_,
           "python-pptx": python_pptx, "openpyxl": openpyxl}


def main():
    logging.disable(logging.ERROR)
    read = READERS[sys.argv[1]]
    out, sys.stdout = sys.stdout, open(os.devnull, "w")

    def late(*_):
        raise TimeoutError("timed out")
    signal.signal(signal.SIGALRM, late)
    for file in sys.stdin.read().splitlines():
        signal.alarm(SECONDS)
        times = os.times()
        try:
            one = {"text": read(file) or ""}
        except ImportError:
            return
        except Exception as error:
            one = {"text": "", "error": type(error).__name__}
        signal.alarm(0)
        spent = sum(os.times()[:4]) - sum(times[:4])
        one["text"] = one["text"].encode("utf-8", "replace").decode()
        print(json.dumps({"file": file, "ms": spent * 1000, **one}), file=out, flush=True)


if __name__ == "__main__":
    main()
