//! Title, authors, dates, keywords and more, from an article's document and its language.
//!
//! Owns the finders. Each is a pure function that answers one question about an article with a value
//! and its source. A finder never fails: unknown values are absent. The crate knows no HTML
//! (`courant-page` parses it and provides its declarations), no broker and no clock: "today" is the
//! day on which the document was received.
//!
//! The central item is [`extract`]. It takes the sections `document` and `language` of a record,
//! as JSON or as the structs of `courant-article`:
//!
//! ```
//! use article::{Cues, Document, Language};
//!
//! let document: Document = serde_json::from_str(
//!     r#"{
//!         "content_type": "text/plain", "charset": "utf-8", "bytes": 116, "sha256": "",
//!         "received_at": "2026-11-23T08:15:00Z",
//!         "text": "Ferry returns to Lake Aral\n\nBy Mira Holt\n\n3 May 2024\n\nThe ferry sails again on Monday. It had been moored for six years."
//!     }"#,
//! )?;
//! let language: Language =
//!     serde_json::from_str(r#"{"tag": "en", "code": "en", "confidence": 0.99, "reliable": true}"#)?;
//!
//! let metadata = courant_metadata::extract(&document, &language, &Cues::default());
//! assert_eq!(metadata.title.unwrap().value, "Ferry returns to Lake Aral");
//! assert_eq!(metadata.authors[0].value, "Mira Holt");
//! assert_eq!(metadata.dates.published.unwrap().value, "2024-05-03");
//! assert_eq!(metadata.lede.unwrap(), "The ferry sails again on Monday.");
//! # Ok::<(), serde_json::Error>(())
//! ```
//!
//! For a web page, `courant-page` provides the text and the declarations:
//!
//! ```
//! use article::{Document, Language};
//!
//! let html = br#"<!DOCTYPE html><html lang="en"><head>
//!     <title>Ferry returns to Lake Aral - The Aral Courier</title>
//!     <meta property="og:site_name" content="The Aral Courier">
//!     <meta property="article:published_time" content="2024-05-03T09:30:00+05:00">
//!     <meta name="author" content="Mira Holt"></head>
//!     <body><article><h1>Ferry returns to Lake Aral</h1>
//!     <p>The ferry sails again on Monday, the port authority said. It had been moored for six
//!     years, since the lake withdrew from the old harbour.</p></article></body></html>"#;
//! let page = page::read(html, &page::charset::Hints::default())?;
//!
//! let document = Document {
//!     content_type: page.media_type.to_owned(),
//!     charset: page.charset,
//!     bytes: html.len() as u64,
//!     sha256: String::new(),
//!     url: Some("https://courier.example/ferry-returns".to_owned()),
//!     source: None,
//!     external_id: None,
//!     part_of: None,
//!     received_at: "2024-05-04T08:00:00Z".parse()?,
//!     fetched_at: None,
//!     title: page.title,
//!     text: page.text,
//!     blocks: page.blocks,
//!     links: page.links,
//!     full_text: None,
//!     markdown: None,
//!     boilerplate: page.boilerplate,
//!     removed: page.removed,
//!     declared: page.declared,
//!     warnings: page.warnings,
//! };
//! let language: Language =
//!     serde_json::from_str(r#"{"tag": "en", "code": "en", "confidence": 0.99, "reliable": true}"#)?;
//!
//! let metadata = courant_metadata::extract(&document, &language, &page.cues);
//! assert_eq!(metadata.title.unwrap().value, "Ferry returns to Lake Aral");
//! assert_eq!(metadata.authors[0].value, "Mira Holt");
//! assert_eq!(metadata.dates.published.unwrap().value, "2024-05-03T09:30:00+05:00");
//! assert_eq!(metadata.site.unwrap().name.unwrap().value, "The Aral Courier");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod address;
mod article_view;
mod authors;
mod compact;
mod copyright;
mod counts;
mod dates;
#[cfg(test)]
mod declared_tests;
mod description;
mod envelope;
mod features;
mod fingerprint;
mod hash;
mod headline;
mod images;
mod json_ld;
mod keywords;
mod lede;
mod links;
mod marked_words;
mod meta;
mod names;
pub mod near;
mod normalize;
mod page_kind;
mod pattern;
mod people;
mod places;
mod registrations;
mod rights;
mod rivals;
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
mod warm_up;

use article::{Cues, Document, Language, Metadata};

pub use rivals::{Rival, Rivals, rivals};
pub use warm_up::warm_up;

use crate::article_view::ArticleView;
use crate::headline::Headline;

/// Extracts an article's metadata.
///
/// Takes time linear in the length of the text, and is deterministic. The result is the section
/// `metadata` of the record (`courant-article`).
///
/// `cues` are the pieces of a page that may contain its title, authors and date. A plain text has none.
pub fn extract(document: &Document, language: &Language, cues: &Cues) -> Metadata {
    let view = ArticleView::new(document, language).with_cues(cues);
    let stated_title = title::stated(&view);
    let lede = lede::find(&view, stated_title.as_ref().map(|title| title.value.as_str()));
    let title = stated_title.or_else(|| title::from_lede(lede.as_deref()?, &view));
    let headed = title.as_ref().map(|title| title.value.as_str());
    let headline = Headline::of(&view, headed);
    let authors = authors::find(&view, &headline, headed);
    let images = images::find(&view);
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
        image: images.first().cloned(),
        images,
        canonical_url: links::canonical(document, view.base.as_ref()),
        counts: counts::of(&view),
        fingerprint: fingerprint::of(&view),
        near_duplicate: None,
        source_statement: source_statement::find(&view),
        warnings: Vec::new(),
        title,
        authors,
        lede,
    }
}
