//! Names of months in every language that Courant detects (Unicode CLDR).

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::calendar::Calendar;

/// The names: calendar, language, month, width, names. Written by `tools/cldr-dates.py`.
const TABLE: &str = include_str!("months.tsv");
/// The longest name, in words.
const WORDS: usize = 3;

/// A month of a calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Month {
    pub(crate) calendar: Calendar,
    /// Starts at 1.
    pub(crate) number: i8,
}

/// The meaning of a name in a language.
#[derive(Debug, Clone, Copy)]
struct Meaning {
    month: Month,
    language: &'static str,
    is_wide: bool,
}

/// The month whose name `text` begins with, and the length of the name.
///
/// A name with different meanings is read in the text's `language` if it is a name there.
/// Abbreviations in other languages are accepted only if the language is unknown.
pub(crate) fn month(text: &str, language: Option<&str>) -> Option<(Month, usize)> {
    let first = word(text)?;
    let name = text[..first].to_lowercase();
    if NAMES.beginnings.contains(name.as_str()) {
        let ends = ends(text, first);
        let longer = ends.iter().rev().filter(|end| **end > first);
        if let Some(found) = longer
            .copied()
            .find_map(|end| Some((NAMES.meaning(&text[..end].to_lowercase(), language)?, end)))
        {
            return Some(found);
        }
    }
    Some((NAMES.meaning(&name, language)?, first))
}

/// The names in English and in the language `code`, in lower case.
pub(crate) fn month_names(code: &str) -> impl Iterator<Item = &'static str> {
    rows()
        .filter(move |row| row.language == code || row.language == "en")
        .flat_map(|row| row.names())
}

/// The entry of the table for a language, so that it can be kept without a lifetime.
pub(crate) fn language(code: &str) -> Option<&'static str> {
    NAMES.languages.get(code).copied()
}

/// The length of the word that `text` begins with: letters with their marks.
pub(crate) fn word(text: &str) -> Option<usize> {
    let inside =
        |c: char| c.is_alphabetic() || is_combining_mark(c) || "\u{200c}\u{200d}".contains(c);
    let end = text.find(|c| !inside(c)).unwrap_or(text.len());
    (2..=48).contains(&end).then_some(end)
}

/// The ends of the first words of `text`, separated by single spaces or full stops.
fn ends(text: &str, first: usize) -> Vec<usize> {
    let mut ends = vec![first];
    while ends.len() < WORDS {
        let end = ends[ends.len() - 1];
        let Some(rest) = text[end..].strip_prefix([' ', '\u{a0}', '.']) else { break };
        let start = text.len() - rest.len();
        let inside = |c: char| c.is_alphanumeric() || is_combining_mark(c);
        let length = rest.find(|c| !inside(c)).unwrap_or(rest.len());
        if length == 0 || length > 48 {
            break;
        }
        ends.push(start + length);
    }
    ends
}

struct Names {
    meanings: HashMap<&'static str, Vec<Meaning>>,
    /// By the name without its accents and points.
    plain: HashMap<String, Vec<Meaning>>,
    /// The first parts of names with several words or with full stops: `tháng 9`, `ก.พ.`.
    beginnings: HashSet<&'static str>,
    languages: HashSet<&'static str>,
}

static NAMES: LazyLock<Names> = LazyLock::new(|| {
    let mut names = Names {
        meanings: HashMap::new(),
        plain: HashMap::new(),
        beginnings: HashSet::new(),
        languages: HashSet::new(),
    };
    for row in rows() {
        names.languages.insert(row.language);
        for name in row.names() {
            let meaning =
                Meaning { month: row.month, language: row.language, is_wide: row.is_wide };
            names.meanings.entry(name).or_default().push(meaning);
            let plain = plain(name);
            if plain != name {
                names.plain.entry(plain).or_default().push(meaning);
            }
            names.beginnings.extend(name.split_once([' ', '.']).map(|(first, _)| first));
        }
    }
    names
});

impl Names {
    fn meaning(&self, name: &str, language: Option<&str>) -> Option<Month> {
        let written = self.meanings.get(name);
        let all = written.or_else(|| self.plain.get(plain(name).as_str()))?;
        let known = |meaning: &&Meaning| language.is_none_or(|code| meaning.language == code);
        let own = all.iter().find(|meaning| language.is_some() && known(meaning));
        if let Some(own) = own {
            return Some(own.month);
        }
        let foreign =
            |meaning: &&Meaning| language.is_none() || meaning.is_wide || meaning.language == "en";
        let others: Vec<&Meaning> = all.iter().filter(foreign).collect();
        if let Some(english) = others.iter().find(|meaning| meaning.language == "en") {
            return Some(english.month);
        }
        let first = others.first()?.month;
        others.iter().all(|meaning| meaning.month == first).then_some(first)
    }
}

/// A name without the accents, points and hamzas that many leave out: `fevrier`, `اغسطس`, `अगस्त`.
fn plain(name: &str) -> String {
    let is_kept = |c: &char| !matches!(c, '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5c7}' | '\u{64b}'..='\u{65f}' | '\u{93c}' | '\u{9bc}' | '\u{a3c}' | '\u{abc}' | '\u{b3c}');
    name.nfd().filter(is_kept).collect()
}

/// A line of the table.
struct Row {
    month: Month,
    language: &'static str,
    is_wide: bool,
    names: &'static str,
}

impl Row {
    fn names(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.names.split('|')
    }
}

fn rows() -> impl Iterator<Item = Row> {
    TABLE.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let mut cells = line.split('\t');
        let (calendar, language) = (cells.next()?, cells.next()?);
        let calendar = match calendar {
            "gregorian" if language == "th" => Calendar::Thai,
            "gregorian" => Calendar::Gregorian,
            "persian" => Calendar::Persian,
            "islamic" => Calendar::Islamic,
            _ => return None,
        };
        let number = cells.next()?.parse().ok()?;
        let is_wide = cells.next()? == "w";
        let month = Month { calendar, number };
        Some(Row { month, language, is_wide, names: cells.next()? })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str, language: Option<&str>) -> Option<i8> {
        month(text, language).map(|(month, _)| month.number)
    }

    #[test]
    fn every_row_is_read() {
        let lines = TABLE.lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!(rows().count(), lines);
    }

    #[test]
    fn knows_the_months_of_many_languages() {
        let cases = [
            ("April", 4),
            ("märz", 3),
            ("août", 8),
            ("enero", 1),
            ("dicembre", 12),
            ("maio", 5),
            ("augustus", 8),
            ("мая", 5),
            ("października", 10),
            ("Juli", 7),
            ("eylül", 9),
            ("červen", 6),
            ("февруари", 2),
            ("जनवरी", 1),
            ("మార్చి", 3),
            ("ივლისი", 7),
            ("Bealtaine", 5),
            ("Meán Fómhair", 9),
            ("تشرين الثاني", 11),
            ("tháng 11", 11),
        ];
        for (name, expected) in cases {
            assert_eq!(number(name, None), Some(expected), "{name}");
        }
        assert_eq!(number("monday", None), None);
    }

    #[test]
    fn the_language_decides_about_ambiguous_names() {
        assert_eq!(number("listopada", Some("pl")), Some(11));
        assert_eq!(number("listopada", Some("hr")), Some(10));
        assert_eq!(number("listopada", None), None);
        // An abbreviation in another language is a word in this one.
        assert_eq!(number("sie", Some("pl")), Some(8));
        assert_eq!(number("sie", Some("de")), None);
    }
}
