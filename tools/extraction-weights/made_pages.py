"""Generates small training pages from known texts: a few paragraphs of a text in a different page.

    made_pages.py DIR GOLD LIST [GOLD LIST]...

Writes the pages, list.jsonl and gold.jsonl, as `score --list` does. GOLD and LIST are the answers and the
pages of the yardstick. A made page has the address of the page that its text comes from, so it is in the
same fold. The large sets lack short pages, notices between paragraphs, questions with short answers,
announced lists, and languages other than English; these pages have them. Deterministic.
"""

import html
import json
import random
import sys
from pathlib import Path

from phrases import AGENCIES, ASKS, LANGUAGES, NAMES, PLACES, QUOTING, REPORTED, TELLS

# Number of versions of a text; few for English, which has many.
ENGLISH, OTHERS = 1, 12
GROUPS = [["zh", "ja", "ko"], [language for language in LANGUAGES if language not in ("zh", "ja", "ko")]]
CLASSES = {
    "menu": ["nav", "menu", "main-menu", "topbar", "navigation", "links", "header-nav"],
    "brand": ["logo", "brand", "site-name"],
    "main": ["content", "main", "page-content", "wrapper", "container", "inner", "col-main"],
    "text": ["article", "post", "entry", "story", "text", "detail"],
    "body": ["article-body", "post-content", "entry-content", "story-text", "txt", "copy"],
    "lead": ["lead", "intro", "standfirst", "summary", "teaser-text", "dek"],
    "beside": ["box", "promo", "newsletter", "notice", "note", "widget", "hint", "info", "block"],
    "related": ["related", "more", "teasers", "recommended", "box"],
    "consent": ["consent", "cookie-banner", "cmp", "privacy-layer", "overlay", "gdpr"],
    "foot": ["footer", "foot", "bottom", "site-footer", "legal"],
    "qa": ["faq", "questions", "interview", "qa", "accordion"],
    "hidden": ["print-only", "draft", "alt", "tooltip"],
}


class Page:
    def __init__(self, rng, language, lines, teasers, titles):
        self.rng, self.lines, self.teasers, self.titles = rng, lines, teasers, titles
        group = next(group for group in GROUPS if language in group or group is GROUPS[1])
        if language not in LANGUAGES or rng.random() < 0.2:
            language = "en" if language not in LANGUAGES and rng.random() < 0.5 else rng.choice(group)
        self.phrases, self.language = LANGUAGES[language], language
        self.has_classes = rng.random() < 0.55
        self.paragraph = rng.choice(["p", "p", "p", "p", "div", "br"])
        self.body = []
        self.above, self.lead = "", ""

    def some(self, name):
        return self.rng.choice(self.phrases[name])

    def rolls(self, chance):
        return self.rng.random() < chance

    def name(self):
        return self.rng.choice(NAMES)

    def title(self):
        return html.escape(self.rng.choice(self.titles))

    def attributes(self, role):
        if not self.has_classes or self.rolls(0.3):
            return ""
        name = self.rng.choice(["class", "class", "class", "id"])
        return f' {name}="{self.rng.choice(CLASSES[role])}"'

    def element(self, role, content, tags=("div",)):
        tag = self.rng.choice(tags)
        return f"<{tag}{self.attributes(role)}>{content}</{tag}>"

    def plain(self, content, tag=None):
        tag = tag or self.paragraph
        return f"{content}<br><br>" if tag == "br" else f"<{tag}>{content}</{tag}>"

    def kept(self, text):
        """Record a line of the text and return it for the page."""
        self.body.append(text)
        return html.escape(text)

    def link(self, text):
        return f'<a href="/{self.rng.randrange(10**6)}">{text}</a>'

    # Parts outside the text.

    def menu(self):
        words = self.rng.sample(self.phrases["menu"], self.rng.randint(3, len(self.phrases["menu"])))
        form = self.rng.randrange(4)
        if form == 0:
            links = "<ul>" + "".join(f"<li>{self.link(word)}</li>" for word in words) + "</ul>"
        elif form == 1:
            links = " | ".join(self.link(word) for word in words)
        else:
            links = " ".join(self.link(word) for word in words)
        return self.element("menu", links, ("nav", "div", "div"))

    def head(self):
        brand = self.element("brand", self.link("Example Post"), ("div", "p", "span"))
        slogan = self.plain(self.some("slogan"), "p") if self.rolls(0.25) else ""
        return self.element("menu", brand + slogan + self.menu(), ("header", "div", "div"))

    def request(self):
        if self.rolls(0.5):
            return self.some("beside")
        parts = self.rng.choice([ASKS, TELLS])[self.language]
        join = "" if self.language in ("zh", "ja") else " "
        return join.join(map(self.rng.choice, parts[:2])) + self.rng.choice(parts[2])

    def notice(self):
        """Return a line with a request to the reader or a label of a part of the page."""
        form = self.rng.random()
        if form < 0.24:
            before, name, agency = self.some("credit"), self.name(), self.rng.choice(AGENCIES)
            line = self.rng.choice([f"{before}: {name}/{agency}", f"({before}: {name})", f"{before}: {name}", f"© {name} / {agency}", f"{before} {agency}"])
        elif form < 0.42:
            before, title = self.some("also") + self.rng.choice([":", ":", " –", " »"]), self.title()
            if self.rolls(0.4):
                before = f"<strong>{before}</strong>"
            line = f"{before} {self.link(title)}" if self.rolls(0.85) else self.link(f"{before} {title}")
        else:
            line = self.request()
            if self.rolls(0.12):
                line = self.link(line)
            elif self.rolls(0.1):
                line += " " + self.link(self.some("buttons"))
        wrapped = self.plain(line, "p" if self.paragraph == "br" else None)
        if self.rolls(0.3):
            extra = f"<button>{self.some('buttons')}</button>" if self.rolls(0.4) else ""
            wrapped = self.element("beside", wrapped + extra, ("div", "div", "aside", "section"))
        return wrapped

    def consent(self):
        text = "".join(self.plain(line, "p") for line in self.rng.sample(self.phrases["consent"], 1))
        if self.rolls(0.4):
            text = f"<h2>{self.some('heads')}</h2>{text}"
        tag = self.rng.choice(["button", "a", "span"])
        text += "".join(f"<{tag}>{button}</{tag}>" for button in self.phrases["buttons"])
        role = self.rng.choice([' role="dialog"', ' role="dialog"', ' role="alertdialog" aria-modal="true"', "", ""])
        return f"<div{self.attributes('consent')}{role}>{text}</div>"

    def related(self):
        heading = self.rng.choice([f"<h2>{{}}</h2>", "<h3>{}</h3>", "<p>{}</p>", "<p><b>{}</b></p>"]).format(self.some("related"))
        titles = [self.title() for _ in range(self.rng.randint(2, 6))]
        form = self.rng.randrange(3)
        if form == 0:
            entries = "<ul>" + "".join(f"<li>{self.link(title)}</li>" for title in titles) + "</ul>"
        elif form == 1:
            entries = "".join(f"<p>{self.link(title)}</p>" for title in titles)
        else:
            teasers = [html.escape(self.rng.choice(self.teasers)) for _ in titles]
            entries = "".join(f"<div><h4>{self.link(title)}</h4><p>{teaser}</p></div>" for title, teaser in zip(titles, teasers))
        return self.element("related", heading + entries, ("div", "section", "aside", "div"))

    def feedback(self):
        question = self.rng.choice(["<p>{}</p>", "<h3>{}</h3>", "<div>{}</div>", "<strong>{}</strong>"]).format(
            next((line for line in self.rng.sample(self.phrases["beside"], len(self.phrases["beside"])) if line.endswith(("?", "？"))), self.some("beside")))
        return self.element("beside", question + f"<button>{self.some('buttons')}</button>")

    def hidden(self):
        how = self.rng.choice(['style="display:none"', "style='display: none'", 'style="visibility:hidden"'])
        return f"<div{self.attributes('hidden')} {how}><p>{html.escape(self.rng.choice(self.teasers))}</p></div>"

    # Parts of the text.

    def paragraphs(self, line):
        text = self.kept(line)
        if self.rolls(0.06):
            text = self.link(text)
        elif self.rolls(0.08) and ". " in text:
            first, rest = text.split(". ", 1)
            text = f"{self.link(first + '.')} {rest}"
        return self.plain(text)

    def questions(self):
        pairs = self.rng.sample(self.phrases["qa"], min(len(self.phrases["qa"]), self.rng.randint(2, 5)))
        if self.rolls(0.3):
            # The same answer is repeated.
            pairs = [(question, self.rng.choice(pairs)[1]) for question, _ in pairs]
        form = self.rng.randrange(7)
        out = ""
        for question, answer in pairs:
            q, a = self.kept(question), self.kept(answer)
            out += [
                f"<details><summary>{q}</summary>{a}</details>",
                f"<details{' open' if self.rolls(0.5) else ''}><summary>{q}</summary><p>{a}</p></details>",
                f"<h4>{q}</h4>{a}",
                f"<h3>{q}</h3><p>{a}</p>",
                f"<p><b>{q}</b></p><p>{a}</p>",
                f"<dt>{q}</dt><dd>{a}</dd>",
                f"<div><strong>{q}</strong></div><div>{a}</div>",
            ][form]
        out = f"<dl>{out}</dl>" if form == 5 else out
        return self.element("qa", out) if self.rolls(0.5) else out

    def announced(self):
        before = self.plain(self.kept(self.some("announce")), "p")
        linked = self.rolls(0.6)
        pool = PLACES + self.titles[:8] if linked else self.phrases["things"] + PLACES
        entries = [html.escape(self.kept(entry)) for entry in self.rng.sample(pool, min(len(pool), self.rng.randint(3, 5)))]
        wrap = self.link if linked else self.rng.choice([str, str, lambda text: f'<label><input type="checkbox"> {text}</label>'])
        tag = self.rng.choice(["ul", "ul", "ol"])
        return f"{before}<{tag}>" + "".join(f"<li>{wrap(entry)}</li>" for entry in entries) + f"</{tag}>"

    def rows(self):
        """Items of a checklist, each in its own box."""
        things = self.rng.sample(self.phrases["things"], 3)
        box = self.rng.choice(['<input type="checkbox"><label>{}</label>', "<label><input type=checkbox> {}</label>", "{}", "<span>{}</span>"])
        before = self.plain(self.kept(self.some("announce")), "p")
        return before + "".join(self.element("qa", box.format(self.kept(thing))) for thing in things)

    def table(self):
        heads = self.rng.sample(self.phrases["heads"] + self.phrases["things"], 2)
        rows = [[str(self.rng.randrange(1, 400)), str(self.rng.randrange(1, 12))] for _ in range(self.rng.randint(2, 4))]
        rows += self.rng.choices(rows, k=self.rng.randint(0, 3))
        if self.rolls(0.3):
            rows = [[self.some("things"), row[0]] for row in rows]
        out = "<tr>" + "".join(f"<th>{head}</th>" for head in heads) + "</tr>" if self.rolls(0.7) else ""
        if out:
            self.body.append("\t".join(heads))
        for row in rows:
            self.body.append("\t".join(row))
            out += "<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>"
        return f"<table>{out}</table>"

    def verses(self):
        """A song with a refrain: a text broken into short lines."""
        text = self.rng.choice(self.teasers)
        words = text.split() if " " in text else [text[at:at + 6] for at in range(0, len(text), 6)]
        size = self.rng.randint(4, 7) if " " in text else 2
        join = " " if " " in text else ""
        lines = [join.join(words[at:at + size]) for at in range(0, len(words), size)][:8]
        verses = [lines[at:at + 2] for at in range(0, len(lines), 2)]
        refrain = verses.pop() if len(verses) > 1 else verses[0]
        out = ""
        for verse in verses:
            for part in (verse, refrain):
                self.body.extend(part)
                out += "<p>" + "<br>".join(html.escape(line) for line in part) + "</p>"
        return out

    def references(self):
        heading = self.rng.choice(["h2", "h3"])
        out = f"<{heading}>{self.kept(self.some('refs'))}</{heading}>"
        entries = ""
        for _ in range(self.rng.randint(2, 5)):
            author, title, year = self.name(), self.rng.choice(self.titles), self.rng.randint(1960, 2023)
            self.body.append(f"{author}: {title}. {year}.")
            entries += f"<li>{author}: {self.link(html.escape(title))}. {year}.</li>"
        return f"{out}<ol>{entries}</ol>"

    def inside(self):
        line = self.some("inside")
        if self.rolls(0.3) and self.language in REPORTED:
            line = self.rng.choice(REPORTED[self.language]).format(a=self.rng.choice(AGENCIES))
        elif self.rolls(0.5) and self.language in QUOTING:
            line = self.rng.choice(QUOTING[self.language]).format(self.request().rstrip(".。!"))
        return self.plain(self.kept(line))

    def said(self):
        return "".join(self.plain(self.kept(self.some("said"))) for _ in range(self.rng.randint(1, 3)))

    def section(self):
        return f"<h2>{self.kept(self.some('heads') if self.rolls(0.7) else self.some('by') + ' ' + self.rng.choice(PLACES))}</h2>" + self.plain(self.kept(self.some("inside")))

    def text(self):
        lines = list(self.lines)
        out = []
        if len(lines) > 2 and self.rolls(0.45):
            self.lead = lines.pop(0)
            lead = self.element("lead", self.kept(self.lead), ("p", "div", "p", "h2"))
            if self.rolls(0.3):
                lead = f"<div>{lead}</div>"
            kicker = self.element("lead", self.some("menu"), ("p", "span", "div")) if self.rolls(0.4) else ""
            first = f"{kicker}<h1>{self.title()}</h1>{lead}"
            if self.rolls(0.15):
                first = f"{kicker}{lead}<h1>{self.title()}</h1>"
            if self.rolls(0.5):
                first = f"<header>{first}{self.byline() if self.rolls(0.6) else ''}</header>"
            elif self.rolls(0.5):
                first += self.byline()
            out += [first, "<figure><img src=a.jpg></figure>" if self.rolls(0.5) else ""]
            if self.rolls(0.5):
                # Above the element that contains the rest.
                self.above, out = "".join(out), []
        else:
            out += [f"<h1>{self.title()}</h1>", self.byline() if self.rolls(0.4) else ""]
        pieces = []
        extras = [self.questions, self.questions, self.announced, self.inside, self.inside, self.inside, self.said, self.said, self.section, self.rows, self.table, self.verses]
        after = {self.rng.randrange(len(lines)): self.rng.choice(extras) for _ in range(self.rng.choice([0, 1, 1, 2, 3]))}
        between = {self.rng.randrange(len(lines)): self.notice for _ in range(self.rng.choice([0, 0, 1, 2, 3]))}
        for at, line in enumerate(lines):
            pieces.append(self.paragraphs(line))
            pieces.append(after[at]() if at in after else "")
            pieces.append(between[at]() if at in between else "")
            pieces.append(self.hidden() if self.rolls(0.01) else "")
        pieces.append(self.references() if self.rolls(0.1) else "")
        end = "".join(self.notice() for _ in range(self.rng.choice([0, 0, 1, 2, 3])))
        end += self.feedback() if self.rolls(0.15) else ""
        inner = "".join(pieces)
        inner = self.element("body", inner) + end if self.rolls(0.4) else inner + end
        return self.above + self.element("text", "".join(out) + inner, ("article", "article", "div", "section"))

    def byline(self):
        lines = [f"{self.some('by')} {self.name()}"] + [f"{self.rng.randint(1, 28)}.{self.rng.randint(1, 12)}.{self.rng.randint(2005, 2024)}"] * self.rolls(0.6)
        return "".join(self.plain(line, "p") for line in lines) if self.rolls(0.6) else self.plain(" | ".join(lines), "div")

    def whole(self):
        main = self.text()
        main += self.related() if self.rolls(0.35) else ""
        if self.rolls(0.6):
            main = self.element("main", main, ("main", "div", "div"))
        if self.rolls(0.15):
            main = f"<table><tr><td>{self.menu()}</td><td>{main}</td></tr></table>"
        foot = self.element("foot", "".join(self.plain(line, "p") for line in self.phrases["rights"][: self.rng.randint(1, 2)]), ("footer", "div"))
        parts = [self.head() if self.rolls(0.9) else "", main, self.related() if self.rolls(0.2) else "", foot if self.rolls(0.9) else ""]
        if self.rolls(0.3):
            parts.insert(self.rng.randrange(len(parts) + 1), self.consent())
        body = "".join(parts)
        if self.rolls(0.08):
            body = f"<form>{body}</form>"
        described = self.lead or self.lines[0]
        meta = f'<meta name="description" content="{html.escape(described[:300])}">' if self.rolls(0.4) else ""
        return f"<!DOCTYPE html><html lang={self.language}><title>{self.title()}</title>{meta}<body>{body}</body></html>"


def texts(gold, listed):
    addresses = {page["id"]: page["url"] for page in map(json.loads, open(listed, encoding="utf-8"))}
    for page in map(json.loads, open(gold, encoding="utf-8")):
        lines = [line.strip() for line in (page["gold"].get("body") or "").split("\n")]
        lines = [line for line in lines if 20 <= len(line) <= 900]
        if len(lines) >= 3 and page["id"] in addresses and page.get("page_type") in (None, "article"):
            yield page["id"], addresses[page["id"]], page.get("lang") or "en", page["gold"].get("title") or "Example", lines


def main(folder, *files):
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    known = [text for gold, listed in zip(files[::2], files[1::2]) for text in texts(gold, listed)]
    by_language = {}
    for _, _, language, title, lines in known:
        titles, teasers = by_language.setdefault(language, ([], []))
        titles.append(title)
        teasers.append(lines[0][:200])
    listed, gold = [], []
    for id, url, language, _, lines in known:
        rng = random.Random(id)
        count = ENGLISH if language == "en" else OTHERS
        titles, teasers = by_language[language]
        if len(titles) < 5:
            titles, teasers = titles + by_language["en"][0][:20], teasers + by_language["en"][1][:20]
        for version in range(count):
            length = rng.choice([1, 2, 3, 4, 5, 6, 8, 12])
            start = rng.randrange(max(1, len(lines) - length))
            sample = rng.sample(titles, min(30, len(titles)))
            page = Page(rng, language, lines[start:start + length], teasers, sample)
            content = page.whole()
            name = f"made-{len(listed)}"
            (folder / f"{name}.html").write_text(content, "utf-8")
            listed.append({"id": name, "path": str((folder / f"{name}.html").resolve()), "url": url or f"https://{id.replace('/', '-')}.example/a"})
            gold.append({"id": name, "set": "made", "page_type": "article", "gold": {"body": "\n".join(page.body)}})
    for file, entries in (("list.jsonl", listed), ("gold.jsonl", gold)):
        (folder / file).write_text("".join(json.dumps(entry) + "\n" for entry in entries), "utf-8")
    print(len(listed), "small pages made")


main(*sys.argv[1:])
