use article::Source;

use crate::html::attributes::Attributes;

/// What an element declares with its text, and the standard or convention by which it does so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::html) enum Declaration {
    Heading,
    Author(Source),
    Published(Source),
    Modified(Source),
}

/// What an element declares with its text, according to its name and attributes.
pub(super) fn declarations(name: &str, attributes: &Attributes) -> Vec<Declaration> {
    let mut declarations = Vec::new();
    if matches!(name, "h1" | "h2") {
        declarations.push(Declaration::Heading);
    }
    let words = |name| attributes.get(name).unwrap_or_default().to_ascii_lowercase();
    let class = words("class");
    let mut is_dated = false;
    for property in attributes.properties() {
        let property = property.to_ascii_lowercase();
        is_dated |= property.contains("date");
        match property.as_str() {
            "author" | "creator" => declarations.push(Declaration::Author(Source::Microdata)),
            "datepublished" | "datecreated" => {
                declarations.push(Declaration::Published(Source::Microdata));
            }
            "datemodified" => declarations.push(Declaration::Modified(Source::Microdata)),
            _ => {}
        }
    }
    let byline = words("rel").split_ascii_whitespace().any(|rel| rel == "author")
        || class.split_ascii_whitespace().any(is_byline);
    if byline && declarations.iter().all(|known| !matches!(known, Declaration::Author(_))) {
        declarations.push(Declaration::Author(Source::Byline));
    }
    if name == "time" && !is_dated {
        let modified = ["modif", "update"].iter().any(|word| class.contains(word));
        let time = if modified { Declaration::Modified } else { Declaration::Published };
        declarations.push(time(Source::TimeElement));
    }
    declarations
}

/// Whether a class marks an element that names the author.
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
    // `author-name` and `post-author` name the author; `author-box` contains more than the name.
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
    fn classes_of_bylines_are_recognized() {
        for class in ["author", "post-author", "author__name", "byline", "c-byline"] {
            assert!(is_byline(class), "{class}");
        }
        for class in ["author-box", "authority", "author_avatar", "", "-"] {
            assert!(!is_byline(class), "{class}");
        }
    }
}
