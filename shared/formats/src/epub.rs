//! Books (EPUB 2 and 3).

use std::collections::HashMap;

use article::Source;
use percent_encoding::percent_decode_str;

use crate::archive::Archive;
use crate::error::Defect;
use crate::html::Html;
use crate::properties::Properties;
use crate::reading::LONGEST;
use crate::relations::resolved;
use crate::xml::{Node, walk};
use crate::{FormatError, Reading};

/// Reads a book: its chapters in the order of the spine, without the navigation.
pub(crate) fn read(document: &[u8], progress: &mut dyn FnMut()) -> Result<Reading, FormatError> {
    let mut archive = Archive::open(document)?;
    if archive.text("META-INF/rights.xml")?.is_some() {
        return Err(FormatError::Encrypted);
    }
    if let Some(xml) = archive.text("META-INF/encryption.xml")?
        && is_encrypted(&xml)?
    {
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
        let Some(chapter) = archive.page(&path)? else {
            missing += 1;
            continue;
        };
        if html.len() + chapter.len() + "<div></div>\n".len() > LONGEST {
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

/// The content of the `body` element.
fn body(chapter: &str) -> &str {
    let is_upper = !chapter.contains("<body") && chapter.contains("<BODY");
    let (open, close) = if is_upper { ("<BODY", "</BODY") } else { ("<body", "</body") };
    let begin = chapter.find(open).and_then(|at| Some(at + chapter[at..].find('>')? + 1));
    let inner = &chapter[begin.unwrap_or_default()..];
    inner.rfind(close).map_or(inner, |end| &inner[..end])
}

/// An address without its percent-encoding and its fragment.
fn decoded(href: &str) -> String {
    let href = href.split('#').next().unwrap_or_default();
    percent_decode_str(href).decode_utf8_lossy().into_owned()
}

/// Whether anything except fonts is encrypted. Fonts are obfuscated with keys that the book
/// contains (EPUB 3.3, section 4.2.6.3.1).
fn is_encrypted(xml: &str) -> Result<bool, FormatError> {
    const OBFUSCATION: [&str; 2] =
        ["http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"];
    let mut is_encrypted = false;
    walk(xml, |node| {
        if let Node::Start(element) = node
            && element.name == "EncryptionMethod"
        {
            let algorithm = element.get("Algorithm").unwrap_or_default();
            is_encrypted |= !OBFUSCATION.contains(&algorithm.as_str());
        }
        Ok(())
    })?;
    Ok(is_encrypted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn obfuscated_fonts_are_no_encryption() {
        let encryption = |algorithm: &str| {
            format!(
                "<encryption xmlns:enc='x'><enc:EncryptedData><enc:EncryptionMethod \
                 Algorithm='{algorithm}'/></enc:EncryptedData></encryption>"
            )
        };
        for (algorithm, expected) in [
            ("http://www.idpf.org/2008/embedding", false),
            ("http://ns.adobe.com/pdf/enc#RC", false),
            ("http://www.w3.org/2001/04/xmlenc#aes256-cbc", true),
        ] {
            assert_eq!(is_encrypted(&encryption(algorithm)), Ok(expected), "{algorithm}");
        }
    }

    #[test]
    fn the_body_is_found_in_either_case() {
        assert_eq!(body("<html><head/><body class='x'><p>a</p></body></html>"), "<p>a</p>");
        assert_eq!(body("<HTML><BODY><p>a</p></BODY></HTML>"), "<p>a</p>");
    }

    #[test]
    fn addresses_lose_their_encoding_and_their_fragment() {
        assert_eq!(decoded("caf%C3%A9%20100%.xhtml#two"), "caf\u{e9} 100%.xhtml");
    }
}
