use article::Source;

use super::attributes::Attributes;
use super::entities::decode;
use text::characters::{clean, collapse, nfc};
use text::cut;

/// What an element's text is read for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    Heading,
    Author(Source),
    Published(Source),
    Modified(Source),
}

/// Elements being read at one time; pages that nest more of them have no bylines.
const AT_ONCE: usize = 8;
/// How much of an element is read, in bytes as written.
const LONGEST: usize = 4096;

/// Texts of elements, read while the walk passes through them.
#[derive(Debug, Default)]
pub(super) struct Captures {
    depth: usize,
    open: Vec<Capture>,
}

#[derive(Debug)]
struct Capture {
    wanted: Wanted,
    depth: usize,
    text: String,
}

impl Captures {
    /// An element begins; its text may be wanted for more than one reason.
    pub(super) fn open(&mut self, wanted: impl IntoIterator<Item = Wanted>) {
        self.depth += 1;
        for wanted in wanted {
            if self.open.len() < AT_ONCE {
                self.open.push(Capture { wanted, depth: self.depth, text: String::new() });
            }
        }
    }

    /// Adds text to all that are open.
    pub(super) fn text(&mut self, text: &str) {
        for capture in &mut self.open {
            let room = LONGEST.saturating_sub(capture.text.len());
            capture.text.push_str(cut(text, room));
        }
    }

    /// An element ends: what was read in it, on one line.
    pub(super) fn close(&mut self) -> impl Iterator<Item = (Wanted, String)> {
        let depth = self.depth;
        self.depth = depth.saturating_sub(1);
        let done: Vec<Capture> = self.open.extract_if(.., |open| open.depth >= depth).collect();
        done.into_iter().map(|capture| (capture.wanted, line(&capture.text)))
    }
}

/// A page's text as one clean line.
pub(super) fn line(text: &str) -> String {
    nfc(&collapse(&clean(&decode(text)))).into_owned()
}

/// What of a page an element's attributes ask to be read.
pub(super) fn wanted(name: &str, attributes: &Attributes<'_>) -> Vec<Wanted> {
    let mut wanted = Vec::new();
    if matches!(name, "h1" | "h2") {
        wanted.push(Wanted::Heading);
    }
    let words = |name| attributes.get(name).unwrap_or_default().to_ascii_lowercase();
    let itemprop = words("itemprop");
    let class = words("class");
    for property in itemprop.split_ascii_whitespace() {
        match property {
            "author" | "creator" => wanted.push(Wanted::Author(Source::Microdata)),
            "datepublished" | "datecreated" => wanted.push(Wanted::Published(Source::Microdata)),
            "datemodified" => wanted.push(Wanted::Modified(Source::Microdata)),
            _ => {}
        }
    }
    let byline = words("rel").split_ascii_whitespace().any(|rel| rel == "author")
        || class.split_ascii_whitespace().any(is_byline);
    if byline && wanted.iter().all(|known| !matches!(known, Wanted::Author(_))) {
        wanted.push(Wanted::Author(Source::Byline));
    }
    if name == "time" && !itemprop.contains("date") {
        let modified = ["modif", "update"].iter().any(|word| class.contains(word));
        let time = if modified { Wanted::Modified } else { Wanted::Published };
        wanted.push(time(Source::TimeElement));
    }
    wanted
}

/// Whether a class says that its element names the author.
fn is_byline(class: &str) -> bool {
    const WORDS: [&str; 10] = [
        "author",
        "authors",
        "autor",
        "auteur",
        "verfasser",
        "writer",
        "reporter",
        "journalist",
        "byline",
        "vcard",
    ];
    let parts = class.split(['-', '_']).filter(|part| !part.is_empty());
    // `author-name` and `post-author` name one; `author-box` tells more than the name.
    let mut named = false;
    for part in parts {
        named |= WORDS.contains(&part);
        if matches!(part, "box" | "bio" | "image" | "avatar" | "img" | "social" | "info" | "more") {
            return false;
        }
    }
    named
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_of_bylines_are_known() {
        for class in ["author", "post-author", "author__name", "byline", "c-byline"] {
            assert!(is_byline(class), "{class}");
        }
        for class in ["author-box", "authority", "author_avatar", "", "-"] {
            assert!(!is_byline(class), "{class}");
        }
    }
}
