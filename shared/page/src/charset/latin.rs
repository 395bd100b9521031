//! Checks a label of Latin-1 against the text. Many servers send this label by default, and Latin-1
//! decodes any bytes without an error.

use encoding_rs::{
    Encoding, IBM866, ISO_8859_5, ISO_8859_6, ISO_8859_7, ISO_8859_8, KOI8_R, KOI8_U, WINDOWS_874,
    WINDOWS_1251, WINDOWS_1252, WINDOWS_1253, WINDOWS_1255, WINDOWS_1256, X_MAC_CYRILLIC,
};

use super::detect::{self, Guess};
use super::label::language;
use super::mac;

/// Whether a text is in Latin-1, as its label says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Label {
    Confirmed,
    /// The text is in another charset.
    Refuted(&'static Encoding),
    /// The text may be in another charset, but there is too little evidence.
    Doubtful(&'static Encoding),
}

/// Checks the label of `bytes`, which are not UTF-8.
pub(super) fn check(bytes: &[u8], url: Option<&str>) -> Label {
    let hint = language(bytes).and_then(country);
    let Guess { encoding, is_clear } = match hint {
        Some(country) => detect::guess_for_country(bytes, Some(country.as_bytes())),
        None => detect::guess(bytes, url),
    };
    let is_east_asian = detect::is_east_asian(encoding);
    if !is_east_asian && mac::is_mac_cyrillic(detect::sample(bytes)) {
        return Label::Refuted(X_MAC_CYRILLIC);
    }
    if encoding == WINDOWS_1252 {
        return Label::Confirmed;
    }
    let refuted = if is_east_asian {
        is_clear
    } else if NOT_LATIN.contains(&encoding) {
        letters_form_words(bytes, encoding)
    } else {
        // Another Latin charset. Either the language of the page calls for it; or the detector finds
        // it for the URL's country and finds Latin-1 unlikely without that hint, or finds it in spite
        // of a hint at a country that uses Latin-1.
        let other = |country| detect::guess_for_country(bytes, country).encoding;
        hint.is_some()
            || is_country_of_others(url) && other(None) != WINDOWS_1252
            || other(Some(b"fr")) == encoding
    };
    if refuted { Label::Refuted(encoding) } else { Label::Doubtful(encoding) }
}

/// Single-byte charsets of other scripts than Latin.
const NOT_LATIN: [&Encoding; 13] = [
    IBM866,
    ISO_8859_5,
    ISO_8859_6,
    ISO_8859_7,
    ISO_8859_8,
    KOI8_R,
    KOI8_U,
    WINDOWS_874,
    WINDOWS_1251,
    WINDOWS_1253,
    WINDOWS_1255,
    WINDOWS_1256,
    X_MAC_CYRILLIC,
];

/// Average number of adjacent non-ASCII letters from which on they are words of another script.
/// Non-ASCII letters of Latin-1 mostly occur alone.
const WORD: usize = 3;

fn letters_form_words(bytes: &[u8], encoding: &'static Encoding) -> bool {
    let (text, _) = encoding.decode_without_bom_handling(detect::sample(bytes));
    let (mut letters, mut words, mut in_word) = (0, 0, false);
    for c in text.chars() {
        let is_letter = !c.is_ascii() && c.is_alphanumeric();
        letters += usize::from(is_letter);
        words += usize::from(is_letter && !in_word);
        in_word = is_letter;
    }
    words > 0 && letters >= WORD * words
}

/// A country whose charsets write `language`, as a top-level domain; `None` if Latin-1 does.
fn country(language: &str) -> Option<&'static str> {
    let (_, country) = COUNTRIES.iter().find(|(known, _)| *known == language)?;
    Some(country)
}

/// Whether the URL is in a country whose languages Latin-1 can't write.
fn is_country_of_others(url: Option<&str>) -> bool {
    let domain = url.and_then(detect::top_level_domain).unwrap_or_default();
    COUNTRIES.iter().any(|(_, country)| country.as_bytes() == domain)
}

/// Languages that Latin-1 can't write.
const COUNTRIES: [(&str, &str); 24] = [
    ("ar", "eg"),
    ("be", "by"),
    ("bg", "bg"),
    ("bs", "ba"),
    ("cs", "cz"),
    ("el", "gr"),
    ("fa", "ir"),
    ("he", "il"),
    ("hr", "hr"),
    ("hu", "hu"),
    ("lt", "lt"),
    ("lv", "lv"),
    ("mk", "mk"),
    ("pl", "pl"),
    ("ro", "ro"),
    ("ru", "ru"),
    ("sk", "sk"),
    ("sl", "si"),
    ("sr", "rs"),
    ("th", "th"),
    ("tr", "tr"),
    ("uk", "ua"),
    ("ur", "pk"),
    ("vi", "vn"),
];
