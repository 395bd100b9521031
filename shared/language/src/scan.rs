use std::collections::BTreeMap;
use std::ops::{Range, RangeInclusive};

use unicode_script::UnicodeScript;

use crate::token::Token;
use crate::{Class, East, Letters};

/// A scanned text: words of one script, in segments of about a line.
#[derive(Debug, Default)]
pub(crate) struct Scan {
    /// The letters' codes, word after word.
    pub(crate) codes: Vec<u8>,
    /// The words, each a range of `codes`.
    pub(crate) words: Vec<Word>,
    /// The segments, each a range of `words`.
    pub(crate) segments: Vec<Segment>,
    /// Characters except white space.
    pub(crate) characters: usize,
    /// Characters in tokens that belong to no language.
    pub(crate) dropped: usize,
    /// Characters that are neither letter, number nor space, outside of such tokens.
    pub(crate) symbols: usize,
    /// Han characters that only simplified Chinese writes.
    pub(crate) simplified: u32,
    /// Han characters that only traditional Chinese writes.
    pub(crate) traditional: u32,
    /// Letters of scripts that the table does not know, by ISO 15924 code.
    pub(crate) others: BTreeMap<&'static str, u32>,
    /// A bit for each kind of letter (two kinds may share one).
    pub(crate) kinds: u128,
    /// Latin words of four letters and more that are all capitals.
    pub(crate) shouted: usize,
    /// Words without a Latin capital.
    pub(crate) lower: usize,
    /// Words of a script with capitals, and those of them that begin with one.
    pub(crate) cased: usize,
    pub(crate) capitalised: usize,
    /// Commas, semicolons and ends of lines that hold letters.
    pub(crate) commas: usize,
    /// Braces, equals signs and the like, and tokens that contain one; prose has none.
    pub(crate) marks: usize,
}

impl Scan {
    /// A word's codes.
    pub(crate) fn codes(&self, word: &Word) -> &[u8] {
        self.codes.get(word.codes.clone()).unwrap_or_default()
    }
}

/// A word of one script.
#[derive(Debug, Clone)]
pub(crate) struct Word {
    pub(crate) class: Class,
    pub(crate) codes: Range<usize>,
}

/// The unit that votes.
#[derive(Debug, Clone)]
pub(crate) struct Segment {
    pub(crate) words: Range<usize>,
    /// Letters of all scripts.
    pub(crate) letters: u32,
    /// Letters by class.
    pub(crate) classes: [u32; Class::COUNT],
    /// Letters of Latin words with a capital: brands and names, if the text is in another script.
    pub(crate) names: u32,
    /// Sum of the Han characters' levels in Chinese.
    pub(crate) chinese: u32,
    /// Sum of the Han characters' levels in Japanese.
    pub(crate) japanese: u32,
    /// Sum of the levels of kana, or of Hangul in Korean.
    pub(crate) syllables: u32,
    /// Hiragana except の: only Japanese has them, but Chinese shops use の in their names.
    pub(crate) particles: u32,
}

impl Default for Segment {
    fn default() -> Self {
        Self {
            words: 0..0,
            letters: 0,
            classes: [0; Class::COUNT],
            names: 0,
            chinese: 0,
            japanese: 0,
            syllables: 0,
            particles: 0,
        }
    }
}

/// Letters after which a segment is closed.
const SEGMENT: u32 = 60;
/// Letters after which it is closed at the end of a line or sentence.
const LINE: u32 = 30;
/// Minimum average bytes of a word and its separator, for reserving capacity.
const WORD_BYTES: usize = 4;
/// Letters after which a word is cut.
const WORD: usize = 40;
/// Minimum letters of a shouted word; abbreviations have fewer.
const SHOUTED: usize = 4;
/// Hiragana, without the marks that Katakana has too.
const HIRAGANA: RangeInclusive<char> = '\u{3041}'..='\u{309F}';
/// ASCII bytes without a space that are judged as a token, whatever follows.
const TOKEN: usize = 200;
/// Letters in brackets that are the ending of a word.
const ENDING: usize = 2;

/// Reads the pieces of a text.
pub(crate) fn scan<'a>(
    letters: Letters<'_>,
    pieces: impl Iterator<Item = impl AsRef<str> + 'a>,
) -> Scan {
    let mut scanner = Scanner {
        letters,
        scan: Scan::default(),
        word: None,
        capitals: 0,
        segment: Segment::default(),
    };
    for piece in pieces {
        let piece = piece.as_ref();
        scanner.scan.codes.reserve(piece.len());
        scanner.scan.words.reserve(piece.len() / WORD_BYTES + 1);
        scanner.read(piece);
        scanner.end_segment();
    }
    scanner.scan
}

struct Scanner<'t> {
    letters: Letters<'t>,
    scan: Scan,
    /// The class of the word being read, and where its codes begin.
    word: Option<(Class, usize)>,
    /// Latin capitals of that word.
    capitals: usize,
    segment: Segment,
}

impl Scanner<'_> {
    fn read(&mut self, text: &str) {
        let mut fresh = true;
        let mut resume = 0;
        let mut line_begin = self.scan.words.len();
        for (place, c) in text.char_indices() {
            if place < resume {
                continue;
            }
            if c.is_whitespace() {
                self.end_word();
                if c == '\n' {
                    self.scan.commas += usize::from(self.scan.words.len() > line_begin);
                    line_begin = self.scan.words.len();
                }
                let line = c == '\n' && self.segment.letters >= LINE;
                self.end_segment_from(if line { LINE } else { SEGMENT });
                fresh = true;
                continue;
            }
            if std::mem::take(&mut fresh) {
                let (token, length) = token(&text.as_bytes()[place..]);
                let bytes = &text.as_bytes()[place..place + length];
                self.scan.marks += usize::from(calls(bytes));
                if token != Token::Word {
                    self.scan.characters += length;
                    if token == Token::Noise {
                        self.scan.dropped += length;
                        let marked = bytes.iter().any(|&byte| is_mark(byte.into()));
                        self.scan.marks += usize::from(marked && !calls(bytes));
                    }
                    resume = place + length;
                    continue;
                }
            }
            self.scan.characters += 1;
            self.character(c);
            // In scripts without spaces, an address may directly follow a word.
            fresh = !c.is_ascii() && self.letters.get(c).class != Class::LATIN;
        }
    }

    fn character(&mut self, c: char) {
        let letter = self.letters.get(c);
        match letter.class {
            Class::SKIP => {}
            Class::NONE => self.other(c),
            class => {
                let long = self.word.is_some_and(|(_, from)| self.scan.codes.len() - from >= WORD);
                if long {
                    self.end_word();
                    self.end_segment_from(SEGMENT);
                }
                let kind = if letter.code > 0 && class.has_ngrams() {
                    u32::from(letter.code)
                } else {
                    c.into()
                };
                self.scan.kinds |= 1 << (kind % u128::BITS);
                self.segment.letters += 1;
                self.segment.classes[class.number()] += 1;
                if class.has_ngrams() && letter.code > 0 {
                    self.letter(c, class, letter.code);
                } else {
                    self.sign(c, class, East::from_code(letter.code));
                }
            }
        }
    }

    /// A letter that n-grams may have.
    fn letter(&mut self, c: char, class: Class, code: u8) {
        if self.word.is_none_or(|(of, _)| of != class) {
            self.end_word();
            self.word = Some((class, self.scan.codes.len()));
            if class.is_cased() {
                self.scan.cased += 1;
                self.scan.capitalised += usize::from(c.is_uppercase());
            }
        }
        self.scan.codes.push(code);
        self.capitals += usize::from(class == Class::LATIN && c.is_uppercase());
    }

    /// A letter that no n-gram has: it counts, and ends the word.
    fn sign(&mut self, c: char, class: Class, east: East) {
        self.end_word();
        match class {
            Class::HAN => {
                self.segment.chinese += u32::from(east.chinese);
                self.segment.japanese += u32::from(east.other);
                self.scan.simplified += u32::from(east.simplified);
                self.scan.traditional += u32::from(east.traditional);
            }
            Class::KANA | Class::HANGUL => {
                self.segment.syllables += u32::from(east.other);
                self.segment.particles += u32::from(HIRAGANA.contains(&c) && c != 'の');
            }
            Class::OTHER => *self.scan.others.entry(c.script().short_name()).or_default() += 1,
            _ => {}
        }
        self.end_segment_from(SEGMENT);
    }

    /// Not a letter: it ends the word, and at the end of a sentence perhaps the segment.
    fn other(&mut self, c: char) {
        self.end_word();
        let accent = matches!(c, '\u{300}'..='\u{36F}');
        self.scan.symbols += usize::from(!c.is_alphanumeric() && !accent);
        self.scan.commas += usize::from(matches!(c, ',' | ';'));
        self.scan.marks += usize::from(is_mark(c));
        let sentence = matches!(c, '.' | '!' | '?' | '。');
        self.end_segment_from(if sentence { LINE } else { SEGMENT });
    }

    fn end_word(&mut self) {
        let capitals = std::mem::take(&mut self.capitals);
        if let Some((class, from)) = self.word.take() {
            let length = self.scan.codes.len() - from;
            if capitals > 0 {
                self.segment.names += length as u32;
            }
            self.scan.lower += usize::from(capitals == 0);
            self.scan.shouted += usize::from(length >= SHOUTED && capitals == length);
            self.scan.words.push(Word { class, codes: from..self.scan.codes.len() });
        }
    }

    /// Ends the segment if it has that many letters.
    fn end_segment_from(&mut self, letters: u32) {
        if self.segment.letters >= letters {
            self.end_segment();
        }
    }

    fn end_segment(&mut self) {
        self.end_word();
        let words =
            self.scan.segments.last().map_or(0, |last| last.words.end)..self.scan.words.len();
        if self.segment.letters > 0 {
            let segment = std::mem::take(&mut self.segment);
            self.scan.segments.push(Segment { words, ..segment });
        }
    }
}

/// Characters that are frequent in code and absent from prose.
fn is_mark(c: char) -> bool {
    matches!(c, '{' | '}' | '=' | '\\' | '_')
}

/// Whether a token calls a function: `json.load(file)`, but not `author(s)`.
fn calls(token: &[u8]) -> bool {
    let Some(open) = token.iter().position(|&byte| byte == b'(') else { return false };
    let (name, rest) = token.split_at(open);
    let ending = rest.iter().take(ENDING + 2).any(|&byte| byte == b')');
    name.last().is_some_and(u8::is_ascii_alphanumeric) && !ending
}

/// First bytes of the characters of scripts without spaces: an ASCII token may end before one.
const CJK: RangeInclusive<u8> = 0xE3..=0xED;

/// The ASCII token at the beginning of the text, and its length; a word of length zero if it
/// continues with other characters.
fn token(text: &[u8]) -> (Token, usize) {
    let length = text.iter().take_while(|byte| (33..128).contains(*byte)).count();
    let ends = |byte: &u8| *byte <= 32 || CJK.contains(byte);
    let whole = text.get(length).is_none_or(ends) || length >= TOKEN;
    let token = &text[..length.min(TOKEN)];
    if whole && !token.is_empty() { (Token::of(token), length) } else { (Token::Word, 0) }
}
