use std::borrow::Cow;

use super::fields::Fields;
use super::paragraph::Paragraph;
use super::run::Run;
use super::styles::{Meaning, Styles};
use crate::FormatError;
use crate::html::{Html, LINK_END, begin_link, escape, plain, raised};
use crate::relations::Relations;
use crate::shown::Shown;
use crate::symbols::{self, Symbols};
use crate::xml::{Element, Node, walk};

/// Reads a part with paragraphs and tables.
pub(super) struct Body<'a> {
    styles: &'a Styles,
    relations: &'a Relations,
    html: &'a mut Html,
    shown: &'a mut Shown,
    /// Open paragraphs, outermost first: a text box is inside another paragraph.
    paragraphs: Vec<Paragraph>,
    /// The marker of the note that has just begun.
    note: Option<String>,
    /// Rows of open tables, outermost first.
    tables: Vec<Vec<Vec<String>>>,
    /// The number of open elements inside one whose content is skipped, including itself.
    skipped: usize,
    fields: Fields,
    /// The text of paragraphs whose end is deleted; the next one continues it.
    joined: String,
    in_text: bool,
    in_run: bool,
    /// In a paragraph's properties.
    in_properties: bool,
    run: Run,
}

/// Elements whose content is not text of the document: deletions, fallbacks of drawings, phonetic
/// guides, former properties.
const SKIPPED: [&str; 8] =
    ["del", "moveFrom", "Fallback", "delText", "rt", "sectPr", "pPrChange", "rPrChange"];

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
            fields: Fields::default(),
            joined: String::new(),
            in_text: false,
            in_run: false,
            in_properties: false,
            run: Run::default(),
        }
    }

    pub(super) fn read(mut self, xml: &str) -> Result<(), FormatError> {
        walk(xml, |node| {
            match node {
                Node::Start(element) if self.skipped > 0 || is_skipped(element) => {
                    self.skip(element);
                }
                Node::Start(element) => self.start(element),
                Node::End(_) if self.skipped > 0 => self.skipped -= 1,
                Node::End(name) => self.end(name),
                Node::Text(text) if self.fields.in_code() => self.fields.code(text),
                Node::Text(text) if self.in_text && self.is_shown() => self.shown_text(text),
                Node::Text(_) => {}
            }
            Ok(())
        })?;
        self.end_joined();
        Ok(())
    }

    fn is_shown(&self) -> bool {
        !self.run.is_hidden && !self.fields.hide()
    }

    /// Text of a run.
    fn shown_text(&mut self, text: &str) {
        let text = self.run.symbols.map_or(Cow::Borrowed(text), |font| font.text(text).into());
        match (self.run.raised, self.paragraphs.last_mut()) {
            (Some(tag), Some(paragraph)) => raised(tag, &text, &mut paragraph.inner),
            _ => self.text(&text),
        }
    }

    /// Skips an element. In a paragraph's properties, `del` means that its end is deleted.
    fn skip(&mut self, element: &Element<'_>) {
        if self.skipped == 0
            && !self.in_run
            && self.in_properties
            && matches!(element.name, "del" | "moveFrom")
            && let Some(paragraph) = self.paragraphs.last_mut()
        {
            paragraph.is_joined = true;
        }
        self.skipped += 1;
    }

    fn start(&mut self, element: &Element<'_>) {
        match element.name {
            "p" => {
                let inner = std::mem::take(&mut self.joined);
                self.paragraphs.push(Paragraph::new(inner));
            }
            "pPr" => self.in_properties = true,
            "r" => (self.in_run, self.run) = (true, Run::default()),
            "vanish" | "vertAlign" | "rFonts" if self.in_run => self.run.property(element),
            "t" => self.in_text = true,
            "sym" if self.is_shown() => {
                let font = element.get("font").and_then(|font| Symbols::of_font(&font));
                let code = element.get("char").and_then(|code| u32::from_str_radix(&code, 16).ok());
                let character = font.zip(code).and_then(|(font, code)| font.character(code));
                character
                    .into_iter()
                    .for_each(|character| self.text(character.encode_utf8(&mut [0; 4])));
            }
            "fldChar" => self.field(element.get("fldCharType").as_deref().unwrap_or_default()),
            "instrText" => self.fields.begin_code(),
            // In a paragraph's properties, `tab` declares a tab stop.
            "tab" | "ptab" if self.in_run => self.text(" "),
            "br" | "cr" if self.in_run => self.markup("<br>"),
            // Formulas (ECMA-376, part 1, 22.1) on one line: 1/2, x^2, x_i, √x.
            "den" => self.text("/"),
            "rad" => self.text("√"),
            "sup" => self.text("^"),
            "sub" => self.text("_"),
            "noBreakHyphen" => self.text("\u{2011}"),
            "tbl" => {
                self.end_joined();
                self.tables.push(Vec::new());
            }
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

    /// Reads the properties that determine the kind of the paragraph, and its links.
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
            "r" => (self.in_run, self.run) = (false, Run::default()),
            "pPr" => self.in_properties = false,
            "instrText" => self.fields.end_code(),
            "tc" | "txbxContent" | "footnote" | "endnote" => self.end_joined(),
            "hyperlink" => self.end_link(),
            "p" => self.end_paragraph(),
            "tbl" => self.end_table(),
            _ => {}
        }
    }

    /// A field begins, shows its result or ends. Its code may contain fields, whose results are not
    /// shown.
    fn field(&mut self, kind: &str) {
        match kind {
            "begin" => self.fields.begin(),
            "separate" => {
                let code = self.fields.separate();
                if let Some(symbol) = code.as_deref().and_then(symbols::of_field) {
                    self.fields.symbol(symbol, self.written());
                }
                if let Some(address) = code.as_deref().and_then(symbols::address)
                    && !self.fields.hide()
                    && let Some(paragraph) = self.paragraphs.last_mut().filter(|one| !one.has_link)
                {
                    begin_link(address, &mut paragraph.inner);
                    paragraph.has_link = true;
                    self.fields.link();
                }
            }
            "end" => {
                let ended = self.fields.end();
                if ended.is_link {
                    self.end_link();
                }
                let code = ended.code.as_deref();
                let symbol =
                    ended.symbol.or_else(|| Some((symbols::of_field(code?)?, self.written())));
                // A symbol has no result of its own, but some programs write one.
                if let Some((symbol, before)) = symbol
                    && before == self.written()
                    && self.is_shown()
                {
                    self.text(symbol.encode_utf8(&mut [0; 4]));
                }
            }
            _ => {}
        }
    }

    /// How much of the open paragraph is written.
    fn written(&self) -> usize {
        self.paragraphs.last().map_or(0, |paragraph| paragraph.inner.len())
    }

    fn end_link(&mut self) {
        if let Some(paragraph) = self.paragraphs.last_mut().filter(|one| one.has_link) {
            paragraph.inner.push_str(LINK_END);
            paragraph.has_link = false;
        }
    }

    /// Ends a joined paragraph that no other one continues.
    fn end_joined(&mut self) {
        let inner = std::mem::take(&mut self.joined);
        if !inner.is_empty() {
            self.paragraphs.push(Paragraph::new(inner));
            self.end_paragraph();
        }
    }

    fn end_paragraph(&mut self) {
        let Some(mut paragraph) = self.paragraphs.pop() else { return };
        self.fields.end_paragraph();
        if paragraph.has_link {
            paragraph.inner.push_str(LINK_END);
        }
        if paragraph.is_joined && paragraph.boxes.is_empty() {
            self.joined = paragraph.inner;
            return;
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
        paragraph.write(self.html);
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

/// Whether the content of an element is skipped. Separators are stored as notes, but are not notes.
fn is_skipped(element: &Element<'_>) -> bool {
    let is_note = matches!(element.name, "footnote" | "endnote");
    SKIPPED.contains(&element.name)
        || is_note && element.get("type").is_some_and(|kind| kind != "normal")
}
