//! Books (EPUB 2 and 3).

use std::collections::HashMap;

use article::Source;

use crate::archive::Archive;
use crate::error::Defect;
use crate::html::Html;
use crate::properties::Properties;
use crate::relations::resolved;
use crate::xml::{Node, walk};
use crate::{FormatError, Reading};

/// The maximum length of a book's text with its markup.
const LONGEST: usize = 24 << 20;

/// Reads a book: its chapters in the order of the spine, without the navigation.
pub(crate) fn read(document: &[u8], progress: &mut dyn FnMut()) -> Result<Reading, FormatError> {
    let mut archive = Archive::open(document)?;
    if archive.text("META-INF/rights.xml")?.is_some() {
        return Err(FormatError::Encrypted);
    }
    let container = archive.text("META-INF/container.xml")?;
    let container = container.ok_or(FormatError::Damaged(Defect::Missing))?;
    let mut package = None;
    walk(&container, |node| {
        if let Node::Start(element) = node
            && element.name == "rootfile"
        {
            package = package.take().or_else(|| element.get("full-path"));
        }
        Ok(())
    })?;
    let package = package.ok_or(FormatError::Damaged(Defect::Missing))?;
    let xml = archive.text(&package)?.ok_or(FormatError::Damaged(Defect::Missing))?;
    let folder = package.rsplit_once('/').map_or("", |(folder, _)| folder);

    // Chapters are XHTML, in which any element may close itself.
    let mut html = Html::default();
    html.raw("<?xml version=\"1.0\"?>");
    let mut warnings = Vec::new();
    let mut missing = 0;
    for href in spine(&xml)? {
        progress();
        let path = resolved(folder, &decoded(&href));
        let Some(chapter) = archive.text(&path)? else {
            missing += 1;
            continue;
        };
        if html.len() + chapter.len() > LONGEST {
            warnings.push("the book is too long: its last chapters were left out".to_owned());
            break;
        }
        html.raw("<div>");
        html.raw(body(&chapter));
        html.raw("</div>\n");
    }
    if missing > 0 {
        warnings.push(format!("{missing} chapter(s) of the book are missing"));
    }
    let mut reading = Reading { html: html.finish(), warnings, ..Reading::default() };
    Properties::of_xml(&xml)?.declare(&mut reading, Source::Properties);
    Ok(reading)
}

/// The files of the chapters in reading order.
fn spine(package: &str) -> Result<Vec<String>, FormatError> {
    let mut items = HashMap::new();
    let mut order = Vec::new();
    walk(package, |node| {
        if let Node::Start(element) = node {
            match element.name {
                "item" => {
                    let properties = element.get("properties").unwrap_or_default();
                    let is_navigation = properties.split(' ').any(|one| one == "nav");
                    if let (Some(id), Some(href)) = (element.get("id"), element.get("href"))
                        && !is_navigation
                    {
                        items.insert(id, href);
                    }
                }
                "itemref" if element.get("linear").as_deref() != Some("no") => {
                    order.extend(element.get("idref"));
                }
                _ => {}
            }
        }
        Ok(())
    })?;
    Ok(order.iter().filter_map(|id| items.get(id).cloned()).collect())
}

/// What is inside the `body` element.
fn body(chapter: &str) -> &str {
    let begin = chapter.find("<body").and_then(|at| Some(at + chapter[at..].find('>')? + 1));
    let inner = &chapter[begin.unwrap_or_default()..];
    inner.rfind("</body").map_or(inner, |end| &inner[..end])
}

/// An address without its percent-encoding and its fragment.
fn decoded(href: &str) -> String {
    let href = href.split('#').next().unwrap_or_default();
    let mut bytes = Vec::with_capacity(href.len());
    let mut rest = href.as_bytes();
    while let [first, after @ ..] = rest {
        let hex = |byte: u8| char::from(byte).to_digit(16);
        match (first, after) {
            (b'%', [high, low, tail @ ..])
                if let (Some(high), Some(low)) = (hex(*high), hex(*low)) =>
            {
                bytes.push(u8::try_from(high * 16 + low).unwrap_or_default());
                rest = tail;
            }
            _ => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
