//! Markdown: CommonMark with tables, footnotes and front matter.

use article::Source;
use page::charset::{Hints, decode};
use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd, html::push_html};

use crate::Reading;
use crate::properties::Properties;

/// Progress is reported after this many events.
const PROGRESS: usize = 10_000;

/// Reads a Markdown document.
pub(crate) fn read(document: &[u8], progress: &mut dyn FnMut()) -> Reading {
    let decoded = decode(document, &Hints::labelled(Some("text/markdown")));
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_GFM
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
        | Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS;
    let mut front = String::new();
    let mut in_front = false;
    let mut note = None;
    // Events are processed one by one, because a document has up to one for each byte.
    let events =
        Parser::new_ext(&decoded.text, options).zip(0_usize..).flat_map(|(event, number)| {
            if number.is_multiple_of(PROGRESS) {
                progress();
            }
            if matches!(event, Event::Start(Tag::MetadataBlock(_))) {
                in_front = true;
            } else if matches!(event, Event::End(TagEnd::MetadataBlock(_))) {
                in_front = false;
            } else if in_front {
                if let Event::Text(text) = event {
                    front.push_str(&text);
                }
            } else if let Event::FootnoteReference(name) = event {
                let mark = Event::Text(CowStr::from(format!("[{name}]")));
                return [Some(mark), None].into_iter().flatten();
            } else if let Event::Start(Tag::FootnoteDefinition(name)) = event {
                note = Some(Event::Text(CowStr::from(format!("[{name}] "))));
            } else if !matches!(event, Event::End(TagEnd::FootnoteDefinition)) {
                let begins = matches!(event, Event::Start(Tag::Paragraph));
                let mark = if begins { note.take() } else { None };
                return [Some(event), mark].into_iter().flatten();
            }
            [None, None].into_iter().flatten()
        });
    let mut html = String::new();
    push_html(&mut html, events);
    let mut reading =
        Reading { html, charset: Some(decoded.charset.clone()), ..Reading::default() };
    if decoded.replaced > 0 {
        let (lost, charset) = (decoded.replaced, decoded.charset);
        reading
            .warnings
            .push(format!("{lost} character(s) could not be read as {charset} and were replaced"));
    }
    of_front_matter(&front).declare(&mut reading, Source::Properties);
    reading
}

/// The values of the simplest lines of YAML and TOML: `title: Night train`, `title = "Night train"`.
fn of_front_matter(front: &str) -> Properties {
    let mut all = Properties::default();
    let mut list = "";
    for line in front.lines() {
        if let Some(item) = line.trim_start().strip_prefix("- ") {
            if matches!(list, "author" | "authors") {
                all.authors.push(unquoted(item));
            }
            continue;
        }
        let Some((name, value)) = line.split_once([':', '=']) else { continue };
        list = name.trim();
        let value = unquoted(value);
        let inside = value.strip_prefix('[').and_then(|value| value.strip_suffix(']'));
        if let ("author" | "authors", Some(names)) = (list, inside) {
            all.authors.extend(names.split(',').map(unquoted).filter(|name| !name.is_empty()));
            continue;
        }
        match list {
            _ if value.is_empty() || value.starts_with(['[', '{', '|', '>']) => {}
            "title" => all.title = Some(value),
            "author" | "authors" => all.authors.push(value),
            "date" => all.published = Some(value),
            "lang" | "language" => all.language = Some(value),
            "description" | "summary" => all.description = Some(value),
            _ => {}
        }
    }
    all
}

/// A value without the quotation marks around it.
fn unquoted(value: &str) -> String {
    let value = value.trim();
    let inner = |mark: char| value.strip_prefix(mark)?.strip_suffix(mark);
    inner('"').or_else(|| inner('\'')).unwrap_or(value).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_pair_of_quotation_marks_is_stripped() {
        let cases = [
            (" \"a\" ", "a"),
            ("'a'", "a"),
            ("The trains' end'", "The trains' end'"),
            ("\"A\" and B", "\"A\" and B"),
            ("\"", "\""),
        ];
        for (value, expected) in cases {
            assert_eq!(unquoted(value), expected);
        }
    }

    #[test]
    fn front_matter_is_declared_and_no_text() {
        let document = "---\ntitle: \"Night train\"\nauthor:\n- Ada Mooring\ndate: 2026-05-01\n---\n\nIt runs.[^a]\n\n[^a]: Again.\n";
        let reading = read(document.as_bytes(), &mut || ());
        let values =
            |all: &[article::Stated]| all.iter().map(|one| one.value.clone()).collect::<Vec<_>>();
        assert_eq!(reading.title.map(|title| title.value).as_deref(), Some("Night train"));
        assert_eq!(values(&reading.declared.authors), ["Ada Mooring"]);
        assert_eq!(values(&reading.declared.dates.published), ["2026-05-01"]);
        assert!(reading.html.starts_with("<p>It runs.[a]</p>"), "{}", reading.html);
        assert!(reading.html.contains("<p>[a] Again.</p>"), "{}", reading.html);
    }
}
