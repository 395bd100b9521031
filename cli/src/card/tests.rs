use unicode_width::UnicodeWidthStr;

use super::*;

const FULL: &str = include_str!("../../../shared/article/tests/golden/v1-full.json");
const BORN: &str = include_str!("../../../shared/article/tests/golden/v1-born.json");

#[test]
fn a_card_shows_what_is_known() {
    let expected = "\
Tide turns at the harbour
zh-Hant 97 % · 2020-04-27 (60 %) · A. Mooring · The Harbour Post
  The tide turned.
keywords  tide, harbour
counts    21 characters · 7 words · 2 sentences · 2 paragraphs · 0.1 min
warnings  2 bytes could not be decoded
full text courant show --markdown 59bd4d7d2a0aff3bbe3fc14b99d23767
stages    ingestion 1.2 ms · language-detection 3.5 ms · metadata-extraction
          0.8 ms (attempt 2) · publishing 0.0 ms
subject   articles.published.zh.59bd4d7d2a0aff3bbe3fc14b99d23767
id        59bd4d7d2a0aff3bbe3fc14b99d23767

";
    assert_eq!(card(&record(FULL), 76, Style::Plain), expected);
}

#[test]
fn a_card_of_an_empty_record_is_short() {
    let card = card(&record(BORN), 76, Style::Plain);
    assert_eq!(card, "(no title)\nid        3972243cf868ce05511ecb571f447e06\n\n");
}

#[test]
fn a_card_is_as_wide_as_it_may_be_and_no_wider() {
    let wide = FULL.replace("The tide turned.", &"潮水退了，漁船也回港了。".repeat(9));
    for width in [24, 40, 77, 100] {
        let card = card(&record(&wide), width, Style::Plain);
        let widest = card.lines().map(UnicodeWidthStr::width).max().unwrap();
        assert!(widest <= width && widest + 4 > width, "{widest} of {width}:\n{card}");
    }
}

#[test]
fn colours_add_nothing_but_colours() {
    let colour = card(&record(FULL), 76, Style::Colour);
    let plain = card(&record(FULL), 76, Style::Plain);
    assert!(colour.contains("\u{1b}["));
    assert_eq!(anstream::adapter::strip_str(&colour).to_string(), plain);
}

#[test]
fn nothing_in_a_record_acts_on_the_terminal() {
    let hostile = FULL
        .replace("Tide turns at the harbour", "\\u001b]0;owned\\u0007\\u009b2J")
        .replace("The tide turned.", "\\u202eb\\r\\nc")
        .replace("articles.published.zh", "\\u001b[2J");
    let card = card(&record(&hostile), 76, Style::Plain);
    assert!(!card.chars().any(|c| c != '\n' && c.is_control()), "{card:?}");
    assert!(card.contains("]0;owned"));
}

fn record(json: &str) -> Record {
    Record::parse(json.as_bytes()).unwrap()
}
