use text::script::{is_south_east_asian, is_unspaced};

use super::tokens::{START, add};

/// What the characters of a block look like.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Shape {
    pub(super) words: f32,
    pub(super) characters: f32,
    pub(super) commas: f32,
    pub(super) ends: f32,
    pub(super) capitals: f32,
    pub(super) digits: f32,
    pub(super) bars: f32,
    pub(super) slashes: f32,
    /// Characters of scripts without spaces.
    pub(super) unspaced: f32,
    /// 1 after a sentence, 2 after a colon, 3 after a question.
    pub(super) last: f32,
    pub(super) starts_lower: f32,
    pub(super) has_date: f32,
    pub(super) lines: f32,
    /// Number of words before the first colon, up to [`LEAD`]; 0 if there is none.
    pub(super) lead: f32,
    /// Whether all of it is in brackets.
    pub(super) in_brackets: f32,
}

/// Maximum number of words that introduce what follows a colon.
const LEAD: usize = 9;

impl Shape {
    /// Reads `text` and appends the hashes of its words to `words`. A character of a script without
    /// spaces is a word.
    pub(super) fn read(text: &str, words: &mut Vec<u32>) -> Self {
        let mut shape = Self::default();
        let before = words.len();
        let mut word: Option<u32> = None;
        let mut last = ' ';
        for c in text.chars() {
            shape.characters += 1.0;
            last = c;
            if c.is_ascii_lowercase() {
                word = Some(add(word.unwrap_or(START), c as u8));
                continue;
            }
            let alone = !c.is_ascii() && (is_unspaced(c) || is_south_east_asian(c));
            let letter = !alone && (c.is_alphanumeric() || c == '_');
            if !letter {
                words.extend(word.take());
                if shape.lead == 0.0 && matches!(c, ':' | '：') {
                    shape.lead = (words.len() - before).min(LEAD) as f32;
                }
            }
            if alone {
                shape.unspaced += 1.0;
                words.push(hashed(c));
            } else if letter {
                let start = word.unwrap_or(START);
                word = Some(c.to_lowercase().fold(start, folded));
            }
            shape.mark(c);
        }
        words.extend(word);
        shape.words = (words.len() - before) as f32;
        shape.last = match last {
            '.' | '!' | '。' | '！' | '…' | '”' | '"' | '»' | '」' | ')' | '।' => 1.0,
            ':' | '：' => 2.0,
            '?' | '？' | '؟' => 3.0,
            _ => 0.0,
        };
        let brackets =
            text.starts_with(['(', '[', '（', '【']) && text.ends_with([')', ']', '）', '】']);
        shape.in_brackets = f32::from(u8::from(brackets));
        shape.starts_lower = f32::from(u8::from(text.starts_with(char::is_lowercase)));
        shape.has_date = f32::from(u8::from(has_date(text)));
        shape
    }

    /// Whether the last character ends a sentence or a question.
    pub(super) fn ends_sentence(&self) -> bool {
        self.last == 1.0 || self.last == 3.0
    }

    fn mark(&mut self, c: char) {
        match c {
            ',' | '，' | '、' | ';' | '；' | '،' => self.commas += 1.0,
            '.' | '!' | '?' | '。' | '！' | '？' | '…' | '।' | '؟' => self.ends += 1.0,
            '|' | '›' | '•' | '·' => self.bars += 1.0,
            '/' => self.slashes += 1.0,
            '\n' => self.lines += 1.0,
            c if c.is_ascii_digit() => self.digits += 1.0,
            c if c.is_uppercase() => self.capitals += 1.0,
            _ => {}
        }
    }
}

fn hashed(c: char) -> u32 {
    folded(START, c)
}

fn folded(hash: u32, c: char) -> u32 {
    let mut bytes = [0; 4];
    c.encode_utf8(&mut bytes).bytes().fold(hash, add)
}

/// Whether a text has digits that look like a year, a date or a time.
fn has_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    let run = |from: usize| bytes[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let mut at = 0;
    while at < bytes.len() {
        let length = run(at);
        if length == 0 {
            at += 1;
            continue;
        }
        let end = at + length;
        if length == 4 && (bytes[at..].starts_with(b"19") || bytes[at..].starts_with(b"20")) {
            return true;
        }
        if text[end..].starts_with(['年', '月']) {
            return true;
        }
        let mark = bytes.get(end).copied().unwrap_or_default();
        if length <= 2 && end + 1 < bytes.len() {
            let second = run(end + 1);
            if matches!(mark, b':' | b'.' | b'h') && second == 2 {
                return true;
            }
            let again = bytes.get(end + 1 + second) == Some(&mark);
            if matches!(mark, b'.' | b'/' | b'-') && (1..=2).contains(&second) && again {
                return true;
            }
        }
        at = end;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_times_are_seen() {
        let cases = [
            ("In 1987", true),
            ("4月20日", true),
            ("at 10:30", true),
            ("3/4/21", true),
            ("12.5 percent", false),
            ("3450 metres", false),
            ("no digits", false),
            ("7", false),
        ];
        for (text, expected) in cases {
            assert_eq!(has_date(text), expected, "{text}");
        }
    }

    #[test]
    fn words_are_hashed_in_lower_case() {
        let (mut one, mut other) = (Vec::new(), Vec::new());
        let shape = Shape::read("Über 2 Brücken, bald.", &mut one);
        Shape::read("über 2 brücken bald", &mut other);
        assert_eq!(one, other);
        assert_eq!((shape.words, shape.commas, shape.last), (4.0, 1.0, 1.0));
        assert_eq!(Shape::read("教育會議", &mut one).words, 4.0);
    }
}
