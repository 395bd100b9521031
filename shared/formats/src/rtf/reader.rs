use std::collections::HashMap;

use super::charset::Charset;
use super::state::{Group, Paragraph, Place, Style};
use super::tokens::{Token, Tokens};
use crate::error::{Bound, Defect};
use crate::html::{Html, LINK_END, begin_link, escape, raised};
use crate::properties::Properties;
use crate::symbols::{self, Symbols};
use crate::{FormatError, Reading};
use article::Source;

/// How deep groups may nest.
const DEPTH: usize = 2_000;

/// How far a level of a list is indented, in twips, by programs that write lists as paragraphs.
const INDENT: i32 = 360;

/// A paragraph in bold type of this size is a title, in half points.
const LARGE: i32 = 32;
const LONGEST_TITLE: usize = 250;

/// A document that is being read.
pub(super) struct Document {
    pub(super) html: Html,
    pub(super) group: Group,
    pub(super) outer: Vec<Group>,
    /// Whether a group began with the last token.
    is_group_new: bool,
    /// Bytes of text that are not decoded yet.
    pub(super) bytes: Vec<u8>,
    /// The high half of a character beyond the BMP.
    pub(super) high: Option<u16>,
    /// Characters to skip: the fallback of a Unicode character.
    pub(super) fallback: usize,
    pub(super) default: Charset,
    pub(super) fonts: HashMap<i32, Charset>,
    pub(super) font: i32,
    pub(super) styles: HashMap<i32, Style>,
    pub(super) style: (i32, Style),
    pub(super) inner: String,
    pub(super) paragraph: Paragraph,
    pub(super) row: Vec<String>,
    pub(super) rows: Vec<Vec<String>>,
    pub(super) notes: Vec<String>,
    /// What the collected text of a destination is.
    pub(super) collected: String,
    pub(super) properties: Properties,
    pub(super) date: [i32; 5],
    /// The number of groups around the open link, that of its field included.
    pub(super) link: Option<usize>,
    pub(super) unknown_code_page: Option<i32>,
}

impl Document {
    pub(super) fn read(document: &[u8]) -> Result<Reading, FormatError> {
        let mut this = Self {
            html: Html::default(),
            group: Group {
                place: Place::Text,
                charset: None,
                fallback: 1,
                is_hidden: false,
                is_bold: false,
                raised: None,
                size: 24,
                is_doubled: false,
                is_optional: false,
            },
            outer: Vec::new(),
            is_group_new: false,
            bytes: Vec::new(),
            high: None,
            fallback: 0,
            default: Charset::WESTERN,
            fonts: HashMap::new(),
            font: 0,
            styles: HashMap::new(),
            style: (0, Style::default()),
            inner: String::new(),
            paragraph: Paragraph::default(),
            row: Vec::new(),
            rows: Vec::new(),
            notes: Vec::new(),
            collected: String::new(),
            properties: Properties::default(),
            date: [0; 5],
            link: None,
            unknown_code_page: None,
        };
        let mut tokens = Tokens::of(document);
        while let Some(token) = tokens.next() {
            if let Token::Word("bin", Some(length)) = token {
                tokens.pass(usize::try_from(length).unwrap_or_default());
                continue;
            }
            this.token(token)?;
            // What follows the document's own group is none of it.
            if token == Token::Close && this.outer.is_empty() {
                break;
            }
        }
        // Some programs forget to close a group.
        if !this.outer.is_empty() && !document.trim_ascii_end().ends_with(b"}") {
            return Err(FormatError::Damaged(Defect::CutOff));
        }
        Ok(this.finish())
    }

    fn finish(mut self) -> Reading {
        self.flush();
        self.paragraph.in_table = false;
        self.end_paragraph();
        for note in std::mem::take(&mut self.notes) {
            self.html.block("p", &note);
        }
        let mut reading = Reading { html: self.html.finish(), ..Reading::default() };
        if let Some(page) = self.unknown_code_page {
            reading.warnings.push(format!(
                "the code page {page} is unknown: its characters were read as windows-1252"
            ));
        }
        self.properties.declare(&mut reading, Source::Properties);
        reading
    }

    fn token(&mut self, token: Token<'_>) -> Result<(), FormatError> {
        let is_first = std::mem::replace(&mut self.is_group_new, token == Token::Open);
        match token {
            Token::Open => {
                self.flush();
                if self.outer.len() >= DEPTH {
                    return Err(FormatError::TooMuch(Bound::Groups));
                }
                self.outer.push(self.group);
                if std::mem::take(&mut self.group.is_doubled) {
                    self.group.place = Place::Skipped;
                }
                self.fallback = 0;
            }
            Token::Close => {
                self.flush();
                self.fallback = 0;
                let ended = self.group.place;
                if let Some(group) = self.outer.pop() {
                    self.group = group;
                }
                if ended != self.group.place {
                    self.end_destination(ended);
                }
                if self.link.is_some_and(|groups| self.outer.len() < groups) {
                    self.end_link();
                }
            }
            Token::Byte(_) if self.fallback > 0 => self.fallback -= 1,
            Token::Byte(byte) => self.bytes.push(byte),
            Token::Symbol(symbol) => {
                self.flush();
                match symbol {
                    // It says something of a group only at its begin.
                    b'*' => self.group.is_optional = is_first,
                    b'~' => self.text("\u{a0}"),
                    b'_' => self.text("\u{2011}"),
                    b'{' | b'}' | b'\\' => self.text(char::from(symbol).to_string().as_str()),
                    _ => {}
                }
            }
            Token::Word("u", Some(code)) => self.unicode(code),
            Token::Word(word, number) => {
                self.flush();
                self.word(word, number);
                self.group.is_optional = false;
            }
        }
        Ok(())
    }

    fn unicode(&mut self, code: i32) {
        self.flush_bytes();
        self.fallback = self.group.fallback;
        // Negative numbers are those beyond 32,767.
        let unit = (code & 0xffff) as u16;
        let text = match (self.high.take(), unit) {
            (_, 0xd800..=0xdbff) => {
                self.high = Some(unit);
                return;
            }
            (Some(high), unit) => String::from_utf16_lossy(&[high, unit]),
            (None, unit) => String::from_utf16_lossy(&[unit]),
        };
        match self.group.charset {
            Some(Charset::Symbols(font)) => self.text(&font.text(&text)),
            Some(Charset::Standard(_) | Charset::Dos(_)) | None => self.text(&text),
        }
    }

    fn end_destination(&mut self, place: Place) {
        let collected = std::mem::take(&mut self.collected);
        let collected = collected.trim();
        match place {
            Place::Title if !collected.is_empty() => {
                self.properties.title = Some(collected.to_owned());
            }
            Place::Author if !collected.is_empty() => {
                self.properties.authors.push(collected.to_owned());
            }
            Place::Created => {
                let [year, month, day, hour, minute] = std::mem::take(&mut self.date);
                if year > 1900 && month > 0 && day > 0 {
                    let time = format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}");
                    self.properties.published = Some(time);
                }
            }
            Place::Instruction => {
                if self.group.place != Place::Text {
                } else if let Some(symbol) = symbols::of_field(collected) {
                    self.text(symbol.encode_utf8(&mut [0; 4]));
                } else if let Some(href) = symbols::address(collected)
                    && self.link.is_none()
                {
                    begin_link(href, &mut self.inner);
                    self.link = Some(self.outer.len());
                }
            }
            Place::Title
            | Place::Author
            | Place::Text
            | Place::Note
            | Place::Fonts
            | Place::Styles
            | Place::Info
            | Place::Skipped => {}
        }
    }

    pub(super) fn end_link(&mut self) {
        if self.link.take().is_some() {
            self.inner.push_str(LINK_END);
        }
    }

    pub(super) fn end_paragraph(&mut self) {
        self.end_link();
        if self.paragraph.in_table {
            self.inner.push_str("<br>");
            return;
        }
        self.end_row();
        self.end_table();
        let inner = std::mem::take(&mut self.inner);
        let Paragraph { style, is_list, level, is_hanging, indent, .. } = self.paragraph;
        let marked = if is_hanging { after_marker(&inner) } else { None };
        // A title without a style: in large, bold type.
        let is_large = !self.paragraph.has_small && inner.len() < LONGEST_TITLE;
        self.paragraph.has_small = false;
        match (style.heading, is_list, marked) {
            (None, false, None) if is_large => self.html.heading(1, &inner),
            (Some(level), _, _) => self.html.heading(level, &inner),
            (None, true, _) => self.html.item(level + 1, &inner),
            (None, false, Some(item)) => {
                let level = usize::try_from(indent / INDENT).unwrap_or_default();
                self.html.item(level, item);
            }
            (None, false, None) => self.html.block("p", &inner),
        }
    }

    /// Cells that a row was not written around are a row, too.
    pub(super) fn end_row(&mut self) {
        let row = std::mem::take(&mut self.row);
        if !row.is_empty() {
            self.rows.push(row);
        }
    }

    fn end_table(&mut self) {
        let rows = std::mem::take(&mut self.rows);
        if !rows.is_empty() {
            self.html.table(&rows);
        }
    }

    /// Text in the document's own charset.
    fn flush(&mut self) {
        self.flush_bytes();
        self.high = None;
    }

    fn flush_bytes(&mut self) {
        if self.bytes.is_empty() {
            return;
        }
        let bytes = std::mem::take(&mut self.bytes);
        let charset = self.group.charset.unwrap_or(self.default);
        self.text(&charset.decoded(&bytes));
    }

    pub(super) fn text(&mut self, text: &str) {
        match self.group.place {
            Place::Text if !self.group.is_hidden => {
                let is_large = self.group.is_bold && self.group.size >= LARGE;
                self.paragraph.has_small |= !is_large && !text.trim().is_empty();
                match self.group.raised {
                    Some(tag) => raised(tag, text, &mut self.inner),
                    None => escape(text, &mut self.inner),
                }
            }
            Place::Note if !self.group.is_hidden => {
                self.notes.last_mut().into_iter().for_each(|note| escape(text, note));
            }
            Place::Title | Place::Author | Place::Instruction => self.collected.push_str(text),
            Place::Styles if text.trim_end().ends_with(';') => {
                let (id, mut style) = std::mem::take(&mut self.style);
                let name = text.trim().trim_end_matches(';').to_lowercase();
                let rank = name.strip_prefix("heading ").and_then(|rank| rank.parse().ok());
                style.heading = rank.or(style.heading);
                style.heading = style.heading.or((name == "title").then_some(1));
                self.styles.insert(id, style);
            }
            Place::Fonts => {
                if let Some(font) = Symbols::of_font(text.trim_end().trim_end_matches(';')) {
                    self.fonts.insert(self.font, Charset::Symbols(font));
                }
            }
            Place::Text
            | Place::Note
            | Place::Styles
            | Place::Info
            | Place::Created
            | Place::Skipped => {}
        }
    }

    pub(super) fn markup(&mut self, html: &str) {
        if self.group.place == Place::Text {
            self.inner.push_str(html);
        } else if self.group.place == Place::Note {
            self.notes.last_mut().into_iter().for_each(|note| note.push_str(html));
        }
    }
}

/// A paragraph without the bullet or number before it; `None` if it has none.
fn after_marker(inner: &str) -> Option<&str> {
    let (marker, item) = inner.trim_start().split_once(' ')?;
    let is_bullet = matches!(marker, "•" | "–" | "-" | "◦" | "▪" | "·" | "*");
    let number = marker.trim_end_matches(['.', ')']).trim_start_matches('(');
    let is_number = number.len() < marker.len()
        && number.len() <= 3
        && number.chars().all(char::is_alphanumeric);
    (is_bullet || is_number).then_some(item)
}
