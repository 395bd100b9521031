use article::{Source, Stated};

use super::clean::{Care, names};
use super::distinct;
use super::lead::without_lead;
use super::shape::is_person;
use crate::fold::squeeze;
use crate::meta;
use crate::reading::Reading;

/// Names and where they stood.
pub(super) type Asked = Option<(Vec<String>, Source)>;

/// As many values of a list are read.
const READ: usize = 50;
/// As many bylines of a name each may stand together.
const TOGETHER: usize = 4;

/// What the publisher's envelope or headers name: taken at their word.
pub(super) fn given(reading: &Reading<'_>) -> Asked {
    let authors = reading.document.declared.authors.iter().take(READ);
    let mut given = authors
        .filter(|author| matches!(author.source, Source::Envelope | Source::Header))
        .peekable();
    let source = given.peek()?.source;
    asked(given.flat_map(|author| names(&author.value, Care::Declared)), source)
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

/// The same where it is a person's name, whatever the site is called: hers, often enough.
pub(super) fn meta_person(reading: &Reading<'_>) -> Asked {
    meta(reading).filter(|(names, _)| names.iter().all(|name| is_person(name)))
}

/// What ingestion saw as byline elements and lines of the page: the first that names anyone.
///
/// Further ones belong to it only where they follow at once, a name each: what stands further
/// down is the bylines of other articles, and of comments.
pub(super) fn seen(reading: &Reading<'_>) -> Asked {
    let authors = &reading.document.declared.authors;
    let named = |author: &Stated| names(&author.value, Care::Seen);
    let first = authors.iter().take(READ).position(|author| !named(author).is_empty());
    // `Anthony`, `By Anthony`: said twice, a name of any shape is one.
    let twice = authors.iter().take(first.unwrap_or(READ)).find_map(|author| {
        let bare = without_lead(&author.value)?.trim();
        let alone = |other: &&Stated| squeeze(&other.value) == squeeze(bare);
        let found = authors.iter().take(READ).find(alone)?;
        asked(names(bare, Care::Declared), found.source)
    });
    if twice.is_some() {
        return twice;
    }
    let run = authors[first?..].iter().take_while(|author| named(author).len() == 1);
    let all = run.take(TOGETHER).flat_map(named);
    asked(named(&authors[first?]).into_iter().chain(all), authors[first?].source)
}

pub(super) fn asked(names: impl IntoIterator<Item = String>, source: Source) -> Asked {
    let names = distinct(names);
    (!names.is_empty()).then_some((names, source))
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
