use super::styles::{Meaning, Styles};
use crate::csv::{CELLS, EMPTY};
use crate::html::{Html, LINK_END, begin_link, escape, escaped, plain, raised};
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
    /// The number of open elements inside one whose content is skipped, including itself.
    skipped: usize,
    /// Open spans: the element for their text if it is superscript or subscript.
    spans: Vec<Option<&'static str>>,
    /// The number of those around the open note.
    around_note: usize,
    in_citation: bool,
    in_note: bool,
    /// In the frame of a slide's title.
    in_title: bool,
    /// The marker of the note that has just begun.
    mark: String,
    notes: Vec<String>,
}

/// A row of a table that is being read.
#[derive(Debug, Default)]
struct Row {
    /// How often it is repeated.
    times: usize,
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

/// Elements whose content is not text of the document.
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
            spans: Vec::new(),
            around_note: 0,
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
        // Content of every slide.
        let repeated = element.name == "frame"
            && matches!(
                element.get("class").as_deref(),
                Some("page-number" | "header" | "footer" | "date-time")
            );
        // The alternative text of a picture. A document's title has the same local name.
        let is_alternative = element.name == "title" && element.qualified().starts_with("svg:");
        let is_hidden_section =
            element.name == "section" && element.get("display").as_deref() == Some("none");
        hidden || repeated || is_alternative || is_hidden_section || SKIPPED.contains(&element.name)
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
                let times = element.number("number-rows-repeated").unwrap_or(1).clamp(1, REPEATED);
                let row = Row { times, ..Row::default() };
                if let Some(table) = self.tables.last_mut() {
                    table.push(row);
                }
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
            "span" => {
                let style = element.get("style-name").unwrap_or_default();
                self.spans.push(self.styles.raises(&style));
            }
            "note-citation" => self.in_citation = true,
            "note-body" => (self.in_note, self.around_note) = (true, self.spans.len()),
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
            "span" => {
                self.spans.pop();
            }
            "note-citation" => self.in_citation = false,
            "note-body" => (self.in_note, self.around_note) = (false, 0),
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
        let rows = self.repeated_rows(rows);
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

    /// The cells of all rows, as often as they are repeated.
    fn repeated_rows(&mut self, rows: Vec<Row>) -> Vec<Vec<String>> {
        let mut all = Vec::with_capacity(rows.len());
        for Row { times, cells, .. } in rows {
            let more = cells.len() * times.saturating_sub(1);
            if self.cells + more > CELLS {
                self.left_out += more;
                all.push(cells);
                continue;
            }
            self.cells += more;
            all.extend(std::iter::repeat_n(cells, times));
        }
        all
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
        let spans = self.spans.get(self.around_note..).unwrap_or_default();
        let tag = spans.iter().rev().find_map(|tag| *tag).filter(|_| !self.in_citation);
        match (self.open.last_mut(), tag) {
            (Some(paragraph), Some(tag)) => raised(tag, text, &mut paragraph.inner),
            (Some(paragraph), None) => escape(text, &mut paragraph.inner),
            (None, _) => {}
        }
    }

    fn markup(&mut self, html: &str) {
        if let Some(paragraph) = self.open.last_mut() {
            paragraph.inner.push_str(html);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(styles: &str, body: &str) -> String {
        let xml = format!("<office:document-content>{styles}{body}</office:document-content>");
        let mut known = Styles::default();
        known.read(&xml).expect("XML");
        Content::new(&known).read(&xml).expect("XML").html
    }

    #[test]
    fn raised_text_is_marked_but_not_that_of_a_note() {
        let style = "<style:style style:name='T1'><style:text-properties style:text-position='super 58%'/></style:style>";
        let note = "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>Note.</text:p></text:note-body></text:note>";
        let body = format!(
            "<text:p>10<text:span text:style-name='T1'>6</text:span> x<text:span text:style-name='T1'>{note}</text:span></text:p>"
        );
        assert_eq!(html(style, &body), "<p>10<sup>6</sup> x[1]</p>\n<p>[1] Note.</p>\n");
    }

    #[test]
    fn what_is_not_shown_is_left_out() {
        let body = "<text:p>a<draw:frame><svg:title>alt</svg:title></draw:frame> <text:title>b</text:title></text:p><text:section text:display='none'><text:p>hidden</text:p></text:section>";
        assert_eq!(html("", body), "<p>a b</p>\n");
    }

    #[test]
    fn rows_are_repeated() {
        let row = |times, cell| {
            format!(
                "<table:table-row table:number-rows-repeated='{times}'><table:table-cell>{cell}</table:table-cell></table:table-row>"
            )
        };
        let rows = [row(2, "<text:p>x</text:p>"), row(1_000_000, "")].concat();
        let row = "<tr><td>x</td>\n</tr>";
        assert_eq!(
            html("", &format!("<table:table>{rows}</table:table>")),
            format!("<table>{row}{row}</table>\n")
        );
    }
}
