//! The title: given by the publisher, declared by the page, the first line of the text, or the first
//! clause of its lede.
//!
//! Pages often declare several titles. `candidate` collects them, `evidence` describes them by their
//! features, and `scorer` chooses the one with the highest score.

mod candidate;
mod clause;
mod cuts;
mod evidence;
mod feature;
mod generic;
mod line;
mod placeholder;
mod scorer;

use article::{Found, Source};

#[cfg(feature = "training")]
pub(crate) use scorer::described;
pub(crate) use scorer::rivals;

use crate::article_view::ArticleView;
use crate::site_names::SiteNames;
use candidate::LONGEST;
use text::one_line;

/// The title in the envelope, on the page, or in the first line of the text.
pub(crate) fn stated(view: &ArticleView<'_>) -> Option<Found<String>> {
    given(view).or_else(|| scorer::find(view)).or_else(|| line::find(view))
}

/// The title of a text without one: the first clause of its lede.
pub(crate) fn from_lede(lede: &str, view: &ArticleView<'_>) -> Option<Found<String>> {
    let value = clause::first(lede, view)?;
    Some(Found {
        value,
        source: Source::Inferred,
        confidence: Some(0.5),
        evidence: Some("the lede's first clause: the text has no headline".to_owned()),
    })
}

/// The part of a title that is the site's name: the last part, else the first.
pub(crate) fn site_part<'a>(title: &'a str, site: &SiteNames) -> Option<&'a str> {
    let all = cuts::cuts(title);
    let last = all.last().map(|cut| &title[cut.tail..]);
    let first = all.first().map(|cut| &title[..cut.head]);
    let named = |part: &&str| part.chars().any(char::is_alphabetic) && site.is(part);
    last.into_iter().chain(first).find(named)
}

/// The title from the publisher's envelope or from a header line of the text.
pub(crate) fn given(view: &ArticleView<'_>) -> Option<Found<String>> {
    let title = view.document.title.as_ref()?;
    let outright = title.source != Source::TitleElement;
    let value = one_line(&title.value, LONGEST);
    (outright && value.chars().any(char::is_alphanumeric))
        .then(|| Found::stated(value, title.source))
}
