//! Recognizes lines that consist of a date. Parsing the date is left to a later stage.

use unicode_width::UnicodeWidthStr;

/// Maximum width of such a line in columns.
const WIDEST: usize = 60;
/// Maximum number of letters beside the numbers: a month, a weekday, `Published on`.
const LETTERS: usize = 26;

/// Whether `line` is a date, possibly with a time and words such as `Published on`.
pub(super) fn is_date(line: &str) -> bool {
    if line.width() > WIDEST || line.ends_with(['!', '?', '。']) {
        return false;
    }
    let letters = line.chars().filter(|c| c.is_alphabetic()).count();
    let words: Vec<Word> = line.split_whitespace().map(Word::of).collect();
    letters <= LETTERS && contains_date(&words)
}

/// Whether there is a numeric date, or one like `27. April 2020`, `22 de enero de 2025` or
/// `April 27, 2020`.
fn contains_date(words: &[Word]) -> bool {
    let written = |at: usize| match &words[at..] {
        [Word::Day, rest @ ..] => {
            let between = rest.iter().take_while(|word| **word == Word::Other).count();
            (1..=3).contains(&between) && rest.get(between) == Some(&Word::Year)
                || at > 0
                    && words[at - 1] == Word::Other
                    && between == 0
                    && rest.first() == Some(&Word::Year)
        }
        _ => false,
    };
    words.contains(&Word::Numeric) || (0..words.len()).any(written)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Word {
    /// 1 to 31, possibly with `.`, `,`, `th`, `º`.
    Day,
    /// 1900 to 2099.
    Year,
    /// `2020-04-27`, `27.04.2020`, `4/27/20`, `2020年4月27日`.
    Numeric,
    Other,
}

impl Word {
    fn of(word: &str) -> Self {
        let word = word.trim_matches(|c: char| c.is_ascii_punctuation() || "،、，".contains(c));
        let end = word.find(|c: char| !c.is_ascii_digit()).unwrap_or(word.len());
        let (number, suffix) = word.split_at(end);
        let value: u32 = number.parse().unwrap_or(0);
        let short = suffix.chars().count() <= 2;
        // In RFC 3339 a T and a time follow the day.
        let day = word.split(['T', '日', '일']).next().unwrap_or(word);
        let parts: Vec<&str> =
            day.split(['-', '/', '.', '年', '月', '년', '월', '\u{2013}']).collect();
        let numbers =
            |part: &&str| (1..=4).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        // `1.2.3` is the number of a version or chapter.
        let digits = parts.iter().map(|part| part.len()).sum::<usize>();
        if parts.len() == 3 && digits >= 5 && parts.iter().all(numbers) {
            Self::Numeric
        } else if (1900..2100).contains(&value) && short {
            Self::Year
        } else if (1..=31).contains(&value) && short && number.len() <= 2 {
            Self::Day
        } else {
            Self::Other
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_consist_of_a_date_are_recognized() {
        for line in [
            "2020-04-27",
            "2020-04-27T10:00:00+02:00",
            "April 27, 2020",
            "2020年4月27日 10:00",
            "27. April 2020",
            "27.04.2020, 10:00 Uhr",
            "22 de enero de 2025",
            "Published 18 March 2025, 6.40am",
            "Publié le 7 novembre 2024 à 18 h 15",
            "12 февраля 2025 года",
            "الثلاثاء 4 فبراير 2025",
            "2025년4월2일",
        ] {
            assert!(is_date(line), "{line}");
        }
        for line in [
            "2020",
            "In April 2020 the council of the town met",
            "The 2020 Games cost 300 million",
            "In 2020 the 12 towns met",
            "Room 12345",
            "Version 1.2.3",
            "Why 1 May 2020?",
        ] {
            assert!(!is_date(line), "{line}");
        }
    }
}
