use crate::ngram::LONGEST;
use crate::scan::{Scan, Segment};
use crate::score::{Chains, Scores, score};
use crate::table::{Lane, STEP, Table};
use crate::{Class, Language};

/// The segments' vote.
#[derive(Debug)]
pub(crate) struct Vote {
    /// What each segment says, in order.
    pub(crate) voices: Vec<Voice>,
    /// Credit of each language, by number; in nats.
    pub(crate) credit: [f32; Language::COUNT],
    /// Credit of scripts that the table does not know.
    pub(crate) unknown: f32,
    /// Letters of the segments by their scripts.
    pub(crate) scripts: [f32; Class::COUNT],
    /// Letters of all segments.
    pub(crate) letters: f32,
    /// What English was made to win by.
    pub(crate) english: f32,
}

/// What one segment says.
#[derive(Debug)]
pub(crate) struct Voice {
    /// The script of most of its letters.
    pub(crate) class: Class,
    /// Letters of all scripts.
    pub(crate) letters: f32,
    /// The language that fits best; none in an unknown script.
    pub(crate) winner: Option<Language>,
    scores: Scores,
}

/// Nats a letter that a segment can count against a language at most. A foreign segment costs the
/// text's language this and no more, while siblings still add up small differences.
const CAP: f32 = 0.67;
/// English is what menus, banners and code are written in: from so many letters on it has to win
/// by more.
const ENGLISH: f32 = 0.7;
const ENGLISH_LETTERS: f32 = 200.0;

/// Lets the segments vote.
pub(crate) fn vote(table: &Table<'_>, scan: &Scan) -> Vote {
    let mut vote = Vote {
        voices: Vec::with_capacity(scan.segments.len()),
        credit: [0.0; Language::COUNT],
        unknown: 0.0,
        scripts: [0.0; Class::COUNT],
        letters: 0.0,
        english: 1.0,
    };
    let mut chains = Chains::default();
    for segment in &scan.segments {
        let (class, own) = script(segment);
        let scores = score(table, scan, segment, class, &mut chains);
        let letters = segment.letters as f32;
        vote.letters += letters;
        vote.scripts[class.number()] += letters;
        let winner = vote.hear(table.lanes(class), &scores, own, letters);
        vote.voices.push(Voice { class, letters, winner, scores });
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
        lanes: &[Lane],
        scores: &Scores,
        own: f32,
        letters: f32,
    ) -> Option<Language> {
        let of = |lane: usize| f32::from(scores.lanes[lane]) * STEP;
        let best = (0..lanes.len()).map(of).reduce(f32::max);
        let Some(best) = best else {
            self.unknown += CAP * letters;
            return None;
        };
        // Letters of other scripts count as this script's do.
        let scale = letters / own;
        for (place, lane) in lanes.iter().enumerate() {
            let credit = (CAP * own - (best - of(place))).max(0.0) * scale;
            self.credit[lane.language.number()] += credit;
        }
        (0..lanes.len()).find(|&lane| of(lane) == best).map(|lane| lanes[lane].language)
    }

    /// Languages with any credit, the most first; of equals the one with the lower number.
    pub(crate) fn ranking(&self) -> Vec<Language> {
        let mut ranking: Vec<_> = Language::all().filter(|&l| self.credit(l) > 0.0).collect();
        ranking.sort_by(|&a, &b| self.credit(b).total_cmp(&self.credit(a)).then(a.cmp(&b)));
        ranking
    }

    /// A language's credit.
    pub(crate) fn credit(&self, language: Language) -> f32 {
        self.credit[language.number()]
    }

    /// A language's credit before English was made to win by more.
    pub(crate) fn uncorrected(&self, language: Language) -> f32 {
        self.credit(language) / if language == Language::ENGLISH { self.english } else { 1.0 }
    }

    /// The most that a language could have.
    pub(crate) fn most(&self) -> f32 {
        CAP * self.letters
    }

    /// The script of most letters.
    pub(crate) fn script(&self) -> Option<Class> {
        let most = Class::letters()
            .rev()
            .max_by(|a, b| self.scripts[a.number()].total_cmp(&self.scripts[b.number()]));
        most.filter(|class| self.scripts[class.number()] > 0.0)
    }
}

impl Voice {
    /// How much better or worse a language fits the segment than its own text would, in nats over
    /// all letters; none where the language is not of the segment's script.
    pub(crate) fn fit(&self, table: &Table<'_>, language: Language) -> Option<f32> {
        let lanes = table.lanes(self.class);
        let lane = lanes.iter().position(|lane| lane.language == language)?;
        let expected: f32 =
            (0..LONGEST).map(|k| lanes[lane].expect[k] * self.scores.context[k] as f32).sum();
        Some(f32::from(self.scores.lanes[lane]) * STEP - expected)
    }

    /// What the segment says for a language, in nats; none in another script.
    pub(crate) fn says(&self, table: &Table<'_>, language: Language) -> Option<f32> {
        let lane = table.lanes(self.class).iter().position(|lane| lane.language == language)?;
        Some(f32::from(self.scores.lanes[lane]) * STEP)
    }
}

/// The script of most of a segment's letters, and how many it has. Han and kana count as one:
/// Japanese where a tenth or more of them are kana.
fn script(segment: &Segment) -> (Class, f32) {
    let mut letters = segment.classes;
    let (han, kana) = (Class::HAN.number(), Class::KANA.number());
    let east = letters[han] + letters[kana];
    let japanese = letters[kana] * 10 >= east;
    letters[if japanese { kana } else { han }] = east;
    letters[if japanese { han } else { kana }] = 0;
    let most = Class::letters().rev().max_by_key(|class| letters[class.number()]);
    let most = most.unwrap_or(Class::OTHER);
    (most, letters[most.number()] as f32)
}
