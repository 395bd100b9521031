//! Decodes bytes to text.

mod detect;
mod hz;
mod label;
mod latin;
mod mac;

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252, X_MAC_CYRILLIC};

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
    /// Another charset that the text may be in, where the declared one is doubtful.
    pub alternative: Option<String>,
}

impl Decoded {
    fn new(encoding: &'static Encoding, text: String, replaced: usize) -> Self {
        Self { text, charset: name(encoding), replaced, alternative: None }
    }
}

/// Decodes `bytes`. In order of precedence: byte order mark; UTF-8 if the bytes are valid UTF-8,
/// whatever the label; declared UTF-8 unless most of its non-ASCII characters are broken; another
/// declared charset; detection.
pub fn decode(bytes: &[u8], hints: &Hints<'_>) -> Decoded {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return read(encoding, &bytes[mark..]);
    }
    let header = hints.content_type.and_then(label::in_content_type);
    if let Some(encoding) = detect::seven_or_sixteen_bit(bytes, header) {
        return read(encoding, bytes);
    }
    if bytes.is_ascii()
        && let Some(text) = hz::decode(bytes)
    {
        return Decoded { charset: hz::NAME.to_owned(), ..Decoded::new(UTF_8, text, 0) };
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => return Decoded::new(UTF_8, text.to_owned(), 0),
        // Cut off within the last character: still UTF-8.
        Err(error) if error.error_len().is_none() && error.valid_up_to() > 0 => {
            return read(UTF_8, bytes);
        }
        Err(_) => {}
    }
    let labels = [header, label::in_page(bytes)];
    let utf8 = read(UTF_8, bytes);
    let intact = utf8.text.chars().filter(|c| !c.is_ascii()).count() - utf8.replaced;
    let is_declared = labels.contains(&Some(UTF_8));
    // Without a label, UTF-8 needs more evidence.
    if utf8.replaced <= if is_declared { intact } else { intact / 20 } {
        return utf8;
    }
    let mut best: Option<Decoded> = None;
    for encoding in
        labels.into_iter().flatten().filter(|known| ![UTF_8, WINDOWS_1252].contains(known))
    {
        keep_better(&mut best, read(encoding, bytes));
    }
    if let Some(best) = best.take_if(|best| best.replaced == 0) {
        return best;
    }
    let mut guessed = if labels.contains(&Some(WINDOWS_1252)) {
        checked_latin(bytes, hints.url)
    } else {
        read(guessed(bytes, hints.url), bytes)
    };
    keep_better(&mut best, utf8);
    if let Some(best) = best.filter(|best| best.replaced <= guessed.replaced) {
        guessed = best;
    }
    guessed
}

/// The most likely charset of bytes that are not UTF-8 and have no useful label.
fn guessed(bytes: &[u8], url: Option<&str>) -> &'static Encoding {
    let guess = detect::guess(bytes, url).encoding;
    if !detect::is_east_asian(guess) && mac::is_mac_cyrillic(detect::sample(bytes)) {
        X_MAC_CYRILLIC
    } else {
        guess
    }
}

/// Decodes bytes labelled as Latin-1, unless the text refutes the label.
fn checked_latin(bytes: &[u8], url: Option<&str>) -> Decoded {
    match latin::check(bytes, url) {
        latin::Label::Confirmed => read(WINDOWS_1252, bytes),
        latin::Label::Refuted(encoding) => read(encoding, bytes),
        latin::Label::Doubtful(encoding) => {
            Decoded { alternative: Some(name(encoding)), ..read(WINDOWS_1252, bytes) }
        }
    }
}

/// Replaces `best` by `other` if that has fewer replaced characters.
fn keep_better(best: &mut Option<Decoded>, other: Decoded) {
    if best.as_ref().is_none_or(|best| other.replaced < best.replaced) {
        *best = Some(other);
    }
}

fn read(encoding: &'static Encoding, bytes: &[u8]) -> Decoded {
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    let replaced = text.matches('\u{fffd}').count();
    Decoded::new(encoding, text.into_owned(), replaced)
}

fn name(encoding: &'static Encoding) -> String {
    encoding.name().to_ascii_lowercase()
}

#[cfg(test)]
mod tests;
