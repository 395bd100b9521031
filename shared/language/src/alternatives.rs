//! Other languages that a text could be in.

use crate::analysis::Analysis;
use crate::{Alternative, Language};

/// Maximum number of alternatives.
const MOST: usize = 3;
/// Minimum confidence of an alternative.
const LEAST: f32 = 0.01;
/// Credit behind the leader, in nats, that makes a language half as likely.
const HALF: f32 = 4.0;

/// The share of a thin text's doubt that is distributed.
const THIN: f32 = 0.5;

/// The other languages that the text could be in, most likely first. The remaining confidence is
/// distributed between siblings and other languages by the scores, and within each group by credit.
pub(crate) fn of(analysis: &Analysis) -> Vec<Alternative> {
    let Some((language, features, judged)) = analysis.judged else { return Vec::new() };
    // A text too short for one language is too short for the others.
    let left = (1.0 - judged.calibrated) * if features.thin { THIN } else { 1.0 };
    let sibling = judged.group * (1.0 - judged.exact);
    let sibling = sibling / (sibling + 1.0 - judged.group).max(f32::EPSILON);
    let rivals: Vec<(Language, f32, bool)> = analysis
        .ranking
        .iter()
        .filter(|&&rival| rival != language)
        .map(|&rival| {
            let behind = analysis.vote.uncorrected(language) - analysis.vote.uncorrected(rival);
            (rival, (-behind.max(0.0) / HALF).exp2(), rival.is_sibling(language))
        })
        .collect();
    let sum = |siblings: bool| {
        rivals.iter().filter(|(.., kin)| *kin == siblings).map(|(_, weight, _)| weight).sum::<f32>()
    };
    // A text may be in no language of the table at all, which also takes a share.
    let (siblings, strangers) = (sum(true).max(f32::EPSILON), sum(false) + 1.0);
    let mut alternatives: Vec<_> = rivals
        .iter()
        .map(|&(rival, weight, kin)| {
            let part = if kin {
                sibling / siblings
            } else {
                (1.0 - sibling) * judged.language / strangers
            };
            Alternative { tag: analysis.tag(rival), confidence: left * part * weight }
        })
        .collect();
    if judged.refused {
        let confidence = judged.calibrated.min(left);
        alternatives.push(Alternative { tag: analysis.tag(language), confidence });
    }
    alternatives.retain(|alternative| alternative.confidence >= LEAST);
    alternatives.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
    alternatives.truncate(MOST);
    alternatives
}
