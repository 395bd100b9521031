//! The candidates on which `tools/extraction-weights` fits the weights of the scorers.

use std::fmt::Debug;

use article::{Cues, Document, Language};

use crate::article_view::ArticleView;
use crate::headline::Headline;
use crate::{authors, dates, title};

/// The offset on the score of "no date".
pub const NO_DATE: f64 = dates::NO_DATE;
/// The offset on the score of "nobody".
pub const NOBODY: f64 = authors::NOBODY;

/// A candidate for a page's title, authors or date, with its features.
#[derive(Debug)]
pub struct Candidate {
    /// The title, the day in ISO 8601, or the authors' names, one per line; `None` is the candidate "no
    /// date" or "nobody".
    pub value: Option<String>,
    /// Names and values of its features.
    pub features: Vec<(String, f64)>,
}

/// The candidates for the title.
pub fn titles(document: &Document, language: &Language, cues: &Cues) -> Vec<Candidate> {
    let described =
        title::described(&ArticleView::new(document, language).with_cues(cues)).into_iter();
    described.map(|(value, features)| candidate(Some(value), features)).collect()
}

/// The candidates for the day of publication, given the headline `title`.
pub fn dates(
    document: &Document,
    language: &Language,
    cues: &Cues,
    title: Option<&str>,
) -> Vec<Candidate> {
    let view = ArticleView::new(document, language).with_cues(cues);
    let described = dates::described(&view, &Headline::of(&view, title)).into_iter();
    described.map(|(day, features)| candidate(day.map(|day| day.to_string()), features)).collect()
}

/// The candidates for the authors, given the headline `title`.
pub fn authors(
    document: &Document,
    language: &Language,
    cues: &Cues,
    title: Option<&str>,
) -> Vec<Candidate> {
    let view = ArticleView::new(document, language).with_cues(cues);
    let described = authors::described(&view, &Headline::of(&view, title), title).into_iter();
    let names = |names: Vec<String>| (!names.is_empty()).then(|| names.join("\n"));
    described.map(|(all, features)| candidate(names(all), features)).collect()
}

fn candidate<F: Debug>(value: Option<String>, features: Vec<(F, f64)>) -> Candidate {
    let named = features.into_iter().map(|(feature, much)| (format!("{feature:?}"), much));
    Candidate { value, features: named.collect() }
}
