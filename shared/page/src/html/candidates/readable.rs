use dom_smoothie::{Config, Readability};

/// What the readability rules take for the main content of `page`, as HTML. A text of less than
/// `shortest` characters makes them try again with less strict ones.
pub(super) fn find(page: &str, shortest: usize) -> Option<String> {
    let config = Config { disable_json_ld: true, char_threshold: shortest, ..Config::default() };
    let mut reader = Readability::new(page, None, Some(config)).ok()?;
    Some(reader.parse().ok()?.content.to_string())
}
