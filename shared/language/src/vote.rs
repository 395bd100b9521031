use std::cmp::Ordering;

use crate::ngram::LONGEST;
use crate::scan::{Scan, Segment};
use crate::score::{Scorer, Scores};
use crate::table::{STEP, Table};
use crate::{Class, Language};

/// The segments' vote.
#[derive(Debug)]
pub(crate) struct Vote {
    /// The vote of each segment, in order.
    pub(crate) voices: Vec<Voice>,
    /// Credit of each language, by number; in nats.
    pub(crate) credit: [f32; Language::SLOTS],
    /// Credit of scripts that are not in the table.
    pub(crate) unknown: f32,
    /// Weight of the segments by their scripts.
    pub(crate) scripts: [f32; Class::COUNT],
    /// Letters of all segments.
    pub(crate) letters: f32,
    /// The segments' weights.
    pub(crate) weight: f32,
    /// The margin that English had to win by.
    pub(crate) english: f32,
}

/// The vote of one segment.
#[derive(Debug)]
pub(crate) struct Voice {
    /// The script of most of its letters.
    pub(crate) class: Class,
    /// Letters of all scripts.
    pub(crate) letters: f32,
    /// Its weight in the vote: its letters, with more weight for Chinese, Japanese and Korean.
    pub(crate) weight: f32,
    /// The language that fits best; none in an unknown script.
    pub(crate) winner: Option<Language>,
    scores: Scores,
}

/// Maximum nats per letter that a segment counts against a language. A foreign segment costs the
/// text's language no more than this, while small differences between siblings add up.
const CAP: f32 = 0.67;
/// English must win by more from this many letters, because menus, banners and code are in English.
const ENGLISH: f32 = 0.7;
const ENGLISH_LETTERS: f32 = 200.0;

/// The margin in nats that a rarer language or a group of unsupported ones must win by, which
/// matters in texts of a few words.
const RARE: f32 = 7.0;
/// A rarer language wins a segment from the text's by more than this, in nats.
const CLOSE: f32 = 14.0;

/// How many languages are ranked: more than there are siblings of one.
pub(crate) const RANKED: usize = 8;

/// Lets the segments vote.
pub(crate) fn vote(table: &Table<'_>, scan: &Scan) -> Vote {
    let mut vote = Vote {
        voices: Vec::with_capacity(scan.segments.len()),
        credit: [0.0; Language::SLOTS],
        unknown: 0.0,
        scripts: [0.0; Class::COUNT],
        letters: 0.0,
        weight: 0.0,
        english: 1.0,
    };
    let mut scorer = Scorer::new(table, scan);
    for segment in &scan.segments {
        let (class, own) = script(segment);
        let scores = scorer.score(segment, class);
        let letters = segment.letters as f32;
        let weight = weight(segment);
        vote.letters += letters;
        vote.weight += weight;
        vote.scripts[class.number()] += weight;
        let winner = vote.hear(table, class, &scores, own, weight);
        vote.voices.push(Voice { class, letters, weight, winner, scores });
    }
    for credit in &mut vote.credit[Language::FIRST_RARE..] {
        *credit = (*credit - RARE).max(0.0);
    }
    if vote.letters >= ENGLISH_LETTERS {
        vote.english = ENGLISH;
        vote.credit[Language::ENGLISH.number()] *= ENGLISH;
    }
    vote
}

impl Vote {
    /// Gives each language of the segment's script its credit; returns the one that fits best.
    fn hear(
        &mut self,
        table: &Table<'_>,
        class: Class,
        scores: &Scores,
        own: f32,
        weight: f32,
    ) -> Option<Language> {
        let lanes = table.lanes(class);
        let Some(&best) = scores.lanes[..lanes.len()].iter().max() else {
            self.unknown += CAP * weight;
            return None;
        };
        // Letters of other scripts count like those of this script.
        let scale = weight / own;
        let mut credits = scores.lanes.map(|score| {
            (CAP * own - (f32::from(best) - f32::from(score)) * STEP).max(0.0) * scale
        });
        // A language with two lanes has the credit of the better one.
        for &[first, second] in table.pairs(class) {
            let better = credits[first].max(credits[second]);
            (credits[first], credits[second]) = (better, 0.0);
        }
        for (lane, credit) in lanes.iter().zip(credits) {
            self.credit[lane.language.number()] += credit;
        }
        let winner = scores.lanes.iter().position(|&score| score == best);
        winner.map(|lane| lanes[lane].language)
    }

    /// The language with most credit.
    pub(crate) fn first(&self) -> Option<Language> {
        Language::all().filter(|&l| self.credit(l) > 0.0).min_by(|a, b| self.order(*a, *b))
    }

    /// The languages of `named` with any credit: [`RANKED`] of them by credit, the most first, and of equals the
    /// one with the lower number; then the others in any order.
    pub(crate) fn ranking(&self, named: impl Fn(Language) -> bool) -> Vec<Language> {
        let credited = |&language: &Language| self.credit(language) > 0.0 && named(language);
        let mut ranking: Vec<_> = Language::all().filter(credited).collect();
        let order = |a: &Language, b: &Language| self.order(*a, *b);
        if ranking.len() > RANKED {
            ranking.select_nth_unstable_by(RANKED, order);
        }
        let ranked = ranking.len().min(RANKED);
        ranking[..ranked].sort_unstable_by(order);
        ranking
    }

    fn order(&self, a: Language, b: Language) -> Ordering {
        self.credit(b).total_cmp(&self.credit(a)).then(a.cmp(&b))
    }

    /// A language's credit.
    pub(crate) fn credit(&self, language: Language) -> f32 {
        self.credit[language.number()]
    }

    /// The highest credit of a group of unsupported languages.
    pub(crate) fn unsupported(&self) -> f32 {
        Language::groups().map(|group| self.credit(group)).fold(0.0, f32::max)
    }

    /// A language's credit without the margin for English.
    pub(crate) fn uncorrected(&self, language: Language) -> f32 {
        self.credit(language) / if language == Language::ENGLISH { self.english } else { 1.0 }
    }

    /// Maximum possible credit.
    pub(crate) fn most(&self) -> f32 {
        CAP * self.weight
    }

    /// The script of most letters.
    pub(crate) fn script(&self) -> Option<Class> {
        let written = Class::letters().rev().filter(|class| self.scripts[class.number()] > 0.0);
        written.max_by(|a, b| self.scripts[a.number()].total_cmp(&self.scripts[b.number()]))
    }
}

impl Voice {
    /// How much better or worse a language fits the segment than its own text, in nats over all
    /// letters; `None` if the language is not written in the segment's script.
    pub(crate) fn fit(&self, table: &Table<'_>, language: Language) -> Option<f32> {
        let lane = self.lane(table, language)?;
        let expect = table.lanes(self.class)[lane].expect;
        let expected: f32 = (0..LONGEST).map(|k| expect[k] * self.scores.context[k] as f32).sum();
        Some(f32::from(self.scores.lanes[lane]) * STEP - expected)
    }

    /// Whether the language or a sibling won the segment, or a rarer one by less than the required
    /// margin.
    pub(crate) fn is_won_by(&self, table: &Table<'_>, language: Language) -> bool {
        let Some(winner) = self.winner else { return false };
        let behind = || Some(self.says(table, winner)? - self.says(table, language)?);
        let by_little = winner.is_rare() && !language.is_rare();
        winner.is_sibling(language) || by_little && behind().is_some_and(|nats| nats <= CLOSE)
    }

    /// Whether the segment fits the language best without diacritics.
    pub(crate) fn is_plain(&self, table: &Table<'_>, language: Language) -> bool {
        let own = table.places(self.class, language);
        own.map(|[first, _]| first) != self.lane(table, language)
    }

    /// How much better the segment fits a language than any that is not a sibling, in nats over all
    /// letters, without cap. `None` if the script has only one language, or no n-grams.
    pub(crate) fn margin(&self, table: &Table<'_>, language: Language) -> Option<f32> {
        let own = self.says(table, language).filter(|_| self.class.has_ngrams())?;
        let mut others = self.scores.lanes;
        for sibling in language.siblings() {
            for place in table.places(self.class, sibling).into_iter().flatten() {
                others[place] = i16::MIN;
            }
        }
        let others = others.get(..table.lanes(self.class).len())?;
        let next = others.iter().copied().max().filter(|&next| next > i16::MIN)?;
        Some(own - f32::from(next) * STEP)
    }

    /// The margin that is usual in the language's texts, in nats over all letters.
    pub(crate) fn usual_margin(&self, table: &Table<'_>, language: Language) -> Option<f32> {
        let lane = self.lane(table, language).filter(|_| self.class.has_ngrams())?;
        Some(table.lanes(self.class)[lane].margin * self.letters)
    }

    /// The segment's score for a language, in nats; `None` in another script.
    pub(crate) fn says(&self, table: &Table<'_>, language: Language) -> Option<f32> {
        Some(f32::from(self.scores.lanes[self.lane(table, language)?]) * STEP)
    }

    /// The language's lane in the segment's script; of two the better one.
    fn lane(&self, table: &Table<'_>, language: Language) -> Option<usize> {
        let [first, second] = table.places(self.class, language)?;
        let lanes = &self.scores.lanes;
        Some(if lanes[first] > lanes[second] { first } else { second })
    }
}

/// A Han character, kana or Hangul syllable counts as this many letters when a segment's script is
/// determined, because Latin words beside it are mostly names.
const SYLLABLE: u32 = 3;
/// It has the weight of this many letters, so that a text and its translation into an alphabetic
/// language have the same weight.
const SYLLABLE_WEIGHT: u32 = 2;
/// Levels by which Han characters must be more common in Chinese for each kana beside them, and for
/// each hiragana except の, before the kana count as a quotation.
const QUOTED: u32 = 1;
const PARTICLE: u32 = 6;
/// Weight of a Latin word with a capital beside words of another script, in hundredths, because it
/// is a brand or a name.
const NAME: u32 = 20;

/// The script that a segment is written in, and how many letters of it the segment has. Han and
/// kana count as one script: Japanese if a tenth or more of them are kana.
fn script(segment: &Segment) -> (Class, f32) {
    let mut letters = segment.classes;
    let (han, kana) = (Class::HAN.number(), Class::KANA.number());
    let east = letters[han] + letters[kana];
    // Chinese that quotes a Japanese name: its own characters are not Japanese.
    let quoted = QUOTED * letters[kana] + PARTICLE * segment.particles;
    let chinese = segment.chinese > segment.japanese + quoted;
    let japanese = letters[kana] * 10 >= east && !chinese;
    letters[if japanese { kana } else { han }] = east;
    letters[if japanese { han } else { kana }] = 0;
    let weight = |class: Class| {
        let letters = letters[class.number()];
        match class {
            Class::HAN | Class::KANA | Class::HANGUL => letters * SYLLABLE * 100,
            Class::LATIN => letters * 100 - segment.names * (100 - NAME),
            _ => letters * 100,
        }
    };
    let written = Class::letters().rev().filter(|class| letters[class.number()] > 0);
    let most = written.max_by_key(|&class| weight(class)).unwrap_or(Class::OTHER);
    (most, letters[most.number()] as f32)
}

/// A segment's weight in the vote.
fn weight(segment: &Segment) -> f32 {
    let east =
        [Class::HAN, Class::KANA, Class::HANGUL].map(|class| segment.classes[class.number()]);
    (segment.letters + (SYLLABLE_WEIGHT - 1) * east.iter().sum::<u32>()) as f32
}
