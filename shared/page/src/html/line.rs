use text::characters::{clean, collapse, nfc};

use super::entities::decode;

/// Turns text of a page into one clean line.
pub(super) fn line(text: &str) -> String {
    nfc(&collapse(&clean(text))).into_owned()
}

/// Like [`line`], for values that are often escaped twice: those of attributes and of JSON-LD.
pub(super) fn unescaped_line(text: &str) -> String {
    line(&decode(text))
}
