use crate::ngram::{Hash, Key, LONGEST};
use crate::scan::{Scan, Segment, Word};
use crate::table::{Bucket, LANE_BITS, LANES, Row, STEP, Table};
use crate::{Class, East};

/// Scores of a segment for the languages of one script.
#[derive(Debug, Clone)]
pub(crate) struct Scores {
    /// By lane, in units of the table's step.
    pub(crate) lanes: [i16; LANES],
    /// Letters by how many letters of their word stand before them: none, one, …, four or more.
    pub(crate) context: [u32; LONGEST],
}

/// Scores a segment for the languages of one script.
pub(crate) fn score<'t>(
    table: &Table<'t>,
    scan: &Scan,
    segment: &Segment,
    class: Class,
    chains: &mut Chains<'t>,
) -> Scores {
    if class.has_ngrams() {
        let words = scan.words.get(segment.words.clone()).unwrap_or_default();
        chains.clear();
        ngrams(table, class, &scan.codes, words.iter().filter(|word| word.class == class), chains)
    } else {
        east(segment, class)
    }
}

/// Adds up what the table says of each letter: the longest n-gram that ends in it and that the
/// table has, with its suffixes; and of each word as a whole.
fn ngrams<'t, 'a>(
    table: &Table<'t>,
    class: Class,
    codes: &[u8],
    words: impl Iterator<Item = &'a Word>,
    chains: &mut Chains<'t>,
) -> Scores {
    let mut scores = Scores { lanes: [0; LANES], context: [0; LONGEST] };
    for word in words {
        let codes = codes.get(word.codes.clone()).unwrap_or_default();
        let mut ngram = 0;
        for (before, &code) in codes.iter().enumerate() {
            ngram = ngram << 8 | u64::from(code);
            let longest = (before + 1).min(LONGEST);
            scores.context[longest - 1] += 1;
            chains.push_ngram(Key::new(ngram, longest, class));
        }
        chains.push_word(Hash::of_word(codes, class));
    }
    chains.look_up(table, &mut scores.lanes);
    scores
}

/// Penalty of Japanese without kana, and bonus for each kana if there are few, in nats; and on top
/// of that for each that is a hiragana but の.
const WITHOUT_KANA: f32 = 6.0;
const BY_KANA: f32 = 3.0;
const BY_PARTICLE: f32 = 6.0;

/// How usual the characters are: in Chinese and in Japanese, in Japanese, or in Korean.
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

/// Room for chains of n-grams, each to be looked up from the longest on until a row says it all.
#[derive(Default)]
pub(crate) struct Chains<'t> {
    hashes: Vec<Hash>,
    buckets: Vec<Bucket<'t>>,
    chains: Vec<Chain>,
}

/// Where a chain's hashes end, and the n-gram that it goes on with.
struct Chain {
    end: usize,
    rest: Option<Key>,
}

/// Nine in ten chains end before single letters, whose few rows are in the cache: these are looked up
/// only where a chain comes to them.
const SHORT: usize = 1;

impl<'t> Chains<'t> {
    fn clear(&mut self) {
        self.hashes.clear();
        self.chains.clear();
    }

    fn push_word(&mut self, word: Hash) {
        self.hashes.push(word);
        self.chains.push(Chain { end: self.hashes.len(), rest: None });
    }

    fn push_ngram(&mut self, longest: Key) {
        let mut rest = longest;
        while rest.order() > SHORT {
            self.hashes.push(rest.hash());
            rest = rest.suffix();
        }
        self.chains.push(Chain { end: self.hashes.len(), rest: Some(rest) });
    }

    fn look_up(&mut self, table: &Table<'t>, sums: &mut [i16; LANES]) {
        self.buckets.clear();
        self.buckets.extend(self.hashes.iter().map(|&hash| table.bucket(hash)));
        let mut from = 0;
        for &Chain { end, mut rest } in &self.chains {
            for (&hash, &bucket) in self.hashes[from..end].iter().zip(&self.buckets[from..end]) {
                if add(table.find(hash, bucket), sums) {
                    rest = None;
                    break;
                }
            }
            from = end;
            while let Some(ngram) = rest {
                let hash = ngram.hash();
                let all = add(table.find(hash, table.bucket(hash)), sums);
                rest = (!all && ngram.order() > 1).then(|| ngram.suffix());
            }
        }
    }
}

/// Adds what a row says; returns whether that is all that there is to say.
#[inline]
fn add(row: Row<'_>, sums: &mut [i16; LANES]) -> bool {
    match row {
        Row::Absent => {}
        Row::Sparse(entries) => {
            for entry in entries {
                let entry = u16::from_le_bytes(*entry);
                let sum = &mut sums[usize::from(entry) % LANES];
                *sum = sum.saturating_add(entry.cast_signed() >> LANE_BITS);
            }
        }
        Row::Dense(row) => {
            for (sum, value) in sums.iter_mut().zip(row) {
                *sum = sum.saturating_add(i16::from(value.cast_signed()));
            }
        }
    }
    matches!(row, Row::Dense(_))
}
