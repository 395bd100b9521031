//! The position of the page's headline. Bylines and datelines are usually near it.

use article::{Mark, Zone};

use crate::article_view::ArticleView;
use crate::normalize::{folded, similarity, visible_text};

/// The minimum similarity between the title and the headline.
const ALIKE: f64 = 0.5;

/// The positions of the headline and of the readers' comments, in elements from the start of the body.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Headline {
    pub(crate) place: Option<i64>,
    /// The start of the comments; `i64::MAX` if there are none.
    pub(crate) comments: i64,
}

impl Headline {
    /// Uses the heading most similar to `title`, else the first heading of the first level.
    pub(crate) fn of(view: &ArticleView<'_>, title: Option<&str>) -> Self {
        let cues = view.cues;
        let title = folded(title.unwrap_or_default());
        let (first, others): (Vec<_>, Vec<_>) =
            cues.headings.iter().partition(|cue| cue.has(Mark::First));
        let mut best: Option<(f64, i64)> = None;
        for cue in first.iter().chain(&others) {
            let alike = similarity(&title, &folded(&visible_text(&cue.text)));
            if alike >= ALIKE && best.is_none_or(|(most, _)| alike > most + 0.05) {
                best = Some((alike, i64::from(cue.place)));
            }
        }
        let place = best.map(|(_, place)| place);
        let place = place.or_else(|| first.first().map(|cue| i64::from(cue.place)));
        let below = place.unwrap_or(0) + 20;
        let comments = cues.comments.iter().map(|place| i64::from(*place)).find(|at| *at > below);
        Self { place, comments: comments.unwrap_or(i64::MAX) }
    }

    /// The number of elements from the headline to a position; `None` if there is no headline.
    pub(crate) fn distance(&self, place: u32) -> Option<i64> {
        self.place.map(|headline| i64::from(place) - headline)
    }

    /// Whether a position is among the readers' comments.
    pub(crate) fn is_past(&self, place: u32) -> bool {
        i64::from(place) > self.comments
    }
}

/// Whether a cue is in a part of the page outside the article.
pub(crate) fn is_apart(cue: &article::Cue) -> bool {
    [Zone::Menu, Zone::Footer, Zone::Hidden, Zone::Comments].iter().any(|zone| cue.is_in(*zone))
}
