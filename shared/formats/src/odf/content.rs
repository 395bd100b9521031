use super::styles::{Meaning, Styles};
use crate::csv::{CELLS, EMPTY};
use crate::html::{Html, LINK_END, begin_link, escape, escaped, plain};
use crate::shown::Shown;
use crate::xml::{Element, Node, walk};
use crate::{FormatError, Reading};

/// Reads `content.xml`.
pub(super) struct Content<'a> {
    styles: &'a Styles,
    html: Html,
    shown: Shown,
    /// Open paragraphs, outermost first: a text box and a note are inside another paragraph.
    open: Vec<Paragraph>,
    tables: Vec<Vec<Row>>,
    /// How often the open cell is repeated.
    repeated: usize,
    cells: usize,
    empty: usize,
    left_out: usize,
    /// Depth of lists.
    lists: usize,
    /// The number of open elements inside one whose content is left out, it included.
    skipped: usize,
    in_citation: bool,
    in_note: bool,
    /// In the frame of a slide's title.
    in_title: bool,
    /// The mark of the note that has just begun.
    mark: String,
    notes: Vec<String>,
}

/// A row of a table that is being read.
#[derive(Debug, Default)]
struct Row {
    cells: Vec<String>,
    /// Empty cells after these. They count only if one that isn't empty follows.
    empty: usize,
}

#[derive(Debug)]
struct Paragraph {
    inner: String,
    kind: Kind,
    has_link: bool,
    boxes: Vec<String>,
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    Heading(usize),
    Of(Meaning),
}

/// Elements whose content is no text of the document.
const SKIPPED: [&str; 8] = [
    "tracked-changes",
    "annotation",
    "ruby-text",
    "automatic-styles",
    "font-face-decls",
    "scripts",
    "forms",
    "desc",
];
/// A cell that is repeated more often fills the rest of a sheet.
const REPEATED: usize = 64;

impl<'a> Content<'a> {
    pub(super) fn new(styles: &'a Styles) -> Self {
        Self {
            styles,
            html: Html::default(),
            shown: Shown::default(),
            open: Vec::new(),
            tables: Vec::new(),
            repeated: 1,
            cells: 0,
            empty: 0,
            left_out: 0,
            lists: 0,
            skipped: 0,
            in_citation: false,
            in_note: false,
            in_title: false,
            mark: String::new(),
            notes: Vec::new(),
        }
    }

    pub(super) fn read(mut self, xml: &str) -> Result<Reading, FormatError> {
        walk(xml, |node| {
            match node {
                Node::Start(element) if self.skipped > 0 || self.is_skipped(element) => {
                    self.skipped += 1;
                }
                Node::Start(element) => self.start(element),
                Node::End(_) if self.skipped > 0 => self.skipped -= 1,
                Node::End(name) => self.end(name),
                Node::Text(_) if self.skipped > 0 => {}
                Node::Text(text) => self.text(text),
            }
            Ok(())
        })?;
        for note in std::mem::take(&mut self.notes) {
            self.html.block("p", &note);
        }
        let mut warnings = Vec::new();
        if self.left_out > 0 {
            let left_out = self.left_out;
            warnings.push(format!(
                "the tables have more than {CELLS} cells: {left_out} cell(s) were left out"
            ));
        }
        let mut reading = Reading { html: self.html.finish(), warnings, ..Reading::default() };
        self.shown.declare(&mut reading);
        Ok(reading)
    }

    fn is_skipped(&self, element: &Element<'_>) -> bool {
        let hidden = element.name == "span"
            && element.get("style-name").is_some_and(|name| self.styles.hides(&name));
        // What is on every slide.
        let repeated = element.name == "frame"
            && matches!(
                element.get("class").as_deref(),
                Some("page-number" | "header" | "footer" | "date-time")
            );
        hidden || repeated || SKIPPED.contains(&element.name)
    }

    fn start(&mut self, element: &Element<'_>) {
        match element.name {
            "h" => self.begin(Kind::Heading(element.number("outline-level").unwrap_or(1))),
            "p" => {
                let style = element.get("style-name").unwrap_or_default();
                self.begin(Kind::Of(self.styles.meaning(&style)));
            }
            "frame" => self.in_title = element.get("class").as_deref() == Some("title"),
            "list" => self.lists += 1,
            "table" => self.tables.push(Vec::new()),
            "table-row" => {
                self.tables.last_mut().into_iter().for_each(|table| table.push(Row::default()))
            }
            "table-cell" | "covered-table-cell" => {
                self.repeated = element.number("number-columns-repeated").unwrap_or(1);
                self.begin_cell();
            }
            "s" => self.text(&" ".repeat(element.number("c").unwrap_or(1).min(80))),
            "tab" => self.text(" "),
            "line-break" => self.markup("<br>"),
            "a" => {
                let href = element.get("href");
                if let (Some(href), Some(paragraph)) = (href, self.open.last_mut())
                    && !paragraph.has_link
                {
                    begin_link(&href, &mut paragraph.inner);
                    paragraph.has_link = true;
                }
            }
            "note-citation" => self.in_citation = true,
            "note-body" => self.in_note = true,
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "h" | "p" => self.end_paragraph(),
            "frame" => self.in_title = false,
            "list" => self.lists = self.lists.saturating_sub(1),
            "table-cell" | "covered-table-cell" => self.end_cell(),
            "table" => self.end_table(),
            "a" => {
                if let Some(paragraph) = self.open.last_mut().filter(|one| one.has_link) {
                    paragraph.inner.push_str(LINK_END);
                    paragraph.has_link = false;
                }
            }
            "note-citation" => self.in_citation = false,
            "note-body" => self.in_note = false,
            _ => {}
        }
    }

    fn begin(&mut self, kind: Kind) {
        self.open.push(Paragraph {
            inner: String::new(),
            kind,
            has_link: false,
            boxes: Vec::new(),
        });
    }

    fn end_paragraph(&mut self) {
        let Some(mut paragraph) = self.open.pop() else { return };
        if paragraph.has_link {
            paragraph.inner.push_str(LINK_END);
        }
        if self.in_note {
            let mark = std::mem::take(&mut self.mark);
            self.notes.push(format!("{mark}{}", paragraph.inner));
            return;
        }
        if let Some(around) = self.open.last_mut() {
            around.boxes.push(paragraph.inner);
            around.boxes.append(&mut paragraph.boxes);
            return;
        }
        if let Some(cell) = self.cell() {
            for inner in std::iter::once(&paragraph.inner).chain(&paragraph.boxes) {
                if !cell.is_empty() && !inner.is_empty() {
                    cell.push_str("<br>");
                }
                cell.push_str(inner);
            }
            return;
        }
        let inner = &paragraph.inner;
        match paragraph.kind {
            Kind::Of(_) if self.in_title => self.html.heading(2, inner),
            Kind::Heading(level) => self.html.heading(level, inner),
            Kind::Of(Meaning::Title) => self.html.heading(1, inner),
            Kind::Of(Meaning::Quote) => self.html.block("blockquote", inner),
            Kind::Of(Meaning::Code) => self.html.block("pre", &inner.replace("<br>", "\n")),
            Kind::Of(Meaning::Caption) => self.html.block("figcaption", inner),
            Kind::Of(Meaning::Author | Meaning::Date | Meaning::Plain) if self.lists > 0 => {
                self.html.item(self.lists, inner);
            }
            Kind::Of(meaning) => {
                if meaning == Meaning::Author {
                    self.shown.add_author(&plain(inner));
                } else if meaning == Meaning::Date && self.shown.date.is_none() {
                    self.shown.date = Some(plain(inner));
                }
                self.html.block("p", inner);
            }
        }
        for inner in &paragraph.boxes {
            self.html.block("p", inner);
        }
    }

    fn cell(&mut self) -> Option<&mut String> {
        self.tables.last_mut()?.last_mut()?.cells.last_mut()
    }

    fn begin_cell(&mut self) {
        if let Some(row) = self.tables.last_mut().and_then(|table| table.last_mut()) {
            row.cells.push(String::new());
        }
    }

    /// Repeats a cell.
    fn end_cell(&mut self) {
        let times = std::mem::replace(&mut self.repeated, 1).clamp(1, REPEATED);
        let Some(row) = self.tables.last_mut().and_then(|table| table.last_mut()) else { return };
        let Some(cell) = row.cells.pop() else { return };
        if cell.is_empty() {
            row.empty += times;
            return;
        }
        let empty = std::mem::take(&mut row.empty);
        self.cells += times;
        self.empty += empty;
        if self.cells > CELLS || self.empty > EMPTY {
            self.left_out += times;
            return;
        }
        row.cells.extend(std::iter::repeat_n(String::new(), empty));
        row.cells.extend(std::iter::repeat_n(cell, times));
    }

    fn end_table(&mut self) {
        let Some(rows) = self.tables.pop() else { return };
        let rows: Vec<Vec<String>> = rows.into_iter().map(|row| row.cells).collect();
        match self.cell() {
            // A table in a cell: its cells become part of the cell.
            Some(cell) => {
                for inner in rows.iter().flatten().filter(|inner| !inner.is_empty()) {
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
        let marked;
        let text = match self.in_citation {
            true => {
                marked = format!("[{text}]");
                self.mark = format!("{} ", escaped(&marked));
                &marked
            }
            false => text,
        };
        if let Some(paragraph) = self.open.last_mut() {
            escape(text, &mut paragraph.inner);
        }
    }

    fn markup(&mut self, html: &str) {
        if let Some(paragraph) = self.open.last_mut() {
            paragraph.inner.push_str(html);
        }
    }
}
