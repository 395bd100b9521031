//! Groups dead letters by cause: the same code, the same sentence except for numbers and names, and
//! documents of the same shape.

use std::collections::BTreeMap;

use article::Timestamp;
use broker::DeadLetter;
use serde::Serialize;

use crate::words::hour;

/// What dead letters with the same cause have in common.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Fingerprint {
    /// The stage that rejected the documents.
    pub stage: String,
    /// Why, as a code.
    pub code: String,
    /// Why, as a sentence, with `#` for each number and `…` for each quoted text.
    pub sentence: String,
    /// What the documents look like.
    pub shape: Shape,
}

/// What a document looks like, by its first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// Nothing but white space.
    Empty,
    /// A JSON object: an envelope or a record.
    Json,
    /// Markup.
    Html,
    /// A PDF document.
    Pdf,
    /// Other text in UTF-8.
    Text,
    /// Anything else.
    Binary,
}

/// Dead letters with one fingerprint.
#[derive(Debug, Clone, Serialize)]
pub struct DeadGroup {
    /// How many there are.
    pub count: u64,
    /// When the oldest of them was rejected.
    pub oldest: Timestamp,
    /// When the newest of them was rejected.
    pub newest: Timestamp,
    /// The number of the newest.
    pub number: u64,
    /// How many there are by hour.
    pub hours: BTreeMap<Timestamp, u64>,
}

/// The longest sentence that is compared, in characters.
const SENTENCE: usize = 200;
/// Number of bytes that determine the shape.
const HEAD: usize = 256;
/// Groups beyond this number are counted together, because a forged dead letter may have any sentence.
const MOST: usize = 500;

impl Fingerprint {
    /// The fingerprint of a dead letter.
    pub fn of(letter: &DeadLetter) -> Self {
        Self {
            stage: letter.stage.clone(),
            code: letter.code.clone(),
            sentence: normalized(&letter.detail),
            shape: Shape::of(&letter.body),
        }
    }

    /// A short name for addresses and forms: FNV-1a over all its parts, in hex.
    pub fn key(&self) -> String {
        let Self { stage, code, sentence, shape } = self;
        let parts = [stage, code, sentence, shape.name()];
        let hash = parts
            .iter()
            .flat_map(|part| part.bytes().chain([0]))
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
                (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
            });
        format!("{hash:016x}")
    }
}

impl Shape {
    fn of(body: &[u8]) -> Self {
        let head = body[..body.len().min(HEAD)].trim_ascii_start();
        let is_text = |head: &[u8]| match std::str::from_utf8(head) {
            Ok(_) => true,
            // The last character may be cut.
            Err(error) => error.error_len().is_none(),
        };
        match head {
            [] => Self::Empty,
            [b'{', ..] => Self::Json,
            [b'<', ..] => Self::Html,
            [b'%', b'P', b'D', b'F', ..] => Self::Pdf,
            head if is_text(head) && !head.contains(&0) => Self::Text,
            _ => Self::Binary,
        }
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Json => "json",
            Self::Html => "html",
            Self::Pdf => "pdf",
            Self::Text => "text",
            Self::Binary => "binary",
        }
    }
}

/// Dead letters by fingerprint.
#[derive(Debug, Default)]
pub struct DeadGroups(BTreeMap<Fingerprint, DeadGroup>);

impl DeadGroups {
    /// Adds a dead letter with its number.
    pub fn add(&mut self, number: u64, letter: &DeadLetter) {
        let mut fingerprint = Fingerprint::of(letter);
        if self.0.len() >= MOST && !self.0.contains_key(&fingerprint) {
            fingerprint.sentence = "(other sentences)".to_owned();
        }
        let group = self.0.entry(fingerprint).or_insert_with(|| DeadGroup {
            count: 0,
            oldest: letter.at,
            newest: letter.at,
            number,
            hours: BTreeMap::new(),
        });
        group.count += 1;
        group.oldest = group.oldest.min(letter.at);
        if letter.at >= group.newest {
            (group.newest, group.number) = (letter.at, number);
        }
        *group.hours.entry(hour(letter.at)).or_default() += 1;
    }

    /// The groups, the largest first.
    pub fn largest_first(&self) -> Vec<(&Fingerprint, &DeadGroup)> {
        let mut groups: Vec<_> = self.0.iter().collect();
        groups.sort_by_key(|(_, group)| std::cmp::Reverse(group.count));
        groups
    }
}

/// The sentence without the parts that differ between documents.
fn normalized(sentence: &str) -> String {
    let mut out = String::new();
    let mut quoted = None;
    for c in sentence.chars().take(SENTENCE) {
        if let Some(end) = quoted {
            if c == end {
                quoted = None;
            }
            continue;
        }
        match c {
            '"' | '`' => {
                quoted = Some(c);
                out.push('…');
            }
            c if c.is_ascii_digit() => {
                if !out.ends_with('#') {
                    out.push('#');
                }
            }
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use article::Headers;

    use super::*;

    fn letter(detail: &str, body: &'static [u8]) -> DeadLetter {
        DeadLetter {
            id: None,
            stage: "ingestion".into(),
            subject: "articles.raw".into(),
            code: "too_large".into(),
            detail: detail.into(),
            attempts: 1,
            at: Timestamp::UNIX_EPOCH,
            headers: Headers::default(),
            body: body.into(),
            cut_from: None,
            replays: 0,
            traceparent: None,
            raw: None,
        }
    }

    #[test]
    fn numbers_and_quoted_names_make_no_difference() {
        let mut groups = DeadGroups::default();
        groups.add(1, &letter("the message has 512 bytes: \"a\"", b"<p>"));
        groups.add(2, &letter("the message has 7 bytes: \"bc\"", b" <html>"));
        groups.add(3, &letter("the message has 7 bytes: \"bc\"", b"{}"));
        let groups = groups.largest_first();
        assert_eq!(groups.len(), 2);
        let (fingerprint, group) = groups[0];
        assert_eq!(fingerprint.sentence, "the message has # bytes: …");
        assert_eq!((group.count, group.number, fingerprint.shape), (2, 2, Shape::Html));
        assert_ne!(fingerprint.key(), groups[1].0.key());
    }

    #[test]
    fn a_shape_is_seen_in_the_first_bytes() {
        for (body, shape) in [
            (&b" \n"[..], Shape::Empty),
            (b"%PDF-1.7", Shape::Pdf),
            (b"The tide", Shape::Text),
            (b"\xff\xfe\x00", Shape::Binary),
        ] {
            assert_eq!(Shape::of(body), shape);
        }
    }

    #[test]
    fn invented_sentences_take_little_memory() {
        let mut groups = DeadGroups::default();
        for number in 0..2_000_u64 {
            let name: String = format!("{number:b}").replace('0', "a").replace('1', "b");
            groups.add(number, &letter(&name, b"a"));
        }
        assert!(groups.largest_first().len() <= MOST + 1);
    }
}
