use std::borrow::Cow;

/// The maximum length of a tag, in characters.
const LONGEST: usize = 200;

/// A text without markup: the tags of common elements, and tags in pairs.
/// `How the <canvas> element works` contains none.
pub(super) fn without_tags(text: &str) -> Cow<'_, str> {
    if !text.contains('<') {
        return Cow::Borrowed(text);
    }
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find('<') {
        kept.push_str(&rest[..open]);
        let inner = &rest[open + 1..];
        if let Some(after) = after_unseen(inner) {
            rest = after;
            continue;
        }
        match tag(inner).filter(|(name, _)| is_markup(name, text)) {
            Some((name, end)) => {
                if !INLINE.contains(&name.as_str()) {
                    kept.push(' ');
                }
                rest = &inner[end..];
            }
            None => {
                kept.push('<');
                rest = inner;
            }
        }
    }
    kept.push_str(rest);
    Cow::Owned(kept)
}

/// The text after a comment, or after an element with invisible content.
fn after_unseen(inner: &str) -> Option<&str> {
    if let Some(comment) = inner.strip_prefix("!--") {
        return comment.split_once("-->").map(|(_, after)| after);
    }
    ["script", "style"].into_iter().find_map(|name| {
        let begins = inner.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name));
        let end = format!("</{name}>");
        let at = begins.then(|| inner.to_ascii_lowercase().find(&end)).flatten()?;
        inner.get(at + end.len()..)
    })
}

/// The name of the element whose tag begins before `inner`, and the end of the tag.
fn tag(inner: &str) -> Option<(String, usize)> {
    let end = inner.find(['<', '>']).filter(|end| inner[*end..].starts_with('>'))?;
    let name = inner[..end].trim_start_matches('/');
    let name = name.split(|c: char| c.is_whitespace() || c == '/').next()?.to_ascii_lowercase();
    // Not a tag if the words after the name are not attributes: `a <b is true if b> a` is a comparison.
    let attributes = inner[..end].split_whitespace().skip(1).collect::<Vec<_>>();
    let bare = attributes.iter().filter(|word| word.chars().all(char::is_alphanumeric)).count();
    if bare > 1 && !attributes.iter().any(|word| word.contains('=')) {
        return None;
    }
    let named = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    (named && inner[..end].chars().take(LONGEST + 1).count() <= LONGEST).then_some((name, end + 1))
}

fn is_markup(name: &str, text: &str) -> bool {
    COMMON.contains(&name) || INLINE.contains(&name) || text.contains(&format!("</{name}"))
}

/// Elements that occur within a word.
const INLINE: &[&str] =
    &["b", "i", "em", "strong", "u", "s", "small", "big", "sub", "sup", "font", "mark", "wbr"];

const COMMON: &[&str] = &[
    "p",
    "br",
    "div",
    "span",
    "a",
    "img",
    "ul",
    "ol",
    "li",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "q",
    "cite",
    "blockquote",
    "section",
    "figure",
    "iframe",
    "script",
    "style",
    "table",
    "td",
    "tr",
];
