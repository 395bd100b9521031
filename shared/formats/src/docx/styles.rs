use std::collections::HashMap;

use crate::FormatError;
use crate::xml::{Node, walk};

/// The meaning of a document's paragraph styles, by their ids.
#[derive(Debug, Default)]
pub(super) struct Styles {
    by_id: HashMap<String, Style>,
}

#[derive(Debug, Default, Clone)]
struct Style {
    name: String,
    parent: Option<String>,
    /// The outline level, from 0.
    outline: Option<usize>,
    is_list: bool,
}

/// The kind of a paragraph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    Heading(usize),
    Quote,
    Code,
    Caption,
    /// An item, with its depth from 1.
    List(usize),
    Author,
    Date,
    Plain,
}

/// Maximum length of a chain of base styles.
const ANCESTORS: usize = 12;

impl Styles {
    pub(super) fn of(xml: &str) -> Result<Self, FormatError> {
        let mut all = Self::default();
        let (mut id, mut style) = (None, Style::default());
        walk(xml, |node| {
            match node {
                Node::Start(element) => match element.name {
                    "style" => {
                        id = element.get("styleId");
                        style = Style::default();
                    }
                    "name" => style.name = element.get("val").unwrap_or_default().to_lowercase(),
                    "basedOn" => style.parent = element.get("val"),
                    "outlineLvl" => style.outline = element.number("val"),
                    "numPr" => style.is_list = true,
                    _ => {}
                },
                Node::End("style") => {
                    if let Some(id) = id.take() {
                        all.by_id.insert(id, std::mem::take(&mut style));
                    }
                }
                Node::End(_) | Node::Text(_) => {}
            }
            Ok(())
        })?;
        Ok(all)
    }

    /// The meaning of a style, or of its nearest base style that has one.
    pub(super) fn meaning(&self, id: &str) -> Meaning {
        let mut next = self.by_id.get(id);
        for generation in 0..ANCESTORS {
            let Some(style) = next else { break };
            if let Some(meaning) = style.meaning() {
                // Authors and dates are set in styles that look like the title's.
                let inherited = generation > 0 && style.name == "title";
                return if inherited { Meaning::Plain } else { meaning };
            }
            next = style.parent.as_ref().and_then(|parent| self.by_id.get(parent));
        }
        Meaning::Plain
    }
}

impl Style {
    fn meaning(&self) -> Option<Meaning> {
        if let Some(level) = self.name.strip_prefix("heading ").and_then(|n| n.parse().ok()) {
            return Some(Meaning::Heading(level));
        }
        match self.name.as_str() {
            "title" => return Some(Meaning::Heading(1)),
            "author" => return Some(Meaning::Author),
            "date" => return Some(Meaning::Date),
            "quote" | "intense quote" | "block text" | "quotations" => return Some(Meaning::Quote),
            "caption" | "image caption" | "table caption" => return Some(Meaning::Caption),
            "html preformatted" | "source code" | "preformatted text" | "macro text" => {
                return Some(Meaning::Code);
            }
            // "List Bullet 2" is one level deeper than "List Bullet".
            name if name.starts_with("list ") => {
                let level = name.rsplit(' ').next().and_then(|word| word.parse().ok());
                return Some(Meaning::List(level.unwrap_or(1)));
            }
            _ => {}
        }
        match self.outline {
            Some(level @ 0..6) => Some(Meaning::Heading(level + 1)),
            _ => self.is_list.then_some(Meaning::List(1)),
        }
    }
}
