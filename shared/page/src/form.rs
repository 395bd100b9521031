//! Decides whether content is HTML or plain text. A declared media type counts unless it can't be true.

use crate::PageError;

/// The form of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A page or a part of one.
    Html,
    /// Text without markup.
    Plain,
}

impl Form {
    /// The media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Html => "text/html",
            Self::Plain => "text/plain",
        }
    }
}

/// A media type without its parameters, in lower case: `text/html` of `Text/HTML; charset=x`.
pub fn essence(content_type: &str) -> String {
    let (essence, _) = content_type.split_once(';').unwrap_or((content_type, ""));
    essence.trim().to_ascii_lowercase()
}

/// The form of `text`. Ignores a media type that can't be true: `text/html` without a tag, `text/plain`
/// that begins like a page, or a type that no article has.
pub fn form(text: &str, content_type: Option<&str>) -> Result<Form, PageError> {
    let head = beginning(text);
    match content_type.map(essence).as_deref() {
        Some("text/html" | "application/xhtml+xml") if has_markup(text) => return Ok(Form::Html),
        Some("text/plain" | "text/markdown") if !begins_a_page(head) => return Ok(Form::Plain),
        _ => {}
    }
    if begins_a_page(head) || begins_with_a_tag(head) || has_markup_inside(text) {
        return Ok(Form::Html);
    }
    if head.starts_with("<?xml") || XML.iter().any(|root| starts_tag(head, root)) {
        return Err(PageError::UnsupportedContentType("XML, but not a web page"));
    }
    Ok(Form::Plain)
}

/// Root elements of feeds, site maps and images.
const XML: [&str; 6] = ["rss", "feed", "svg", "rdf:rdf", "urlset", "sitemapindex"];

/// Elements that a fragment of HTML may begin with.
const FIRST: [&str; 41] = [
    "a",
    "article",
    "aside",
    "b",
    "blockquote",
    "br",
    "center",
    "div",
    "em",
    "figure",
    "font",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "i",
    "iframe",
    "img",
    "link",
    "main",
    "meta",
    "nav",
    "ol",
    "p",
    "pre",
    "script",
    "section",
    "span",
    "strong",
    "style",
    "table",
    "td",
    "title",
    "tr",
    "ul",
];

/// Skips white space and comments at the beginning of `text`.
fn beginning(text: &str) -> &str {
    let mut rest = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    while let Some(comment) = rest.strip_prefix("<!--") {
        let Some((_, after)) = comment.split_once("-->") else { break };
        rest = after.trim_start();
    }
    rest
}

fn begins_a_page(head: &str) -> bool {
    let xhtml = head.starts_with("<?xml") && first_kilobyte(head).contains("<html");
    let doctype = head.get(..14).is_some_and(|start| start.eq_ignore_ascii_case("<!doctype html"));
    doctype || xhtml || ["html", "head", "body"].iter().any(|name| starts_tag(head, name))
}

fn begins_with_a_tag(head: &str) -> bool {
    FIRST.iter().any(|name| starts_tag(head, name))
}

/// Whether the beginning of `text` contains several line breaks or end tags of block elements.
fn has_markup_inside(text: &str) -> bool {
    let head = text::cut(text, 8192).to_ascii_lowercase();
    ["</p>", "<br>", "<br/>", "<br />", "</div>", "</li>", "</h2>"]
        .iter()
        .map(|tag| head.matches(tag).count())
        .sum::<usize>()
        > 1
}

/// Whether some `<` begins a tag.
fn has_markup(text: &str) -> bool {
    text.as_bytes().windows(2).any(|two| {
        two[0] == b'<' && (two[1].is_ascii_alphabetic() || matches!(two[1], b'/' | b'!' | b'?'))
    })
}

fn first_kilobyte(text: &str) -> &str {
    text::cut(text, 1024)
}

/// Whether `head` begins with a start tag of this name.
fn starts_tag(head: &str, name: &str) -> bool {
    let Some(rest) = head.strip_prefix('<') else { return false };
    let found = rest.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name));
    let next = rest.as_bytes().get(name.len());
    found && next.is_some_and(|b| b.is_ascii_whitespace() || matches!(b, b'>' | b'/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_fits_the_text() {
        let xml = Err(PageError::UnsupportedContentType("XML, but not a web page"));
        let cases = [
            ("A text.", None, Ok(Form::Plain)),
            ("A text.", Some("text/html"), Ok(Form::Plain)),
            ("A text.", Some("application/pdf"), Ok(Form::Plain)),
            ("1 <2 and 3> 2", Some("text/html"), Ok(Form::Plain)),
            ("a <b> c", Some("text/html; charset=gbk"), Ok(Form::Html)),
            (" <!-- x --> <!DOCTYPE html><p>x", None, Ok(Form::Html)),
            ("<!doctype HTML><p>x", Some("text/plain"), Ok(Form::Html)),
            ("<p>A tag in a text", Some("text/plain"), Ok(Form::Plain)),
            ("<p>x</p>", None, Ok(Form::Html)),
            ("<pfff said he", None, Ok(Form::Plain)),
            ("One<br>Two<br>Three", None, Ok(Form::Html)),
            ("<?xml version='1.0'?><html><p>x", None, Ok(Form::Html)),
            ("<?xml version='1.0'?><rss><x/></rss>", None, xml.clone()),
            ("<svg width='1'/>", Some("image/svg+xml"), xml),
            ("<<<<<<<<", None, Ok(Form::Plain)),
        ];
        for (text, content_type, expected) in cases {
            assert_eq!(form(text, content_type), expected, "{text} {content_type:?}");
        }
    }
}
