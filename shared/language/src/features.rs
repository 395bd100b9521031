use crate::scan::Scan;
use crate::table::Table;
use crate::vote::Vote;
use crate::{Class, Language};

/// What the confidence is made from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Features {
    /// Nats a letter by which the segments that the language or a sibling won fit better than its
    /// own text: about 0 for a text of the language, less for any other.
    pub fit: f32,
    /// Share of the letters that stand in those segments.
    pub won: f32,
    /// Credit above the next language's, in nats.
    pub lead: f32,
    /// Credit above the next language's that is no sibling, in nats.
    pub lead_over_strangers: f32,
    /// The most credit that the text could give, in nats.
    pub most: f32,
    /// Letters that were looked at.
    pub letters: f32,
    /// Share of the characters that stand in tokens of no language.
    pub dropped: f32,
    /// Share of the characters that are neither letters nor numbers.
    pub symbols: f32,
    /// The language can't be relied on: too few letters, or the same ones over and over.
    pub thin: bool,
}

/// Fit where no segment was won.
const NO_FIT: f32 = -4.0;
/// Letters in words of three and more that scripts of many languages need.
const SOLID: usize = 6;
/// A text of so many letters has at least so many kinds of them.
const REPEATED: f32 = 20.0;
const KINDS: u32 = 6;

impl Features {
    /// Measures what speaks for `language`, out of the `ranking`.
    pub(crate) fn new(
        table: &Table<'_>,
        scan: &Scan,
        vote: &Vote,
        language: Language,
        ranking: &[Language],
    ) -> Self {
        let mut others = ranking.iter().copied().filter(|&other| other != language);
        let next = others.clone().next().map_or(0.0, |other| vote.uncorrected(other));
        let stranger = others.find(|other| !other.is_sibling(language));
        let stranger = stranger.map_or(0.0, |other| vote.credit(other));
        let own = vote.uncorrected(language);
        let (fit, won) = fit(table, vote, language);
        let characters = scan.characters.max(1) as f32;
        Self {
            fit,
            won: won / vote.letters.max(1.0),
            lead: own - next,
            lead_over_strangers: own - stranger,
            most: vote.most(),
            letters: vote.letters,
            dropped: scan.dropped as f32 / characters,
            symbols: scan.symbols as f32 / characters,
            thin: is_thin(scan, vote),
        }
    }
}

/// The fit a letter over the segments that the language or a sibling won, and their letters.
fn fit(table: &Table<'_>, vote: &Vote, language: Language) -> (f32, f32) {
    let (mut fit, mut won) = (0.0, 0.0);
    for voice in &vote.voices {
        if voice.winner.is_some_and(|winner| winner.is_sibling(language)) {
            won += voice.letters;
            fit += voice.fit(table, language).unwrap_or(0.0);
        }
    }
    (if won > 0.0 { fit / won } else { NO_FIT }, won)
}

/// Single letters and pairs, or "hahahaha", are no evidence.
fn is_thin(scan: &Scan, vote: &Vote) -> bool {
    let lengths = scan.words.iter().map(|word| word.codes.len());
    let solid: usize = lengths.filter(|&length| length >= 3).sum();
    let many = vote.script().is_some_and(|class| class <= Class::ARABIC);
    many && solid < SOLID || vote.letters >= REPEATED && scan.kinds.count_ones() < KINDS
}
