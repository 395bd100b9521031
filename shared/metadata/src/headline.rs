//! Where on the page its headline stands: bylines and datelines stand near it.

use article::{Mark, Zone};

use crate::article_view::ArticleView;
use crate::normalize::{folded, likeness, visible_text};

/// A heading this like the title is the headline.
const ALIKE: f64 = 0.5;

/// The place of the headline, as cues count places, and that of the readers' comments.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Headline {
    pub(crate) place: Option<i64>,
    /// Where comments begin; far away where there are none.
    pub(crate) comments: i64,
}

impl Headline {
    /// The heading most like `title`; else the first of the first level.
    pub(crate) fn of(view: &ArticleView<'_>, title: Option<&str>) -> Self {
        let cues = &view.document.declared.cues;
        let title = folded(title.unwrap_or_default());
        let (first, others): (Vec<_>, Vec<_>) =
            cues.headings.iter().partition(|cue| cue.has(Mark::First));
        let mut best: Option<(f64, i64)> = None;
        for cue in first.iter().chain(&others) {
            let alike = likeness(&title, &folded(&visible_text(&cue.text)));
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

    /// How many elements behind the headline a place is; `None` where there is no headline.
    pub(crate) fn distance(&self, place: u32) -> Option<i64> {
        self.place.map(|headline| i64::from(place) - headline)
    }

    /// Whether a place is among the readers' comments.
    pub(crate) fn is_past(&self, place: u32) -> bool {
        i64::from(place) > self.comments
    }
}

/// Whether a cue is no part of what the page shows as its own.
pub(crate) fn is_apart(cue: &article::Cue) -> bool {
    [Zone::Menu, Zone::Footer, Zone::Hidden, Zone::Comments].iter().any(|zone| cue.is_in(*zone))
}
