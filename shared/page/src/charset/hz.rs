//! HZ (RFC 1843): Chinese in ASCII, as used in e-mail and news. The WHATWG Encoding Standard has no
//! decoder for it.

use encoding_rs::GBK;

/// The label of the charset.
pub(super) const NAME: &str = "hz-gb-2312";

/// Minimum number of characters between `~{` and `~}`. Fewer may be a coincidence.
const FEWEST: usize = 4;

/// The text of `bytes`, if they are in HZ: what is between `~{` and `~}` reads as frequent Chinese
/// characters and punctuation.
pub(super) fn decode(bytes: &[u8]) -> Option<String> {
    let (mut text, mut rest) = (String::new(), bytes);
    let (mut all, mut frequent) = (0, 0);
    while let Some(at) = position(rest, b"~{") {
        push_ascii(&mut text, &rest[..at]);
        let end = position(&rest[at..], b"~}").map(|end| at + end)?;
        let pairs = rest[at + 2..end].as_chunks::<2>();
        let (pairs, []) = pairs else { return None };
        for pair in pairs {
            let bytes = pair.map(|byte| byte | 0x80);
            text.push_str(&GBK.decode_without_bom_handling_and_without_replacement(&bytes)?);
            frequent += usize::from(matches!(pair[0], 0x21..=0x29 | 0x30..=0x57));
        }
        all += pairs.len();
        rest = &rest[end + 2..];
    }
    push_ascii(&mut text, rest);
    (all >= FEWEST && frequent * 5 >= all * 4).then_some(text)
}

/// Adds text in ASCII: `~~` is a tilde, and a tilde before a line feed continues the line.
fn push_ascii(text: &mut String, bytes: &[u8]) {
    let ascii = String::from_utf8_lossy(bytes);
    text.push_str(&ascii.replace("~\n", "").replace("~~", "~"));
}

fn position(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    bytes.windows(needle.len()).position(|window| window == needle)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hz_is_read() {
        let cases = [
            // The example of RFC 1843, and one more line.
            (
                "This sentence is in ASCII.\nThe next sentence is in GB.~{<:Ky2;S{#,NpJ)l6HK!#~}Bye.",
                Some(
                    "This sentence is in ASCII.\nThe next sentence is in GB.己所不欲，勿施於人。Bye.",
                ),
            ),
            ("~~ ~{VPND~} ~\nx ~{VPND~}", Some("~ 中文 x 中文")),
            ("(format t \"~{~a~^, ~}\" list)", None),
            ("~{item~} and ~{name~} and ~{text~}", None),
            ("~{VPND", None),
            ("~{VP~}", None),
            ("~{VPN~}", None),
            ("no shift", None),
        ];
        for (bytes, expected) in cases {
            assert_eq!(decode(bytes.as_bytes()).as_deref(), expected, "{bytes}");
        }
    }
}
