//! What the weights of title and date are fitted on, for `tools/extraction-weights`.

use std::fmt::Debug;

use article::{Document, Language};

use crate::article_view::ArticleView;
use crate::headline::Headline;
use crate::{dates, title};

/// How much is added to a page's having no date.
pub const NO_DATE: f64 = dates::NO_DATE;

/// What may be a page's title or its date, and what is true of it.
#[derive(Debug)]
pub struct Candidate {
    /// The title, or the day as ISO 8601 has it; `None`: that the page has no date.
    pub value: Option<String>,
    /// Names of features, and how much of each.
    pub features: Vec<(String, f64)>,
}

/// What may be the title.
pub fn titles(document: &Document, language: &Language) -> Vec<Candidate> {
    let described = title::described(&ArticleView::new(document, language)).into_iter();
    described.map(|(value, features)| candidate(Some(value), features)).collect()
}

/// What may be the day of publication, by the headline `title`.
pub fn dates(document: &Document, language: &Language, title: Option<&str>) -> Vec<Candidate> {
    let view = ArticleView::new(document, language);
    let described = dates::described(&view, &Headline::of(&view, title)).into_iter();
    described.map(|(day, features)| candidate(day.map(|day| day.to_string()), features)).collect()
}

fn candidate<F: Debug>(value: Option<String>, features: Vec<(F, f64)>) -> Candidate {
    let named = features.into_iter().map(|(feature, much)| (format!("{feature:?}"), much));
    Candidate { value, features: named.collect() }
}
