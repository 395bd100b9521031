//! The XML in Office documents and books, as a sequence of events.

use std::borrow::Cow;

use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use crate::FormatError;
use crate::error::{Bound, Defect};

/// Maximum nesting depth of elements.
const DEPTH: usize = 512;

/// An event. Names are local names, without a namespace's prefix.
pub(crate) enum Node<'a> {
    Start(&'a Element<'a>),
    End(&'a str),
    Text(&'a str),
}

/// A start tag.
pub(crate) struct Element<'a> {
    /// The local name.
    pub(crate) name: &'a str,
    tag: &'a BytesStart<'a>,
}

impl Element<'_> {
    /// The name with its prefix, for elements of different meaning that have the same local name.
    pub(crate) fn qualified(&self) -> &str {
        let name = self.tag.name();
        name.into_inner()
    }

    /// The value of the attribute with this local name.
    pub(crate) fn get(&self, name: &str) -> Option<String> {
        let mut attributes = self.tag.attributes();
        let found = attributes
            .with_checks(false)
            .flatten()
            .find(|one| one.key.local_name().as_ref() == name)?;
        let value = found.normalized_value(XmlVersion::Implicit1_0).ok()?;
        Some(value.into_owned())
    }

    /// The id of a relationship (`r:id`); there may also be another `id`.
    pub(crate) fn relation(&self) -> Option<String> {
        let mut attributes = self.tag.attributes();
        let is_relation = |key: &str| key.ends_with(":id");
        let found =
            attributes.with_checks(false).flatten().find(|one| is_relation(one.key.as_ref()))?;
        Some(found.normalized_value(XmlVersion::Implicit1_0).ok()?.into_owned())
    }

    /// A number among the attributes.
    pub(crate) fn number(&self, name: &str) -> Option<usize> {
        self.get(name)?.parse().ok()
    }
}

/// Passes the events of `xml` to `visit`, in order.
pub(crate) fn walk(
    xml: &str,
    mut visit: impl FnMut(Node<'_>) -> Result<(), FormatError>,
) -> Result<(), FormatError> {
    let mut reader = Reader::from_str(xml);
    let config = reader.config_mut();
    config.expand_empty_elements = true;
    config.check_end_names = false;
    let mut depth = 0_usize;
    loop {
        match reader.read_event().map_err(|_| BROKEN)? {
            Event::Start(tag) => {
                depth += 1;
                if depth > DEPTH {
                    return Err(FormatError::TooMuch(Bound::Elements));
                }
                let name = tag.local_name();
                visit(Node::Start(&Element { name: name.as_ref(), tag: &tag }))?;
            }
            Event::End(tag) => {
                depth = depth.saturating_sub(1);
                visit(Node::End(tag.local_name().as_ref()))?;
            }
            Event::Text(text) => visit(Node::Text(&text))?,
            Event::CData(text) => visit(Node::Text(&text))?,
            Event::GeneralRef(name) => {
                let resolved = match name.resolve_char_ref() {
                    Ok(Some(character)) => Cow::Owned(character.to_string()),
                    _ => Cow::Borrowed(resolve_predefined_entity(&name).unwrap_or_default()),
                };
                visit(Node::Text(&resolved))?;
            }
            // In a truncated document, elements are still open.
            Event::Eof if depth > 0 => return Err(BROKEN),
            Event::Eof => return Ok(()),
            Event::Empty(_)
            | Event::Comment(_)
            | Event::Decl(_)
            | Event::PI(_)
            | Event::DocType(_) => {}
        }
    }
}

const BROKEN: FormatError = FormatError::Damaged(Defect::Xml);
