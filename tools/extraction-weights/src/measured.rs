//! The accuracy of a scorer.

use std::fmt;

use crate::asked::Asked;
use crate::softmax::{self, Answer};

/// Lower bounds of the bands of confidence.
const BANDS: [f64; 4] = [0.9, 0.7, 0.5, 0.0];

/// The choices of a scorer on a set of pages.
#[derive(Debug, Default)]
pub(crate) struct Measured {
    /// The number of pages with an answer, and of right and near choices.
    have: usize,
    right: usize,
    near: usize,
    /// The number of pages without an answer, and of those for which one was chosen.
    none: usize,
    invented: usize,
    /// The number of right and of all choices, by confidence.
    bands: [(usize, usize); BANDS.len()],
}

impl Measured {
    /// Chooses on each page with its weights; `none` is added to the score of having no answer.
    pub(crate) fn of<'a>(
        asked: &[&Asked],
        none: f64,
        weights: impl Fn(&Asked) -> &'a Vec<f64>,
    ) -> Self {
        let mut measured = Self::default();
        for page in asked {
            let weights = weights(page);
            let score = |option: &Answer| softmax::score(option, weights);
            let offered = |option: &Answer| score(option) + if option.none { none } else { 0.0 };
            let options = &page.question.options;
            let best = options.iter().max_by(|a, b| offered(a).total_cmp(&offered(b)));
            let chosen = best.filter(|option| !option.none);
            if let Some(chosen) = chosen {
                // Without the offset, as in `softmax::best_or_none` of the crate `metadata`.
                let own = score(chosen);
                let sum: f64 = options.iter().map(|option| (score(option) - own).exp()).sum();
                let band = BANDS.iter().position(|from| 1.0 / sum >= *from).unwrap_or(3);
                measured.bands[band].0 += usize::from(chosen.right);
                measured.bands[band].1 += 1;
            }
            if page.answered {
                measured.have += 1;
                measured.right += usize::from(chosen.is_some_and(|option| option.right));
                measured.near += usize::from(chosen.is_some_and(|o| o.right || o.near));
            } else {
                measured.none += 1;
                measured.invented += usize::from(chosen.is_some());
            }
        }
        measured
    }

    /// The share of right answers by confidence, one band per line.
    pub(crate) fn reliability(&self) -> String {
        let all: usize = self.bands.iter().map(|(_, all)| all).sum();
        let lines = BANDS.iter().zip(self.bands).map(|(from, (right, count))| {
            let (right, share) = (percent(right, count), percent(count, all));
            format!(
                "  confidence from {from:.1}: {right:.1} % of {count} right ({share:.0} % of all)\n"
            )
        });
        lines.collect()
    }
}

impl fmt::Display for Measured {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { have, right, near, none, invented, .. } = *self;
        write!(f, "exact {:.1} of {have}", percent(right, have))?;
        if near > right {
            write!(f, ", near {:.1}", percent(near, have))?;
        }
        if none > 0 {
            write!(f, ", invented {:.1} of {none}", percent(invented, none))?;
        }
        Ok(())
    }
}

fn percent(part: usize, whole: usize) -> f64 {
    100.0 * part as f64 / whole.max(1) as f64
}
