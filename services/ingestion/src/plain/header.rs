//! What stands above a plain text: headline, byline, date, source.

use article::{Source, Stated};

use crate::bounds::{self, cut};
use crate::script::{columns, is_han};

/// How many lines from the top may be header lines.
const LINES: usize = 8;
/// The widest headline, in columns.
const HEADLINE: usize = 120;
/// The widest other line of a header, in columns.
const WIDEST: usize = 100;

/// What the lines above a text say.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Header {
    pub(crate) title: Option<Stated>,
    pub(crate) authors: Vec<Stated>,
    pub(crate) published: Vec<Stated>,
    /// Lines that tell of source, as they stood.
    pub(crate) sources: Vec<String>,
}

/// Takes the header's lines from `paragraphs`. Never takes the last paragraph.
pub(crate) fn part(paragraphs: &mut Vec<String>) -> Header {
    let mut header = Header::default();
    let mut taken = 0;
    for at in 0..paragraphs.len().saturating_sub(1).min(LINES) {
        let line = &paragraphs[at];
        let read = if at == 0 && is_headline(line, &paragraphs[1..]) {
            header.title = Some(stated(line, bounds::LINE, Source::Heading));
            true
        } else {
            columns(line) <= WIDEST && read_line(line, &mut header)
        };
        if !read {
            break;
        }
        taken = at + 1;
    }
    paragraphs.drain(..taken);
    header
}

/// A short first line that ends like no sentence, with longer ones below it.
fn is_headline(line: &str, below: &[String]) -> bool {
    let ends =
        ['.', '。', '…', ',', '，', '、', ':', '：', ';', '；', '⋯', '-', '—', '।', '؛', '،'];
    let width = columns(line);
    let labelled = label(line).is_some() || is_date(line);
    width <= HEADLINE
        && !labelled
        && !line.ends_with(ends)
        && line
            .chars()
            .next()
            .is_some_and(|c| c.is_alphanumeric() || "\"'“‘「『《【¿¡«„".contains(c))
        && below.iter().take(4).any(|text| columns(text) > width.max(40) * 5 / 4)
}

/// What a labelled line tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Label {
    Title,
    Author,
    Date,
    Source,
}

const LABELS: &[(&str, Label)] = &[
    ("title", Label::Title),
    ("headline", Label::Title),
    ("標題", Label::Title),
    ("标题", Label::Title),
    ("titel", Label::Title),
    ("titre", Label::Title),
    ("título", Label::Title),
    ("titolo", Label::Title),
    ("заголовок", Label::Title),
    ("タイトル", Label::Title),
    ("제목", Label::Title),
    ("by", Label::Author),
    ("author", Label::Author),
    ("authors", Label::Author),
    ("作者", Label::Author),
    ("記者", Label::Author),
    ("记者", Label::Author),
    ("autor", Label::Author),
    ("auteur", Label::Author),
    ("autore", Label::Author),
    ("автор", Label::Author),
    ("著者", Label::Author),
    ("기자", Label::Author),
    ("文", Label::Author),
    ("date", Label::Date),
    ("published", Label::Date),
    ("日期", Label::Date),
    ("時間", Label::Date),
    ("时间", Label::Date),
    ("發布時間", Label::Date),
    ("发布时间", Label::Date),
    ("datum", Label::Date),
    ("fecha", Label::Date),
    ("data", Label::Date),
    ("дата", Label::Date),
    ("日付", Label::Date),
    ("날짜", Label::Date),
    ("source", Label::Source),
    ("來源", Label::Source),
    ("来源", Label::Source),
    ("quelle", Label::Source),
    ("fuente", Label::Source),
    ("fonte", Label::Source),
    ("источник", Label::Source),
    ("出典", Label::Source),
    ("출처", Label::Source),
];

/// The label of a line `Label: value`, and the value.
fn label(line: &str) -> Option<(Label, &str)> {
    let (name, value) = line.split_once([':', '：'])?;
    let value = value.trim();
    let name = name.trim().to_lowercase();
    let (_, label) = LABELS.iter().find(|(known, _)| *known == name)?;
    (!value.is_empty()).then_some((*label, value))
}

fn read_line(line: &str, header: &mut Header) -> bool {
    match label(line) {
        Some((Label::Title, value)) if header.title.is_none() => {
            header.title = Some(stated(value, bounds::LINE, Source::Heading));
        }
        Some((Label::Author, value)) => {
            header.authors.push(stated(value, bounds::NAME, Source::Byline))
        }
        Some((Label::Date, value)) => {
            header.published.push(stated(value, bounds::NAME, Source::Byline))
        }
        Some((Label::Source, _)) => header.sources.push(line.to_owned()),
        Some((Label::Title, _)) => return false,
        None if is_date(line) => header.published.push(stated(line, bounds::NAME, Source::Byline)),
        None => match byline(line) {
            Some(name) => header.authors.push(stated(name, bounds::NAME, Source::Byline)),
            None => return false,
        },
    }
    true
}

/// The name in `By Jane Doe`, `Von Max Muster`, `文/張三`, `記者 張三`.
fn byline(line: &str) -> Option<&str> {
    const LEADS: [&str; 10] =
        ["By ", "BY ", "Von ", "Par ", "Por ", "文/", "文／", "記者 ", "记者 ", "Di "];
    let name = LEADS.iter().find_map(|lead| line.strip_prefix(lead))?.trim();
    let named = |word: &str| word.starts_with(|c: char| c.is_uppercase() || is_han(c) || c == '&');
    let particles = ["and", "und", "et", "y", "e", "von", "van", "de", "del", "da", "bin", "al"];
    let words = name.split_whitespace();
    let all = words.clone().all(|word| named(word) || particles.contains(&word));
    (all && (1..=10).contains(&words.count()) && !name.ends_with(['.', '。'])).then_some(name)
}

/// A line that is a date and little else: a year in it, and hardly a word of prose.
fn is_date(line: &str) -> bool {
    let digits = line.chars().filter(char::is_ascii_digit).count();
    let letters = line.chars().filter(|c| c.is_alphabetic()).count();
    let year = line.as_bytes().windows(4).any(|four| {
        (four.starts_with(b"19") || four.starts_with(b"20")) && four.iter().all(u8::is_ascii_digit)
    });
    year && columns(line) <= 40
        && digits >= 5
        && letters <= 20
        && line.split_whitespace().count() <= 6
        && !line.ends_with(['!', '?', '。'])
}

fn stated(value: &str, bytes: usize, source: Source) -> Stated {
    Stated { value: cut(value.trim(), bytes).to_owned(), source }
}

#[cfg(test)]
mod tests;
