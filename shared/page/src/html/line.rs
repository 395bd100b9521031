use text::characters::{clean, collapse, nfc};

use super::entities::decode;

/// Turns text of a page into one clean line.
pub(super) fn line(text: &str) -> String {
    nfc(&collapse(&clean(&decode(text)))).into_owned()
}
