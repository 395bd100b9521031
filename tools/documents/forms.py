"""The texts as input for other programs: blocks, HTML, Markdown, LaTeX."""
import html, json, pathlib

HERE = pathlib.Path(__file__).parent
TEXTS = json.loads((HERE / "texts.json").read_text())
# Languages whose letters are in the fonts of pdflatex.
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
    """The text with the date in pandoc's form."""
    title, author, *rest = blocks(language)
    return [title, author, TEXTS[language]["date"], *rest]


def structure(language):
    """The headings, items and rows."""
    names = {"title": "heading", "h": "heading", "item": "list_item"}
    for kind, text in parts(language):
        if kind == "table":
            yield from (("table_row", " ".join(row)) for row in text)
        elif kind in names:
            yield names[kind], text


def noted(language):
    """The text with its last paragraph as a footnote to the first."""
    title, author, date, first, *rest, last = dated(language)
    return [title, author, date, f"{first}[1]", *rest, f"[1] {last}"]


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
    """The page with `body`, but without title and author, which pandoc adds."""
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


def with_note(language):
    """Markdown of `noted`."""
    text = TEXTS[language]
    first, *_, last = text["paragraphs"]
    markdown = as_markdown(language, body=True).replace("\n\n" + last + "\n", "\n")
    return markdown.replace(first, first + "[^1]", 1) + f"\n[^1]: {last}\n"


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


def stated(language, date=True):
    text = TEXTS[language]
    return {"title": text["title"], "author": text["author"], **({"date": text["date"]} if date else {})}
