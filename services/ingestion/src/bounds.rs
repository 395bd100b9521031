//! How long what a document says of itself may get. Longer values are cut, at a character.

/// Bytes of an address.
pub(crate) const ADDRESS: usize = 4096;
/// Bytes of a title, heading or other line.
pub(crate) const LINE: usize = 1024;
/// Bytes of an author's name, a date, a source's name.
pub(crate) const NAME: usize = 256;

/// The longest beginning of `text` that has at most `bytes` bytes and ends between characters.
pub(crate) fn cut(text: &str, bytes: usize) -> &str {
    &text[..text.floor_char_boundary(bytes)]
}

/// As [`cut`], and says so in `warnings`.
pub(crate) fn cut_with_warning(
    text: &str,
    bytes: usize,
    what: &str,
    warnings: &mut Vec<String>,
) -> String {
    if text.len() > bytes {
        warnings.push(format!("the {what} has {} bytes and was cut to {bytes}", text.len()));
    }
    cut(text, bytes).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_between_characters() {
        assert_eq!(cut("會議", 5), "會");
        assert_eq!(cut("會議", 6), "會議");
        assert_eq!(cut("會議", 600), "會議");
    }
}
