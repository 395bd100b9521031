//! How text from documents is shown.

use maud::{Markup, html};
pub(crate) use operator::milliseconds as time;
use url::Url;

/// At most `most` characters of a document's text, on one line, without control characters and
/// without those that reorder text around them (UAX #9).
pub(crate) fn line(text: &str, most: usize) -> String {
    let mut shown = String::new();
    let kept =
        text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).filter(|c| is_kept(*c));
    for (count, c) in kept.enumerate() {
        if count == most {
            shown.push('…');
            break;
        }
        if !(c == ' ' && shown.ends_with(' ')) {
            shown.push(c);
        }
    }
    shown.trim().to_owned()
}

/// The same, with its line breaks.
pub(crate) fn block(text: &str, most: usize) -> String {
    text.chars().filter(|c| is_kept(*c) || matches!(c, '\n' | '\t')).take(most).collect()
}

fn is_kept(c: char) -> bool {
    !c.is_control()
        && !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
}

/// A link to a web page. Any other address is only text.
pub(crate) fn link(address: &str) -> Markup {
    let text = line(address, 120);
    let url = Url::parse(address).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
    match url {
        Some(url) => html! { a href=(url.as_str()) rel="noopener noreferrer nofollow" { (text) } },
        None => html! { span { (text) } },
    }
}

/// Bytes as a table of hex digits and ASCII.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let row = |(number, row): (usize, &[u8])| {
        let digits: String = row.iter().map(|byte| format!("{byte:02x} ")).collect();
        let visible = |byte: &u8| if (0x20..0x7f).contains(byte) { char::from(*byte) } else { '.' };
        let ascii: String = row.iter().map(visible).collect();
        format!("{:06x}  {digits:<48} {ascii}\n", number * 16)
    };
    bytes.chunks(16).enumerate().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_reorders_or_controls_is_left_out() {
        assert_eq!(line("a\u{202e}b\u{2066}c\n\td\u{7}", 100), "abc d");
        assert_eq!(line("abcdef", 3), "abc…");
        assert_eq!(block("a\nb\u{202e}\r", 100), "a\nb");
    }

    #[test]
    fn only_web_addresses_are_links() {
        let shown = link("https://example.org/a?b=\"><script>").into_string();
        assert!(
            shown.starts_with("<a href=\"https://example.org/a?b=") && !shown.contains("<script")
        );
        for address in ["javascript:alert(1)", "data:text/html,x", "//example.org", "x"] {
            assert!(!link(address).into_string().contains("href"), "{address}");
        }
    }

    #[test]
    fn bytes_are_shown_as_digits() {
        assert_eq!(hex(b"%PDF\x00"), format!("000000  {:<48} %PDF.\n", "25 50 44 46 00 "));
    }
}
