//! Decodes bytes to text.

mod detect;
mod label;

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

/// Hints at the charset of content, apart from the content.
#[derive(Debug, Clone, Copy, Default)]
pub struct Hints<'a> {
    /// The declared content type, such as `text/html; charset=gbk`.
    pub content_type: Option<&'a str>,
    /// URL of the document. Charsets used in its country are more likely.
    pub url: Option<&'a str>,
}

impl<'a> Hints<'a> {
    /// Hints that consist of a content type.
    pub fn labelled(content_type: Option<&'a str>) -> Self {
        Self { content_type, url: None }
    }
}

/// A decoded text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The text.
    pub text: String,
    /// WHATWG name of the charset, in lower case.
    pub charset: String,
    /// Number of U+FFFD in the text, each for bytes that couldn't be decoded.
    pub replaced: usize,
}

/// Reads `bytes`. In order: byte order mark; UTF-8 if it is valid, whatever the label; the
/// declared charset; the page's own declaration; detection.
pub fn decode(bytes: &[u8], hints: &Hints<'_>) -> Decoded {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return read(encoding, &bytes[mark..]);
    }
    let header = hints.content_type.and_then(label::in_content_type);
    if let Some(encoding) = detect::seven_or_sixteen_bit(bytes, header) {
        return read(encoding, bytes);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => return Decoded { text: text.to_owned(), charset: name(UTF_8), replaced: 0 },
        // Cut off inside the last character: still UTF-8.
        Err(error) if error.error_len().is_none() && error.valid_up_to() > 0 => {
            return read(UTF_8, bytes);
        }
        Err(_) => {}
    }

    let labels = [header, label::in_page(bytes)];
    let mut best: Option<Decoded> = None;
    for encoding in labels.into_iter().flatten() {
        // Latin-1 reads any bytes without a fault and is many a server's default: as a label it
        // says next to nothing, so a page's own word and a clear detection go before it.
        if encoding == WINDOWS_1252 {
            continue;
        }
        keep_better(&mut best, read(encoding, bytes));
    }
    if best.as_ref().is_some_and(|decoded| decoded.replaced == 0) {
        return best.unwrap_or_else(|| read(UTF_8, bytes));
    }
    // A few broken characters do not make a UTF-8 text anything else.
    let utf8 = read(UTF_8, bytes);
    if utf8.replaced * 20 < utf8.text.chars().filter(|c| !c.is_ascii()).count() {
        return utf8;
    }
    let latin = labels.into_iter().flatten().any(|encoding| encoding == WINDOWS_1252);
    keep_better(&mut best, read(detect::guess(bytes, hints.url, latin), bytes));
    best.unwrap_or(utf8)
}

/// Of two readings the one that lost less; the first, if both lost the same.
fn keep_better(best: &mut Option<Decoded>, other: Decoded) {
    if best.as_ref().is_none_or(|best| other.replaced < best.replaced) {
        *best = Some(other);
    }
}

fn read(encoding: &'static Encoding, bytes: &[u8]) -> Decoded {
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    let replaced = text.matches('\u{fffd}').count();
    Decoded { text: Cow::into_owned(text), charset: name(encoding), replaced }
}

fn name(encoding: &'static Encoding) -> String {
    encoding.name().to_ascii_lowercase()
}

#[cfg(test)]
mod tests;
