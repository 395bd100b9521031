use std::collections::{HashMap, HashSet};

use crate::FormatError;
use crate::xml::{Node, walk};

/// The paragraph styles of a document, by their names.
#[derive(Debug, Default)]
pub(super) struct Styles {
    /// The style that each one is based on.
    parents: HashMap<String, String>,
    hidden: HashSet<String>,
    /// Styles of superscripts and subscripts: `sup` or `sub`.
    raised: HashMap<String, &'static str>,
}

/// The kind of a paragraph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    Title,
    Quote,
    Code,
    Caption,
    Author,
    Date,
    Plain,
}

/// Maximum length of a chain of base styles.
const ANCESTORS: usize = 12;

impl Styles {
    /// Adds the styles of `styles.xml`, or the automatic ones of `content.xml`.
    pub(super) fn read(&mut self, xml: &str) -> Result<(), FormatError> {
        let mut name = String::new();
        walk(xml, |node| {
            if let Node::Start(element) = node {
                match element.name {
                    "style" => {
                        name = element.get("name").unwrap_or_default();
                        if let Some(parent) = element.get("parent-style-name") {
                            self.parents.insert(name.clone(), parent);
                        }
                    }
                    "text-properties" if element.get("display").as_deref() == Some("none") => {
                        self.hidden.insert(name.clone());
                    }
                    "text-properties" => {
                        let position = element.get("text-position").unwrap_or_default();
                        if let Some(tag) = raised(&position) {
                            self.raised.insert(name.clone(), tag);
                        }
                    }
                    _ => {}
                }
            }
            Ok(())
        })
    }

    /// Whether text of this style is hidden.
    pub(super) fn hides(&self, name: &str) -> bool {
        self.hidden.contains(name)
    }

    /// The element for text of this style, if it is superscript or subscript.
    pub(super) fn raises(&self, name: &str) -> Option<&'static str> {
        self.raised.get(name).copied()
    }

    /// The meaning of a style, or of its nearest base style that has one.
    pub(super) fn meaning(&self, name: &str) -> Meaning {
        let mut next = Some(name);
        for _ in 0..ANCESTORS {
            let Some(name) = next else { break };
            match name {
                "Title" => return Meaning::Title,
                "Author" => return Meaning::Author,
                "Date" => return Meaning::Date,
                "Quotations" | "Quote" => return Meaning::Quote,
                "Preformatted_20_Text" | "Source_20_Text" | "Source_20_Code" => {
                    return Meaning::Code;
                }
                "Caption" | "Illustration" | "Table" | "Figure" | "FigureCaption"
                | "TableCaption" => return Meaning::Caption,
                _ => next = self.parents.get(name).map(String::as_str),
            }
        }
        Meaning::Plain
    }
}

/// The element for a position: `super 58%`, or a percentage of the size of type.
fn raised(position: &str) -> Option<&'static str> {
    let place = position.split_whitespace().next()?;
    let percent = place.strip_suffix('%').and_then(|number| number.parse::<f64>().ok());
    match (place, percent) {
        ("super", _) => Some("sup"),
        ("sub", _) => Some("sub"),
        (_, Some(percent)) if percent > 0.0 => Some("sup"),
        (_, Some(percent)) if percent < 0.0 => Some("sub"),
        _ => None,
    }
}
