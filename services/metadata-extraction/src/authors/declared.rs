use article::Source;
use serde_json::Value;

use super::clean::{Care, names};
use super::distinct;
use crate::json_ld::{JsonLd, text};
use crate::meta;
use crate::reading::Reading;

/// Names and where they stood.
pub(super) type Asked = Option<(Vec<String>, Source)>;

/// As many values of a list are read.
const READ: usize = 50;

/// What the publisher's envelope or headers name: taken at their word.
pub(super) fn given(reading: &Reading<'_>) -> Vec<String> {
    let authors = reading.document.declared.authors.iter().take(READ);
    let given = authors.filter(|author| matches!(author.source, Source::Envelope | Source::Header));
    distinct(given.flat_map(|author| names(&author.value, Care::Declared)))
}

/// What the article's JSON-LD names as its author, else as its creator.
pub(super) fn json_ld(reading: &Reading<'_>) -> Asked {
    let nodes = &reading.json_ld;
    nodes.works().take(READ).find_map(|node| {
        ["author", "creator"].into_iter().find_map(|member| {
            let values = of_value(node.get(member)?, nodes);
            asked(values.flat_map(|value| names(value, Care::Declared)), Source::JsonLd)
        })
    })
}

/// What meta elements name, by the first key that names anyone.
pub(super) fn meta(reading: &Reading<'_>) -> Asked {
    KEYS.iter().find_map(|key| {
        let values = meta::values(reading, key).take(READ);
        let names = values.flat_map(|value| match surname_first(key, value) {
            Some(name) => vec![name],
            None => names(value, Care::Declared),
        });
        asked(names, meta::source(key))
    })
}

/// What ingestion saw as byline elements and lines of the page.
pub(super) fn seen(reading: &Reading<'_>) -> Asked {
    let authors = &reading.document.declared.authors;
    let first = authors.iter().find(|author| !names(&author.value, Care::Seen).is_empty())?;
    let alike = authors.iter().take(READ).filter(|author| author.source == first.source);
    asked(alike.flat_map(|author| names(&author.value, Care::Seen)), first.source)
}

fn asked(names: impl IntoIterator<Item = String>, source: Source) -> Asked {
    let names = distinct(names);
    (!names.is_empty()).then_some((names, source))
}

/// The names in an `author` member: texts, objects, references, lists of each.
fn of_value<'a>(value: &'a Value, nodes: &JsonLd<'a>) -> impl Iterator<Item = &'a str> {
    let one = (!value.is_array()).then_some(value).into_iter();
    let many = value.as_array().into_iter().flatten().take(READ);
    let named: Vec<&'a str> = one.chain(many).flat_map(|author| of_author(author, nodes)).collect();
    named.into_iter()
}

fn of_author<'a>(author: &'a Value, nodes: &JsonLd<'a>) -> Vec<&'a str> {
    if let Some(name) = author.as_str() {
        let named = nodes.by_id(name).and_then(|node| node.text("name"));
        return vec![named.unwrap_or(name)];
    }
    let list = |name: &'a Value| -> Vec<&'a str> {
        let many = name.as_array().into_iter().flatten().take(READ).filter_map(Value::as_str);
        let many: Vec<&str> = many.collect();
        if many.is_empty() { text(name).into_iter().collect() } else { many }
    };
    if let Some(name) = author.get("name") {
        return list(name);
    }
    let referred = || nodes.by_id(author.get("@id")?.as_str()?)?.get("name").map(list);
    referred().unwrap_or_default()
}

/// `Doe, Jane`, as library metadata write it.
fn surname_first(key: &str, value: &str) -> Option<String> {
    if !matches!(key, "citation_author" | "dc.creator" | "dcterms.creator") {
        return None;
    }
    let (surname, given) = value.split_once(',')?;
    let word = |text: &str| !text.is_empty() && !text.contains(',') && text.len() <= 40;
    let (surname, given) = (surname.trim(), given.trim());
    let fits = word(surname) && word(given) && !surname.contains(' ');
    fits.then(|| format!("{given} {surname}"))
}

const KEYS: &[&str] = &[
    "author",
    "article:author",
    "article:author_name",
    "dc.creator",
    "dc:creator",
    "dcterms.creator",
    "dc.contributor",
    "sailthru.author",
    "byl",
    "parsely-author",
    "article.author",
    "cxenseparse:author",
    "authors",
    "og:author",
    "og:article:author",
    "article_author",
    "bylinename",
    "citation_author",
    "vr:author",
    "bt:author",
    "creator",
    "author-name",
    "publishauthor",
    "book:author",
    "shareaholic:article_author_name",
    "citation_authors",
    "articleauthor",
    "content-author",
    "author_name",
    "article-author",
];
