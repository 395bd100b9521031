use crate::hash::{self, mix, shingle};
use text::script::is_unspaced;
use text::words::words;

/// Words per shingle.
const SHINGLE: usize = 3;
/// Characters per shingle in scripts without spaces, where a word has one or two.
const UNSPACED: usize = 4;
/// Texts with fewer shingles have no sketch, because it would not be reliable.
const FEWEST: usize = 24;
/// The number of minima: two for each band, the others for comparison.
const BINS: usize = 64;
/// The number of bands. Documents with a band in common are compared.
pub(super) const BANDS: usize = 8;
const ROWS: usize = 2;
/// The number of minima that are compared, by four bits of each.
pub(super) const COMPARED: usize = BINS - BANDS * ROWS;

/// A MinHash of a text's shingles: the share of minima that two texts have in common estimates that of
/// their shingles (Broder, "On the resemblance and containment of documents", 1997; one permutation with
/// bins: Shrivastava, "Optimal Densification for Fast and Accurate Minwise Hashing", 2017).
///
/// ```
/// use courant_metadata::near::Sketch;
///
/// let text = "The council voted on Tuesday to build four new schools in the east of the city, where \
///     families have waited for years, and the first pupils are expected two years later, it said.";
/// let sketch = Sketch::of(text).unwrap();
/// assert_eq!(sketch.similarity(&Sketch::of(&text.to_uppercase()).unwrap()), 1.0);
/// assert_eq!(Sketch::from_bytes(&sketch.to_bytes()), Some(sketch));
/// assert_eq!(Sketch::of("Too short."), None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sketch {
    pub(super) bands: [u32; BANDS],
    pub(super) compared: [u8; COMPARED / 2],
}

impl Sketch {
    /// Length of [`Sketch::to_bytes`].
    pub const BYTES: usize = BANDS * 4 + COMPARED / 2;

    /// The sketch of a text; `None` if it is too short. Case, punctuation and spacing are ignored.
    ///
    /// Sketches of different versions are compared with each other, so the hash must not change.
    pub fn of(text: &str) -> Option<Self> {
        let mut minima = [u64::MAX; BINS];
        let mut window = [0u64; UNSPACED];
        let mut shingles = 0usize;
        for (seen, word) in (1..).zip(words(text)) {
            window.rotate_left(1);
            window[UNSPACED - 1] = hash::word(word.text);
            let unspaced = word.text.chars().next().is_some_and(is_unspaced);
            let length = if unspaced { UNSPACED } else { SHINGLE };
            if seen < length {
                continue;
            }
            shingles += 1;
            let hash = shingle(&window[UNSPACED - length..]);
            let bin = &mut minima[(hash >> 58) as usize];
            *bin = (*bin).min(hash);
        }
        (shingles >= FEWEST).then(|| Self::of_minima(&densified(minima)))
    }

    fn of_minima(minima: &[u64; BINS]) -> Self {
        let (banded, compared) = minima.split_at(BANDS * ROWS);
        let mut sketch = Self { bands: [0; BANDS], compared: [0; COMPARED / 2] };
        for (band, rows) in sketch.bands.iter_mut().zip(banded.chunks_exact(ROWS)) {
            *band = mix(rows[0].rotate_left(32) ^ mix(rows[1])) as u32;
        }
        for (byte, pair) in sketch.compared.iter_mut().zip(compared.chunks_exact(2)) {
            *byte = (mix(pair[0]) as u8 & 15) << 4 | mix(pair[1]) as u8 & 15;
        }
        sketch
    }

    /// An estimate of the share of shingles in both texts (Jaccard index), 0 to 1.
    pub fn similarity(&self, other: &Self) -> f32 {
        similarity(&self.compared, &other.compared)
    }

    /// The sketch as bytes.
    pub fn to_bytes(self) -> [u8; Self::BYTES] {
        let mut bytes = [0; Self::BYTES];
        for (place, band) in bytes.chunks_exact_mut(4).zip(self.bands) {
            place.copy_from_slice(&band.to_le_bytes());
        }
        bytes[BANDS * 4..].copy_from_slice(&self.compared);
        bytes
    }

    /// Reads the result of [`Sketch::to_bytes`].
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (bands, compared) = bytes.split_at_checked(BANDS * 4)?;
        let mut sketch = Self { bands: [0; BANDS], compared: compared.try_into().ok()? };
        for (band, place) in sketch.bands.iter_mut().zip(bands.chunks_exact(4)) {
            *band = u32::from_le_bytes(place.try_into().ok()?);
        }
        Some(sketch)
    }
}

/// The share of equal minima, corrected for chance: four bits are equal in one of sixteen.
pub(super) fn similarity(one: &[u8; COMPARED / 2], other: &[u8; COMPARED / 2]) -> f32 {
    let equal: u32 = one
        .iter()
        .zip(other)
        .map(|(one, other)| {
            let differ = one ^ other;
            u32::from(differ & 0xf0 == 0) + u32::from(differ & 0x0f == 0)
        })
        .sum();
    let share = equal as f32 / COMPARED as f32;
    ((share - 1.0 / 16.0) / (15.0 / 16.0)).max(0.0)
}

/// Fills each empty bin from another one, which is always the same for the same text.
fn densified(minima: [u64; BINS]) -> [u64; BINS] {
    let mut dense = minima;
    for (place, minimum) in dense.iter_mut().enumerate() {
        let mut from = place as u64;
        while *minimum == u64::MAX {
            from = mix(from.wrapping_add(0x9e37_79b9_7f4a_7c15));
            *minimum = minima[(from >> 58) as usize];
        }
    }
    dense
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENGLISH: &str = "The council voted on Tuesday to build four new schools in the east of \
        the city, where families have waited for years. Work is to begin in the spring, and the \
        first pupils are expected two years later, the mayor said after the meeting. Parents \
        welcomed the plan but asked where the teachers would come from, since many posts in the \
        existing schools have been empty since last summer and few have applied for them.";
    const CHINESE: &str = "市教育局昨日召開會議,部署全年教育重點工作,要求各學校切實做好疫情防控背景下的教學安排,\
        推進教育治理體系和治理能力現代化,提升區域教育質量,為新南通建設貢獻教育力量。";

    fn similar(one: &str, other: &str) -> f32 {
        Sketch::of(one).unwrap().similarity(&Sketch::of(other).unwrap())
    }

    #[test]
    fn edited_texts_are_similar_and_others_are_not() {
        for (text, from, to) in
            [(ENGLISH, "four new schools", "five new schools"), (CHINESE, "昨日", "今日")]
        {
            let similarity = similar(text, &text.replace(from, to));
            assert!((0.6..1.0).contains(&similarity), "{similarity}");
        }
        assert!(similar(ENGLISH, CHINESE) < 0.2);
    }

    #[test]
    fn case_punctuation_and_spacing_do_not_count() {
        let other = ENGLISH.to_uppercase().replace([',', '.'], " \n");
        assert_eq!(Sketch::of(ENGLISH), Sketch::of(&other));
    }

    #[test]
    fn the_hash_does_not_change() {
        let bytes = Sketch::of(ENGLISH).unwrap().to_bytes();
        let hex: String = bytes.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hex, "4826ce5f607fcc12");
        assert_eq!(Sketch::from_bytes(&bytes[1..]), None);
    }
}
