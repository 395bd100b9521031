//! Title, authors, dates, keywords and more, from an article's document and its language.
//!
//! Owns the finders: each answers one question by a pure function from an article to a value that
//! names its source. A finder never fails; what is not known is absent. Knows no HTML
//! (`courant-page` reads it and passes on what it declares), no broker and no clock: "today" is
//! the day on which the document was received.
//!
//! The central item is [`extract`].

mod authors;
mod counts;
mod dates;
mod description;
mod fingerprint;
mod house;
mod json_ld;
mod keywords;
mod lede;
mod links;
mod meta;
mod names;
mod notice;
mod organisations;
mod pattern;
mod people;
mod place;
mod places;
mod plain;
mod reading;
mod registrations;
mod rights;
mod section;
mod site;
mod softmax;
mod source_statement;
mod tags;
#[cfg(test)]
mod testing;
mod title;
#[cfg(feature = "training")]
pub mod training;

use article::{Document, Language, Metadata};

use crate::place::Headline;
use crate::reading::Reading;

/// Extracts an article's metadata. Linear in the text; the same input gives the same answer.
pub fn extract(document: &Document, language: &Language) -> Metadata {
    let reading = Reading::new(document, language);
    let stated_title = title::stated(&reading);
    let lede = lede::find(&reading, stated_title.as_ref().map(|title| title.value.as_str()));
    let title = stated_title.or_else(|| title::from_lede(lede.as_deref()?, &reading));
    let headed = title.as_ref().map(|title| title.value.as_str());
    let headline = Headline::of(&reading, headed);
    let authors = authors::find(&reading, &headline, headed);
    Metadata {
        dates: dates::find(&reading, &headline, lede.as_deref()),
        site: site::find(&reading),
        description: description::find(&reading),
        section: section::find(&reading),
        tags: tags::find(&reading),
        keywords: keywords::find(&reading, headed),
        people: people::find(&reading, &authors),
        organisations: organisations::find(&reading),
        places: places::find(&reading),
        rights: rights::find(&reading),
        registrations: registrations::find(&reading),
        image: links::image(&reading),
        canonical_url: links::canonical(&reading),
        counts: counts::of(&reading),
        fingerprint: fingerprint::of(&reading),
        source_statement: source_statement::find(&reading),
        warnings: Vec::new(),
        title,
        authors,
        lede,
    }
}
