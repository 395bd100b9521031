//! Maximum lengths of declared values. Longer values are cut between characters.

/// Bytes of an address.
pub const ADDRESS: usize = 4096;
/// Bytes of a title, heading or other line.
pub const LINE: usize = 1024;
/// Bytes of an author's name, a date, a source's name.
pub const NAME: usize = 256;

/// The longest beginning of `value` that has at most `bytes` bytes; a warning if that is not all.
pub fn cut_with_warning(
    value: &str,
    bytes: usize,
    what: &str,
    warnings: &mut Vec<String>,
) -> String {
    if value.len() > bytes {
        warnings.push(format!("the {what} has {} bytes and was cut to {bytes}", value.len()));
    }
    text::cut(value, bytes).to_owned()
}
