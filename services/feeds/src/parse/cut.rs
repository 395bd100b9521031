use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::events::Event;

use super::ParseError;

/// The beginning of an XML feed, as a whole document.
#[derive(Debug)]
pub(super) struct Cut<'a> {
    pub(super) text: Cow<'a, str>,
    /// The root element, without its prefix.
    pub(super) root: String,
    /// Whether something was cut off.
    pub(super) left_out: bool,
}

/// The entry elements of RSS, Atom and sitemaps.
const ENTRIES: [&str; 3] = ["item", "entry", "url"];
/// Maximum nesting depth of elements.
const DEEPEST: usize = 200;

/// Cuts a feed after `most` entries, or after the last complete one if it is malformed or
/// truncated. A parser that builds a tree of all entries needs a limit, and stops at the first
/// error.
pub(super) fn cut(text: &str, most: usize) -> Result<Cut<'_>, ParseError> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = false;
    reader.config_mut().allow_unmatched_ends = true;
    let mut open: Vec<String> = Vec::new();
    let mut root = None;
    // The end of the last complete entry, the number of entries, and their depth.
    let (mut end, mut entries, mut depth) = (0, 0, None);
    loop {
        let event = reader.read_event();
        let mut ended = false;
        match event {
            Ok(Event::Start(element)) => {
                let local = element.local_name();
                root.get_or_insert_with(|| local.as_ref().to_owned());
                if depth.is_none() && !open.is_empty() && is_entry(local.as_ref()) {
                    depth = Some(open.len());
                }
                open.push(element.name().as_ref().to_owned());
                if open.len() > DEEPEST {
                    break;
                }
            }
            Ok(Event::Empty(element)) => {
                root.get_or_insert_with(|| element.local_name().as_ref().to_owned());
            }
            Ok(Event::End(element)) => {
                if open.last().is_none_or(|name| name != element.name().as_ref()) {
                    break;
                }
                ended = Some(open.len()) == depth.map(|depth| depth + 1)
                    && open.last().is_some_and(|name| is_entry(local(name)));
                open.pop();
                if open.is_empty() {
                    return whole(text, root);
                }
            }
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
        if ended {
            entries += 1;
            end = usize::try_from(reader.buffer_position()).unwrap_or(text.len());
            if entries == most {
                break;
            }
        }
    }
    let root = root.ok_or(ParseError::NotAFeed)?;
    let (Some(depth), Some(kept)) = (depth, text.get(..end)) else {
        return Err(ParseError::Broken);
    };
    if entries == 0 {
        return Err(ParseError::Broken);
    }
    let mut kept = without_declaration(kept).to_owned();
    for name in open.iter().take(depth).rev() {
        kept.push_str("</");
        kept.push_str(name);
        kept.push('>');
    }
    Ok(Cut { text: kept.into(), root, left_out: true })
}

fn whole(text: &str, root: Option<String>) -> Result<Cut<'_>, ParseError> {
    let root = root.ok_or(ParseError::NotAFeed)?;
    Ok(Cut { text: without_declaration(text).into(), root, left_out: false })
}

/// The text is already decoded, but its declaration may name the original charset.
fn without_declaration(text: &str) -> &str {
    match text.strip_prefix("<?xml").and_then(|rest| rest.split_once("?>")) {
        Some((_, rest)) => rest,
        None => text,
    }
}

fn is_entry(name: &str) -> bool {
    ENTRIES.iter().any(|entry| name.eq_ignore_ascii_case(entry))
}

fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}
