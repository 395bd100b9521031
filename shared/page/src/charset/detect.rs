//! Detection of undeclared charsets.

use chardetng::EncodingDetector;
use encoding_rs::{
    BIG5, EUC_JP, EUC_KR, Encoding, GB18030, ISO_2022_JP, ISO_8859_2, ISO_8859_7, ISO_8859_8,
    SHIFT_JIS, UTF_16BE, UTF_16LE, WINDOWS_1250, WINDOWS_1253, WINDOWS_1255,
};

use url::Url;

use super::label::widened;

/// Number of bytes that the detector reads, from the first non-ASCII byte on.
const SAMPLE: usize = 64 * 1024;
/// Number of lines that it reads one by one.
const PIECES: usize = 64;

/// Detects charsets whose bytes can be valid UTF-8 and must be checked first: ISO-2022-JP by its escape
/// sequences, UTF-16 by its label or its zero bytes.
pub(super) fn seven_or_sixteen_bit(
    bytes: &[u8],
    label: Option<&'static Encoding>,
) -> Option<&'static Encoding> {
    if let Some(label) = label
        && (label == UTF_16LE || label == UTF_16BE)
        // Valid UTF-8 without a zero byte is hardly ever UTF-16, whatever the label.
        && (bytes.contains(&0) || std::str::from_utf8(bytes).is_err())
    {
        return Some(label);
    }
    if bytes.is_ascii() && [&b"\x1b$B"[..], b"\x1b$@"].iter().any(|shift| holds(bytes, shift)) {
        return Some(ISO_2022_JP);
    }
    utf16_by_zeros(bytes)
}

/// Detects UTF-16 by the zero bytes of its ASCII characters, such as those of tags and spaces: they are
/// every other byte, or in other scripts at least one in twenty of these, and hardly any of the others.
fn utf16_by_zeros(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(4096) & !1];
    let zeros = |odd: usize| sample.iter().skip(odd).step_by(2).filter(|b| **b == 0).count();
    let (even, odd, pairs) = (zeros(0), zeros(1), sample.len() / 2);
    // In UTF-16 there is a zero byte between them. Other pages have zero bytes that are errors.
    let has_other_tags = || sample.windows(2).any(|pair| pair == b"</");
    let is_ascii = |own: usize, other: usize| {
        own * 10 > pairs * 6 && other * 20 < pairs
            || own >= 16 && own * 20 > pairs && own > other * 20 && !has_other_tags()
    };
    if pairs < 4 {
        None
    } else if is_ascii(odd, even) {
        Some(UTF_16LE)
    } else if is_ascii(even, odd) {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// The most likely charset of a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Guess {
    pub(super) encoding: &'static Encoding,
    /// Whether there is evidence for it in the text.
    pub(super) is_clear: bool,
}

/// The most likely charset of bytes that are not UTF-8.
pub(super) fn guess(bytes: &[u8], url: Option<&str>) -> Guess {
    guess_for_country(bytes, url.and_then(top_level_domain).as_deref())
}

/// Like [`guess`], with the top-level domain of the country that the text comes from.
pub(super) fn guess_for_country(bytes: &[u8], country: Option<&[u8]>) -> Guess {
    let sample = sample(bytes);
    let whole = detect(sample, bytes.ends_with(sample), country);
    if is_east_asian(whole.encoding) {
        return whole;
    }
    let whole = Guess {
        encoding: central_european(with_controls(whole.encoding, sample), sample, country),
        ..whole
    };
    piecewise(sample, country).map_or(whole, |encoding| Guess { encoding, is_clear: true })
}

/// windows-1250 for a Polish text with its `ą`, which is `š` in ISO-8859-2.
fn central_european(
    encoding: &'static Encoding,
    sample: &[u8],
    country: Option<&[u8]>,
) -> &'static Encoding {
    const WINDOWS: u8 = 0xb9;
    const ISO: u8 = 0xb1;
    let count = |letter| sample.iter().filter(|b| **b == letter).count();
    let is_polish = encoding == ISO_8859_2 && country == Some(b"pl");
    if is_polish && count(WINDOWS) > count(ISO) { WINDOWS_1250 } else { encoding }
}

/// The charset of Windows that has letters and quotation marks where an ISO charset with mostly the same
/// letters has control characters, if the text has those bytes.
fn with_controls(encoding: &'static Encoding, sample: &[u8]) -> &'static Encoding {
    let windows =
        [(ISO_8859_2, WINDOWS_1250), (ISO_8859_7, WINDOWS_1253), (ISO_8859_8, WINDOWS_1255)];
    let known = windows.into_iter().find(|(iso, _)| *iso == encoding);
    let has_controls = || sample.iter().any(|b| (0x80..=0x9f).contains(b));
    known.filter(|_| has_controls()).map_or(encoding, |(_, windows)| windows)
}

/// The part of a text that detection reads: from the first non-ASCII byte on.
pub(super) fn sample(bytes: &[u8]) -> &[u8] {
    let from = bytes.iter().position(|b| !b.is_ascii()).unwrap_or(0);
    &bytes[from..bytes.len().min(from + SAMPLE)]
}

fn detect(bytes: &[u8], is_end: bool, country: Option<&[u8]>) -> Guess {
    let mut detector = EncodingDetector::new();
    detector.feed(bytes, is_end);
    let (encoding, is_clear) = detector.guess_assess(country, false);
    Guess { encoding: widened(encoding), is_clear }
}

/// The East Asian charset of most lines. The detector rules out such a charset at the first invalid
/// sequence, so one broken character would make the entire text Latin.
fn piecewise(sample: &[u8], country: Option<&[u8]>) -> Option<&'static Encoding> {
    let beyond = |bytes: &[u8]| bytes.iter().filter(|b| !b.is_ascii()).count();
    let mut votes: Vec<(&'static Encoding, usize)> = Vec::new();
    for piece in sample.split(|b| *b == b'\n').filter(|piece| !piece.is_ascii()).take(PIECES) {
        let guess = detect(piece, true, country).encoding;
        match votes.iter_mut().find(|(known, _)| *known == guess) {
            Some((_, votes)) => *votes += beyond(piece),
            None => votes.push((guess, beyond(piece))),
        }
    }
    let all: usize = votes.iter().map(|(_, votes)| votes).sum();
    let (winner, votes) = votes.into_iter().max_by_key(|(_, votes)| *votes)?;
    (is_east_asian(winner) && votes * 4 > all * 3).then_some(winner)
}

/// Whether an encoding is one of Chinese, Japanese or Korean.
pub(super) fn is_east_asian(encoding: &'static Encoding) -> bool {
    [GB18030, BIG5, SHIFT_JIS, EUC_JP, EUC_KR].contains(&encoding)
}

/// The top-level domain of a URL in the form the detector requires: lower-case ASCII without a dot.
pub(super) fn top_level_domain(url: &str) -> Option<Vec<u8>> {
    let url = Url::parse(url).ok()?;
    let label = url.domain()?.trim_end_matches('.').rsplit('.').next()?;
    let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    (!label.is_empty() && label.bytes().all(fits)).then(|| label.as_bytes().to_vec())
}

fn holds(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len()).any(|window| window == needle)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_top_level_domain_is_lower_case_ascii() {
        let cases = [
            ("https://user:x@www.Example.CN:8080/a?b", Some("cn")),
            ("http://example.org.", Some("org")),
            ("http://127.0.0.1/x", None),
            ("http://пример.рф/", Some("xn--p1ai")),
            ("http:///", None),
            ("example.cn/a", None),
            ("http://[::1]/", None),
        ];
        for (url, expected) in cases {
            let found = top_level_domain(url);
            assert_eq!(found.as_deref(), expected.map(str::as_bytes), "{url}");
        }
    }
}
