//! The table of n-grams and their values for each language of their script.
//!
//! The file is read in place: no array is copied, no byte is trusted before the checksum matches,
//! and no lookup can leave its section, whatever the bytes are. All numbers are little-endian.
//!
//! | section | holds |
//! |---|---|
//! | head | `CourLang`, version, buckets, records' length, dense rows (`u32` each), checksum (`u64`) |
//! | lanes | for each [`Class`]: how many languages, then for each its number and six `f32`, see [`Lane`] |
//! | letters | 65,536 `u16`, see [`Letters`] |
//! | words | 65,536 bits: set at the place of each whole word that has a record |
//! | starts | for each bucket a `u32`: where its records begin (24 bits), and how many there are (8 bits) |
//! | records | `u16`: a bucket's heads (fingerprint 10 bits, n 6 bits), then for each head n entries (value 9 bits signed, lane 7 bits); n = 63: one `u16`, the number of a dense row |
//! | dense | rows of 128 `i8`, one for each lane: what the n-gram and all its suffixes add up to |
//!
//! Values are in half nats.

mod checksum;
mod layout;
mod lookup;
mod write;

use crate::{Class, Language, Letters};

use self::layout::{HEAD, MAGIC, VERSION, WORDS};

pub(crate) use self::layout::LANE_BITS;
pub use self::layout::{DENSE, LANES, STEP};
pub(crate) use self::lookup::{Bucket, Row};
pub use self::write::{Record, write};

/// The table of n-grams, read in place.
#[derive(Debug, Clone)]
pub struct Table<'t> {
    letters: Letters<'t>,
    lanes: Vec<Vec<Lane>>,
    places: Vec<Vec<Places>>,
    pairs: Vec<Vec<[usize; 2]>>,
    words: &'t [u8; WORDS],
    starts: &'t [[u8; 4]],
    records: &'t [[u8; 2]],
    dense: &'t [[u8; LANES]],
}

/// The lanes of a language in a script: its own, and that of its text without diacritics, or its
/// own again. [`LANES`] if it has none.
type Places = [u8; 2];

/// A language's place within a script.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lane {
    /// The language. One that is often typed without its diacritics has a second lane for that.
    pub language: Language,
    /// The average score of a letter in the language's own text, in nats, by the number of letters
    /// before it in its word: none, one, …, four or more. For Han, kana and Hangul, only the first
    /// one: that of the mean level.
    pub expect: [f32; 5],
    /// Nats per letter by which texts in the language usually fit it better than any other language
    /// that is not a sibling.
    pub margin: f32,
}

/// Why bytes are not a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    /// They begin with something else.
    #[error("not a language table: build one with `make language-table`")]
    Foreign,
    /// Of another version of the format.
    #[error("the language table has format {0}, this program reads {VERSION}: rebuild it")]
    Version(u32),
    /// Shorter or longer than declared in its header.
    #[error("the language table does not have the length that its header gives: restore the file")]
    Length,
    /// The checksum does not match.
    #[error("the language table is damaged: restore the file")]
    Damaged,
    /// The checksum matches, but a section holds impossible values.
    #[error("the language table is inconsistent: rebuild it")]
    Contradiction,
}

impl<'t> Table<'t> {
    /// Reads and checks a table.
    pub fn new(bytes: &'t [u8]) -> Result<Self, TableError> {
        let head = bytes.first_chunk::<HEAD>().ok_or(TableError::Foreign)?;
        if !head.starts_with(MAGIC) {
            return Err(TableError::Foreign);
        }
        let [_, _, version, buckets, records, rows, _, _] = numbers(head);
        if version != VERSION {
            return Err(TableError::Version(version));
        }
        if head[24..] != checksum::of(bytes).to_le_bytes() {
            return Err(TableError::Damaged);
        }
        let mut rest = &bytes[HEAD..];
        let lanes = lanes(&mut rest)?;
        let letters = Letters::new(units(&mut rest, Letters::COUNT)?).ok_or(TableError::Length)?;
        let [words] = units(&mut rest, 1)? else { return Err(TableError::Length) };
        let starts = units(&mut rest, buckets as usize)?;
        let records = units(&mut rest, records as usize)?;
        let dense = units(&mut rest, rows as usize)?;
        if !rest.is_empty() {
            return Err(TableError::Length);
        }
        if buckets == 0 {
            return Err(TableError::Contradiction);
        }
        let places: Vec<_> = lanes.iter().map(|lanes| places(lanes)).collect();
        let pairs = places.iter().map(|places| pairs(places)).collect();
        Ok(Self { letters, lanes, places, pairs, words, starts, records, dense })
    }

    /// How characters are read.
    pub fn letters(&self) -> Letters<'t> {
        self.letters
    }

    /// The languages of a script, by lane.
    pub fn lanes(&self, class: Class) -> &[Lane] {
        self.lanes.get(class.number()).map_or(&[], Vec::as_slice)
    }

    /// The lanes of the script's languages that have two, each below [`LANES`].
    pub(crate) fn pairs(&self, class: Class) -> &[[usize; 2]] {
        self.pairs.get(class.number()).map_or(&[], Vec::as_slice)
    }

    /// A language's two lanes in a script, the same one twice if it has one; each is below
    /// [`LANES`].
    #[inline]
    pub(crate) fn places(&self, class: Class, language: Language) -> Option<[usize; 2]> {
        let [first, second] = *self.places.get(class.number())?.get(language.number())?;
        let [first, second] = [usize::from(first), usize::from(second)];
        (first < LANES && second < LANES).then_some([first, second])
    }
}

/// The head as numbers of 32 bits.
fn numbers(head: &[u8; HEAD]) -> [u32; HEAD / 4] {
    let mut numbers = [0; HEAD / 4];
    for (number, bytes) in numbers.iter_mut().zip(head.as_chunks().0) {
        *number = u32::from_le_bytes(*bytes);
    }
    numbers
}

/// Takes `count` units of `SIZE` bytes off the front.
fn units<'t, const SIZE: usize>(
    rest: &mut &'t [u8],
    count: usize,
) -> Result<&'t [[u8; SIZE]], TableError> {
    let length = count.checked_mul(SIZE).ok_or(TableError::Length)?;
    let (section, after) = rest.split_at_checked(length).ok_or(TableError::Length)?;
    *rest = after;
    Ok(section.as_chunks().0)
}

fn lanes(rest: &mut &[u8]) -> Result<Vec<Vec<Lane>>, TableError> {
    (0..Class::COUNT)
        .map(|_| {
            let [[count]] = units(rest, 1)? else { return Err(TableError::Length) };
            if usize::from(*count) > LANES {
                return Err(TableError::Contradiction);
            }
            (0..*count).map(|_| lane(rest)).collect()
        })
        .collect()
}

/// The lanes of the languages that have two.
fn pairs(places: &[Places]) -> Vec<[usize; 2]> {
    let two = places.iter().filter(|[first, second]| first != second);
    two.map(|places| places.map(usize::from)).collect()
}

/// The lanes of each language, by number; empty for a script without lanes.
fn places(lanes: &[Lane]) -> Vec<Places> {
    let mut places = vec![[LANES as u8; 2]; if lanes.is_empty() { 0 } else { Language::SLOTS }];
    for (place, lane) in lanes.iter().enumerate() {
        let own = &mut places[lane.language.number()];
        if usize::from(own[0]) == LANES {
            own[0] = place as u8;
        }
        own[1] = place as u8;
    }
    places
}

fn lane(rest: &mut &[u8]) -> Result<Lane, TableError> {
    let [[number]] = units(rest, 1)? else { return Err(TableError::Length) };
    let language = Language::from_number(*number).ok_or(TableError::Contradiction)?;
    let mut expect = [0.0; 5];
    for (value, bytes) in expect.iter_mut().zip(units(rest, 5)?) {
        *value = f32::from_le_bytes(*bytes);
    }
    let [margin] = units(rest, 1)? else { return Err(TableError::Length) };
    let margin = f32::from_le_bytes(*margin);
    if expect.iter().chain(&[margin]).any(|value| !value.is_finite()) {
        return Err(TableError::Contradiction);
    }
    Ok(Lane { language, expect, margin })
}
