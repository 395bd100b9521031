use super::styles::{Meaning, Styles};
use crate::FormatError;
use crate::html::{Html, LINK_END, begin_link, escape, plain};
use crate::relations::Relations;
use crate::shown::Shown;
use crate::xml::{Element, Node, walk};

/// Reads a part that holds paragraphs and tables.
pub(super) struct Body<'a> {
    styles: &'a Styles,
    relations: &'a Relations,
    html: &'a mut Html,
    shown: &'a mut Shown,
    /// Open paragraphs, outermost first: a text box is inside another paragraph.
    paragraphs: Vec<Paragraph>,
    /// The mark of the note that has just begun.
    note: Option<String>,
    /// Rows of open tables, outermost first.
    tables: Vec<Vec<Vec<String>>>,
    /// The number of open elements inside one whose content is left out, it included.
    skipped: usize,
    in_text: bool,
    in_run: bool,
    is_hidden: bool,
}

/// A paragraph that is being read.
#[derive(Debug)]
struct Paragraph {
    inner: String,
    meaning: Meaning,
    /// The depth in a list, from 0.
    level: Option<usize>,
    has_link: bool,
    /// Blocks of text boxes, which follow it.
    boxes: Vec<String>,
}

/// Elements whose content is no text of the document: what was deleted, the fallback of a drawing,
/// phonetic guides, the instructions of fields, former properties.
const SKIPPED: [&str; 9] = [
    "del",
    "moveFrom",
    "Fallback",
    "delText",
    "instrText",
    "rt",
    "sectPr",
    "pPrChange",
    "rPrChange",
];

impl<'a> Body<'a> {
    pub(super) fn new(
        styles: &'a Styles,
        relations: &'a Relations,
        html: &'a mut Html,
        shown: &'a mut Shown,
    ) -> Self {
        Self {
            styles,
            relations,
            html,
            shown,
            note: None,
            paragraphs: Vec::new(),
            tables: Vec::new(),
            skipped: 0,
            in_text: false,
            in_run: false,
            is_hidden: false,
        }
    }

    pub(super) fn read(mut self, xml: &str) -> Result<(), FormatError> {
        walk(xml, |node| {
            match node {
                Node::Start(element) if self.skipped > 0 || is_skipped(element) => {
                    self.skipped += 1;
                }
                Node::Start(element) => self.start(element),
                Node::End(_) if self.skipped > 0 => self.skipped -= 1,
                Node::End(name) => self.end(name),
                Node::Text(text) if self.in_text && !self.is_hidden => self.text(text),
                Node::Text(_) => {}
            }
            Ok(())
        })
    }

    fn start(&mut self, element: &Element<'_>) {
        match element.name {
            "p" => self.paragraphs.push(Paragraph {
                inner: String::new(),
                meaning: Meaning::Plain,
                level: None,
                has_link: false,
                boxes: Vec::new(),
            }),
            "r" => (self.in_run, self.is_hidden) = (true, false),
            "vanish" if self.in_run => {
                self.is_hidden = !matches!(element.get("val").as_deref(), Some("0" | "false"));
            }
            "t" => self.in_text = true,
            // In a paragraph's properties, `tab` declares a tab stop.
            "tab" if self.in_run => self.text(" "),
            "br" | "cr" if self.in_run => self.markup("<br>"),
            // Formulas (ECMA-376, part 1, 22.1) in one line: 1/2, x^2, x_i.
            "den" => self.text("/"),
            "sup" => self.text("^"),
            "sub" => self.text("_"),
            "noBreakHyphen" => self.text("\u{2011}"),
            "tbl" => self.tables.push(Vec::new()),
            "tr" => {
                if let Some(table) = self.tables.last_mut() {
                    table.push(Vec::new());
                }
            }
            "tc" => {
                if let Some(row) = self.tables.last_mut().and_then(|table| table.last_mut()) {
                    row.push(String::new());
                }
            }
            "footnoteReference" | "endnoteReference" => {
                if let Some(id) = element.number("id") {
                    let mark = self.shown.mark(element.name == "endnoteReference", id);
                    self.text(&mark);
                }
            }
            "footnote" | "endnote" => {
                let id = element.number("id").unwrap_or_default();
                self.note = Some(self.shown.mark(element.name == "endnote", id));
            }
            _ => self.property(element),
        }
    }

    /// Reads what determines the kind of the paragraph, and its links.
    fn property(&mut self, element: &Element<'_>) {
        let Some(paragraph) = self.paragraphs.last_mut() else { return };
        match element.name {
            "pStyle" => {
                let id = element.get("val").unwrap_or_default();
                paragraph.meaning = self.styles.meaning(&id);
            }
            "outlineLvl" => {
                if let Some(level @ 0..6) = element.number("val") {
                    paragraph.meaning = Meaning::Heading(level + 1);
                }
            }
            "ilvl" => paragraph.level = element.number("val"),
            "numId" if element.number("val") == Some(0) => {
                paragraph.level = None;
                if matches!(paragraph.meaning, Meaning::List(_)) {
                    paragraph.meaning = Meaning::Plain;
                }
            }
            "hyperlink" => {
                let target = element.relation().and_then(|id| self.relations.target(&id));
                if let Some(target) = target.filter(|_| !paragraph.has_link) {
                    begin_link(target, &mut paragraph.inner);
                    paragraph.has_link = true;
                }
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "t" => self.in_text = false,
            "r" => (self.in_run, self.is_hidden) = (false, false),
            "hyperlink" => {
                if let Some(paragraph) = self.paragraphs.last_mut().filter(|one| one.has_link) {
                    paragraph.inner.push_str(LINK_END);
                    paragraph.has_link = false;
                }
            }
            "p" => self.end_paragraph(),
            "tbl" => self.end_table(),
            _ => {}
        }
    }

    fn end_paragraph(&mut self) {
        let Some(mut paragraph) = self.paragraphs.pop() else { return };
        if paragraph.has_link {
            paragraph.inner.push_str(LINK_END);
        }
        // A text box: its paragraphs follow the one that it is anchored in.
        if let Some(around) = self.paragraphs.last_mut() {
            around.boxes.push(paragraph.inner);
            around.boxes.append(&mut paragraph.boxes);
            return;
        }
        let cell = self
            .tables
            .last_mut()
            .and_then(|table| table.last_mut())
            .and_then(|row| row.last_mut());
        if let Some(cell) = cell {
            for inner in std::iter::once(&paragraph.inner).chain(&paragraph.boxes) {
                if !cell.is_empty() && !inner.is_empty() {
                    cell.push_str("<br>");
                }
                cell.push_str(inner);
            }
            return;
        }
        if let Some(mark) = self.note.take() {
            let inner = paragraph.inner.trim_start();
            paragraph.inner = format!("{mark} {inner}");
        }
        let inner = &paragraph.inner;
        match paragraph.meaning {
            Meaning::Author => self.shown.add_author(&plain(inner)),
            Meaning::Date if self.shown.date.is_none() => self.shown.date = Some(plain(inner)),
            Meaning::Date
            | Meaning::Heading(_)
            | Meaning::Quote
            | Meaning::Code
            | Meaning::Caption
            | Meaning::List(_)
            | Meaning::Plain => {}
        }
        match (paragraph.meaning, paragraph.level) {
            (Meaning::Heading(level), _) => self.html.heading(level, inner),
            (Meaning::Quote, _) => self.html.block("blockquote", inner),
            (Meaning::Code, _) => self.html.block("pre", &inner.replace("<br>", "\n")),
            (Meaning::Caption, _) => self.html.block("figcaption", inner),
            (Meaning::List(own), level) => {
                let level = level.map_or(own, |level| level.saturating_add(1));
                self.html.item(level.max(own), inner);
            }
            (Meaning::Plain | Meaning::Author | Meaning::Date, Some(level)) => {
                self.html.item(level.saturating_add(1), inner)
            }
            (Meaning::Plain | Meaning::Author | Meaning::Date, None) => {
                self.html.block("p", inner);
            }
        }
        for inner in &paragraph.boxes {
            self.html.block("p", inner);
        }
    }

    fn end_table(&mut self) {
        let Some(rows) = self.tables.pop() else { return };
        // A table in a cell: its cells become part of the cell.
        let outer = self
            .tables
            .last_mut()
            .and_then(|table| table.last_mut())
            .and_then(|row| row.last_mut());
        match outer {
            Some(cell) => {
                let cells = rows.iter().flatten().filter(|inner| !inner.is_empty());
                for inner in cells {
                    if !cell.is_empty() {
                        cell.push_str("<br>");
                    }
                    cell.push_str(inner);
                }
            }
            None => self.html.table(&rows),
        }
    }

    fn text(&mut self, text: &str) {
        if let Some(paragraph) = self.paragraphs.last_mut() {
            escape(text, &mut paragraph.inner);
        }
    }

    fn markup(&mut self, html: &str) {
        if let Some(paragraph) = self.paragraphs.last_mut() {
            paragraph.inner.push_str(html);
        }
    }
}

/// Whether the content of an element is left out. The notes that draw a separator are no notes.
fn is_skipped(element: &Element<'_>) -> bool {
    let is_note = matches!(element.name, "footnote" | "endnote");
    SKIPPED.contains(&element.name)
        || is_note && element.get("type").is_some_and(|kind| kind != "normal")
}
