use crate::scan::{Scan, Segment};
use crate::table::Table;
use crate::vote::Vote;
use crate::{Class, Language};

/// The inputs of the confidence.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Features {
    /// Nats per letter by which the segments won by the language or a sibling fit better than its
    /// own text: about 0 for a text in the language, less for any other.
    pub fit: f32,
    /// Nats per letter by which these segments fit better than any other language that is not a sibling.
    pub margin: f32,
    /// The same, compared with the usual value in the language's texts.
    pub extra_margin: f32,
    /// Share of the text that is in those segments.
    pub won: f32,
    /// Credit above the next language's, in nats.
    pub lead: f32,
    /// Credit above that of the next language that is not a sibling, or of a group of unsupported
    /// languages, in nats: below 0 if such a group has more.
    pub lead_over_strangers: f32,
    /// Maximum possible credit in nats.
    pub most: f32,
    /// Letters that were read.
    pub letters: f32,
    /// Share of the characters in tokens that belong to no language.
    pub dropped: f32,
    /// Share of the characters that are neither letters nor numbers.
    pub symbols: f32,
    /// Too few or repeated letters, code, a list of names, or a few Han characters that are nearly
    /// as common in Japanese as in Chinese.
    pub thin: bool,
    /// In a script of a single language, but hardly in that language.
    pub foreign: bool,
    /// The language is rarer on the web: it has relatives that the table does not know.
    pub rare: bool,
}

/// Fit if no segment was won.
const NO_FIT: f32 = -4.0;
/// Letters in words of three and more that scripts of many languages need.
const SOLID: usize = 6;
/// A text of this many letters has at least this many different ones.
const REPEATED: f32 = 20.0;
const KINDS: u32 = 6;
/// A query in Latin script has at least this many words in capitals, and these shares of capitals
/// and lower case.
const KEYWORDS: usize = 3;
const SHOUTED: f32 = 0.33;
const LOWER: f32 = 0.25;
/// Code has at least this many marks, and one for this many words.
const MARKS: usize = 2;
const WORDS_OF_CODE: usize = 6;
/// A list of names has at least this many words and separators, at most this many words for each,
/// and this share of capitalized words.
const NAMES: usize = 4;
const COMMAS: usize = 2;
const WORDS_OF_NAME: usize = 4;
const CAPITALISED: f32 = 0.8;
/// A text of this many letters in a script of a single language fits it at least this well, in nats
/// per letter. Mingrelian, also in Georgian script, does not.
const OWN_LETTERS: f32 = 30.0;
const OWN_FIT: f32 = -0.6;
/// Fewer Han characters than this are certainly Chinese only if they are more common in Chinese
/// than in Japanese by more than half a level each.
const HAN: u32 = 20;

impl Features {
    /// Margin in a script of a single language.
    pub(crate) const ALONE: f32 = 4.0;

    /// Measures the features of `language`, the first of the `ranking`.
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
        let stranger = stranger.map_or(0.0, |other| vote.credit(other)).max(vote.unsupported());
        let own = vote.uncorrected(language);
        let Won { fit, margin, usual_margin, plain, weight: won, .. } =
            Won::new(table, vote, language);
        let characters = scan.characters.max(1) as f32;
        Self {
            fit,
            margin,
            extra_margin: margin.clamp(-1.0, 4.0) - usual_margin,
            won: won / vote.weight.max(1.0),
            lead: (own - next) * (1.0 - plain * (1.0 - PLAIN)),
            lead_over_strangers: own - stranger,
            most: vote.most(),
            letters: vote.letters,
            dropped: scan.dropped as f32 / characters,
            symbols: scan.symbols as f32 / characters,
            thin: is_thin(scan, vote)
                || is_query(scan, vote)
                || is_code(scan, vote)
                || is_any_han(scan, vote)
                || is_list(scan, vote),
            foreign: is_foreign(table, vote, fit),
            rare: language.is_rare(),
        }
    }
}

/// Factor of the lead if the text is typed without diacritics, in which siblings differ.
const PLAIN: f32 = 0.45;

/// The segments that the language or a sibling won, on average over their letters.
struct Won {
    fit: f32,
    margin: f32,
    usual_margin: f32,
    /// Share of the letters that fit best without diacritics.
    plain: f32,
    letters: f32,
    weight: f32,
}

impl Won {
    fn new(table: &Table<'_>, vote: &Vote, language: Language) -> Self {
        let mut won = Self {
            fit: 0.0,
            margin: 0.0,
            usual_margin: 0.0,
            plain: 0.0,
            letters: 0.0,
            weight: 0.0,
        };
        for voice in &vote.voices {
            if voice.is_won_by(table, language) {
                let alone = Features::ALONE * voice.letters;
                won.letters += voice.letters;
                won.weight += voice.weight;
                won.fit += voice.fit(table, language).unwrap_or(0.0);
                if voice.is_plain(table, language) {
                    won.plain += voice.letters;
                }
                won.margin += voice.margin(table, language).unwrap_or(alone);
                won.usual_margin += voice.usual_margin(table, language).unwrap_or(alone);
            }
        }
        if won.letters > 0.0 {
            let letters = won.letters;
            let mean = |sum: f32| sum / letters;
            Self {
                fit: mean(won.fit),
                margin: mean(won.margin),
                usual_margin: mean(won.usual_margin),
                plain: mean(won.plain),
                letters,
                weight: won.weight,
            }
        } else {
            Self { fit: NO_FIT, ..won }
        }
    }
}

/// Single letters and pairs, or "hahahaha", are not evidence.
fn is_thin(scan: &Scan, vote: &Vote) -> bool {
    let lengths = scan.words.iter().map(|word| word.codes.len());
    let solid: usize = lengths.filter(|&length| length >= 3).sum();
    let many = vote.script().is_some_and(|class| class <= Class::ARABIC);
    many && solid < SOLID || vote.letters >= REPEATED && scan.kinds.count_ones() < KINDS
}

/// `SELECT name FROM readers WHERE age > 30`: words of capitals between others are keywords.
fn is_query(scan: &Scan, vote: &Vote) -> bool {
    let share = |words: usize| words as f32 / scan.words.len().max(1) as f32;
    let mixed = share(scan.shouted) >= SHOUTED && share(scan.lower) >= LOWER;
    mixed && scan.shouted >= KEYWORDS && vote.script() == Some(Class::LATIN)
}

/// `Config { path = base_path }`.
fn is_code(scan: &Scan, vote: &Vote) -> bool {
    let many = scan.marks >= MARKS && scan.marks * WORDS_OF_CODE >= scan.words.len();
    many && vote.script() == Some(Class::LATIN)
}

/// A text that hardly fits the only language of its script.
fn is_foreign(table: &Table<'_>, vote: &Vote, fit: f32) -> bool {
    let script = vote.script().filter(|class| class.has_ngrams());
    let alone = script.is_some_and(|class| table.lanes(class).len() == 1);
    alone && vote.letters >= OWN_LETTERS && fit < OWN_FIT
}

/// `入場無料`: a few characters that both Chinese and Japanese use.
fn is_any_han(scan: &Scan, vote: &Vote) -> bool {
    let sum = |of: fn(&Segment) -> u32| scan.segments.iter().map(of).sum::<u32>();
    let characters = sum(|segment| segment.classes[Class::HAN.number()]);
    let lead = sum(|segment| segment.chinese).saturating_sub(sum(|segment| segment.japanese));
    vote.script() == Some(Class::HAN) && characters < HAN && lead * 2 <= characters
}

/// "Maria Bianchi, Luca Ferrari, Anna Russo": names occur in any language.
fn is_list(scan: &Scan, vote: &Vote) -> bool {
    let cased = vote.script().is_some_and(Class::is_cased);
    let capitalised = scan.capitalised as f32 >= CAPITALISED * scan.cased as f32;
    let short = scan.commas >= COMMAS && scan.commas * WORDS_OF_NAME >= scan.cased;
    let shouted = scan.shouted * 2 >= scan.cased;
    cased && scan.cased >= NAMES && capitalised && short && !shouted
}
