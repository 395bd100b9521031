use super::charset::{Charset, of_code_page, of_font};
use super::reader::Document;
use super::state::{Paragraph, Place, Style};

impl Document {
    /// Obeys a control word.
    pub(super) fn word(&mut self, word: &str, number: Option<i32>) {
        // A text as old programs read it, and the same in Unicode: {\upr{…}{\*\ud{…}}}
        match (word, self.outer.last()) {
            ("upr", _) => {
                self.group.is_doubled = true;
                return;
            }
            ("ud", Some(outer)) if outer.is_doubled => {
                self.group.place = outer.place;
                return;
            }
            _ => {}
        }
        if let Some(place) = self.destination(word) {
            if place == Place::Note {
                self.notes.push(format!("[{}] ", self.notes.len() + 1));
            }
            self.group.place = place;
            return;
        }
        match (word, number) {
            ("ansicpg", Some(page)) => match of_code_page(page) {
                Some(charset) => self.default = charset,
                None => self.unknown_code_page = Some(page).filter(|page| *page > 0),
            },
            ("mac" | "pc" | "pca", _) => {
                let page = [("mac", 10000), ("pc", 437), ("pca", 850)];
                let page = page.iter().find(|(name, _)| *name == word);
                let charset = page.and_then(|(_, page)| of_code_page(*page));
                self.default = charset.unwrap_or(Charset::WESTERN);
            }
            ("uc", Some(count)) => self.group.fallback = usize::try_from(count).unwrap_or(1),
            ("f", Some(font)) if self.group.place == Place::Fonts => self.font = font,
            ("f", Some(font)) => self.group.charset = self.fonts.get(&font).copied(),
            ("fcharset", Some(charset)) if self.group.place == Place::Fonts => {
                if let Some(known) = of_font(charset).filter(|_| charset != 0) {
                    self.fonts.insert(self.font, known);
                }
            }
            ("s", Some(id)) if self.group.place == Place::Styles => self.style.0 = id,
            ("outlinelevel", Some(level @ 0..6)) => {
                let heading = Style { heading: Some(level as usize + 1) };
                if self.group.place == Place::Styles {
                    self.style.1 = heading;
                } else {
                    self.paragraph.style = heading;
                }
            }
            ("yr" | "mo" | "dy" | "hr" | "min", Some(value)) => {
                let at = ["yr", "mo", "dy", "hr", "min"].iter().position(|name| *name == word);
                self.date[at.unwrap_or_default()] = value;
            }
            ("plain", _) => {
                (self.group.is_hidden, self.group.charset) = (false, None);
                (self.group.is_bold, self.group.size) = (false, 24);
                self.group.raised = None;
            }
            ("b", number) => self.group.is_bold = number != Some(0),
            ("super", number) => self.group.raised = (number != Some(0)).then_some("sup"),
            ("sub", number) => self.group.raised = (number != Some(0)).then_some("sub"),
            ("nosupersub", _) => self.group.raised = None,
            ("fs", Some(size)) => self.group.size = size,
            ("v", number) => self.group.is_hidden = number != Some(0),
            ("deleted", number) => self.group.is_hidden = number != Some(0),
            _ if matches!(self.group.place, Place::Text | Place::Note) => self.layout(word, number),
            _ => {}
        }
    }

    /// The destination that a word begins.
    fn destination(&self, word: &str) -> Option<Place> {
        Some(match word {
            _ if self.group.place == Place::Skipped => return None,
            "fonttbl" => Place::Fonts,
            "stylesheet" => Place::Styles,
            "info" => Place::Info,
            "title" if self.group.place == Place::Info => Place::Title,
            "author" if self.group.place == Place::Info => Place::Author,
            "creatim" if self.group.place == Place::Info => Place::Created,
            "footnote" => Place::Note,
            "fldinst" => Place::Instruction,
            "shptxt" => Place::Text,
            "colortbl" | "header" | "headerl" | "headerr" | "headerf" | "footer" | "footerl"
            | "footerr" | "footerf" | "pict" | "object" | "objdata" | "nonshppict" | "listtext"
            | "pntext" | "annotation" | "atnid" | "atnauthor" | "xe" | "tc" | "themedata"
            | "datastore" | "sp" | "ftnsep" | "ftnsepc" | "aftnsep" | "aftnsepc" => Place::Skipped,
            // An unknown destination that may be left out. What a shape holds is in one, too.
            "shpinst" | "fldrslt" | "picprop" => return None,
            _ if self.group.is_optional => Place::Skipped,
            _ => return None,
        })
    }

    fn layout(&mut self, word: &str, number: Option<i32>) {
        match word {
            "par" | "sect" | "page" if self.group.place == Place::Note => self.markup(" "),
            "par" | "sect" | "page" => self.end_paragraph(),
            // The paragraphs of a note say nothing of the one that it is in.
            "pard" | "s" | "ls" | "ilvl" | "intbl" | "fi" | "li"
                if self.group.place == Place::Note => {}
            "pard" => self.paragraph = Paragraph::default(),
            "s" => {
                let style = self.styles.get(&number.unwrap_or_default()).copied();
                self.paragraph.style = style.unwrap_or_default();
            }
            "ls" => self.paragraph.is_list = true,
            "ilvl" => self.paragraph.level = usize::try_from(number.unwrap_or(0)).unwrap_or(0),
            "intbl" => self.paragraph.in_table = true,
            "chftn" if self.group.place == Place::Text => {
                self.markup(&format!("[{}]", self.notes.len() + 1));
            }
            "fi" => self.paragraph.is_hanging = number.is_some_and(|twips| twips < 0),
            "li" => self.paragraph.indent = number.unwrap_or(0),
            "line" | "lbr" => self.markup("<br>"),
            "tab" => self.markup(" "),
            "cell" | "nestcell" => {
                self.end_link();
                let cell = std::mem::take(&mut self.inner);
                self.row.push(cell);
            }
            "row" | "nestrow" => self.end_row(),
            "emdash" => self.text("—"),
            "endash" => self.text("–"),
            "lquote" => self.text("‘"),
            "rquote" => self.text("’"),
            "ldblquote" => self.text("“"),
            "rdblquote" => self.text("”"),
            "bullet" => self.text("•"),
            "emspace" | "enspace" | "qmspace" => self.text(" "),
            "zwj" => self.text("\u{200d}"),
            "zwnj" => self.text("\u{200c}"),
            _ => {}
        }
    }
}
