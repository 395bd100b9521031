//! Texts of more than one language.

use std::collections::BTreeMap;

use crate::analysis::Analysis;
use crate::table::Table;
use crate::{Language, Share};

/// Minimum share of a second language: a third, minus what sampling may miss.
const SECOND: f32 = 0.3;
/// It needs at least this much weight in this many segments, or as much as two segments in one,
/// because Chinese, Japanese and Korean need fewer letters,
const SEGMENTS: usize = 2;
const WEIGHT: f32 = 60.0;
const WEIGHT_OF_TWO: f32 = 90.0;
/// and a fit of at least this much per letter, in nats.
const MISFIT: f32 = -1.2;

/// The languages of a mixed text with their shares of the text, largest first; empty if there is
/// only one language.
pub(crate) fn shares(analysis: &Analysis, table: &Table<'_>) -> Vec<Share> {
    let speakers = speakers(analysis);
    let mut parts: BTreeMap<Language, Part> = BTreeMap::new();
    for voice in &analysis.vote.voices {
        let Some(winner) = voice.winner.filter(|winner| !winner.is_group()) else { continue };
        let speaker = speakers.iter().find(|speaker| speaker.is_sibling(winner));
        let speaker = speaker.copied().unwrap_or(winner);
        let part = parts.entry(speaker).or_default();
        part.segments += 1;
        part.letters += voice.letters;
        part.weight += voice.weight;
        part.fit += voice.fit(table, speaker).unwrap_or(0.0);
    }
    let mut shares: Vec<_> = parts
        .iter()
        .map(|(&language, part)| (language, part, part.weight / analysis.vote.weight))
        .filter(|(_, part, share)| *share >= SECOND && part.is_a_text())
        .map(|(language, _, share)| Share { tag: analysis.tag(language), share })
        .collect();
    shares.sort_by(|a, b| b.share.total_cmp(&a.share));
    if shares.len() > 1 { shares } else { Vec::new() }
}

/// One language of each family of siblings that won segments: the text's own, or the one that won
/// most. It gets the segments of its siblings.
fn speakers(analysis: &Analysis) -> Vec<Language> {
    let mut won: BTreeMap<Language, f32> = BTreeMap::new();
    for voice in &analysis.vote.voices {
        if let Some(winner) = voice.winner.filter(|winner| !winner.is_group()) {
            *won.entry(winner).or_default() += voice.weight;
        }
    }
    let mut won: Vec<_> = won.into_iter().collect();
    won.sort_by(|a, b| b.1.total_cmp(&a.1));
    let first = analysis.judged.map(|(language, ..)| language);
    let mut speakers: Vec<Language> = Vec::new();
    for language in first.into_iter().chain(won.into_iter().map(|(language, _)| language)) {
        if !speakers.iter().any(|speaker| speaker.is_sibling(language)) {
            speakers.push(language);
        }
    }
    speakers
}

/// A language's part of a text.
#[derive(Default)]
struct Part {
    segments: usize,
    letters: f32,
    weight: f32,
    fit: f32,
}

impl Part {
    /// Whether it is long enough and fits its language like a text in that language.
    fn is_a_text(&self) -> bool {
        let long =
            self.segments >= SEGMENTS && self.weight >= WEIGHT || self.weight >= WEIGHT_OF_TWO;
        long && self.fit / self.letters >= MISFIT
    }
}
