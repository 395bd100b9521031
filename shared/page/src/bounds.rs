//! Maximum lengths of declared values. Longer values are cut on a character boundary.

/// Maximum bytes of an address.
pub const ADDRESS: usize = 4096;
/// Maximum bytes of a title, heading or other line.
pub const LINE: usize = 1024;
/// Maximum bytes of the name of an author or source, or of a date.
pub const NAME: usize = 256;

/// Cuts `value` to at most `bytes` bytes. Adds a warning if it was longer.
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
