use crate::chains::Chains;
use crate::ngram::LONGEST;
use crate::repeated::Repeated;
use crate::scan::{Scan, Segment};
use crate::table::{LANES, STEP, Table};
use crate::{Class, East};

/// Scores the segments of a text.
pub(crate) struct Scorer<'t, 's> {
    table: &'s Table<'t>,
    scan: &'s Scan,
    repeated: Repeated,
    chains: Chains<'t>,
}

/// Scores of a segment for the languages of one script.
#[derive(Debug, Clone)]
pub(crate) struct Scores {
    /// By lane, in units of the table's step.
    pub(crate) lanes: [i16; LANES],
    /// Letters by the number of letters before them in their word: none, one, …, four or more.
    pub(crate) context: [u32; LONGEST],
}

impl<'t, 's> Scorer<'t, 's> {
    pub(crate) fn new(table: &'s Table<'t>, scan: &'s Scan) -> Self {
        let mut chains = Chains::default();
        let repeated = Repeated::new(table, scan, &mut chains);
        Self { table, scan, repeated, chains }
    }

    /// Scores a segment for the languages of one script.
    pub(crate) fn score(&mut self, segment: &Segment, class: Class) -> Scores {
        if class.has_ngrams() { self.ngrams(segment, class) } else { east(segment, class) }
    }

    /// Adds up the table's scores of the segment's words.
    fn ngrams(&mut self, segment: &Segment, class: Class) -> Scores {
        let mut scores = Scores { lanes: [0; LANES], context: [0; LONGEST] };
        for place in segment.words.clone() {
            let Some(word) = self.scan.words.get(place).filter(|word| word.class == class) else {
                continue;
            };
            let mut letters = word.codes.len() as u32;
            for (count, order) in scores.context.iter_mut().zip(1..) {
                let here = if order < LONGEST { letters.min(1) } else { letters };
                *count += here;
                letters -= here;
            }
            match self.repeated.scores(place) {
                Some(lanes) => {
                    for (sum, value) in scores.lanes.iter_mut().zip(lanes) {
                        *sum = sum.saturating_add(*value);
                    }
                }
                None => self.chains.push(self.table, self.scan.codes(word), class),
            }
        }
        self.chains.look_up(self.table, &mut scores.lanes);
        scores
    }
}

/// Penalty of Japanese without kana, bonus for each kana if there are few, and additional bonus for
/// each hiragana except の, in nats.
const WITHOUT_KANA: f32 = 6.0;
const BY_KANA: f32 = 3.0;
const BY_PARTICLE: f32 = 6.0;

/// Scores by how common the characters are in Chinese, Japanese or Korean.
fn east(segment: &Segment, class: Class) -> Scores {
    let mut scores = Scores { lanes: [0; LANES], context: [0; LONGEST] };
    let letters = |class: Class| segment.classes[class.number()];
    let units = |levels: u32| (levels as f32 * East::STEP / STEP) as i16;
    match class {
        Class::HAN => {
            scores.context[0] = letters(Class::HAN) + letters(Class::KANA);
            scores.lanes[0] = units(segment.chinese);
            let kana = letters(Class::KANA) as f32;
            let particles = segment.particles as f32 * BY_PARTICLE;
            let kana = if kana > 0.0 { kana * BY_KANA + particles } else { -WITHOUT_KANA };
            scores.lanes[1] = units(segment.japanese) + (kana / STEP) as i16;
        }
        Class::KANA => {
            scores.context[0] = letters(Class::HAN) + letters(Class::KANA);
            scores.lanes[0] = units(segment.japanese + segment.syllables);
        }
        _ => {
            scores.context[0] = letters(class);
            scores.lanes[0] = units(segment.syllables);
        }
    }
    scores
}
