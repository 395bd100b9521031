//! Title, authors, dates, keywords and more, from an article's document and its language.
//!
//! Owns the finders: each answers one question by a pure function from an article to a value that
//! names its source. A finder never fails; what is not known is absent. Knows no HTML
//! (`courant-page` reads it and passes on what it declares), no broker and no clock: "today" is
//! the day on which the document was received.
//!
//! The central item is [`extract`].

mod address;
mod article_view;
mod authors;
mod copyright;
mod counts;
mod dates;
mod description;
mod features;
mod fingerprint;
mod headline;
mod json_ld;
mod keywords;
mod lede;
mod links;
mod meta;
mod names;
mod normalize;
mod pattern;
mod people;
mod places;
mod registrations;
mod rights;
mod section;
mod site;
mod site_names;
mod softmax;
mod source_statement;
mod tags;
#[cfg(test)]
mod testing;
mod title;
#[cfg(feature = "training")]
pub mod training;

use article::{Document, Language, Metadata};

use crate::article_view::ArticleView;
use crate::headline::Headline;

/// Extracts an article's metadata. Linear in the text; the same input gives the same answer.
pub fn extract(document: &Document, language: &Language) -> Metadata {
    let view = ArticleView::new(document, language);
    let stated_title = title::stated(&view);
    let lede = lede::find(&view, stated_title.as_ref().map(|title| title.value.as_str()));
    let title = stated_title.or_else(|| title::from_lede(lede.as_deref()?, &view));
    let headed = title.as_ref().map(|title| title.value.as_str());
    let headline = Headline::of(&view, headed);
    let authors = authors::find(&view, &headline, headed);
    Metadata {
        dates: dates::find(&view, &headline, lede.as_deref()),
        site: site::find(&view),
        description: description::find(&view),
        section: section::find(&view),
        tags: tags::find(&view),
        keywords: keywords::find(&view, headed),
        people: people::find(&view, &authors),
        places: places::find(&view),
        rights: rights::find(&view),
        registrations: registrations::find(&view),
        image: links::image(&view),
        canonical_url: links::canonical(&view),
        counts: counts::of(&view),
        fingerprint: fingerprint::of(&view),
        source_statement: source_statement::find(&view),
        warnings: Vec::new(),
        title,
        authors,
        lede,
    }
}
