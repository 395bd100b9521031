use dom_smoothie::{Config, Readability};

/// The main content of `page` according to the readability rules, as HTML. If it has fewer than
/// `shortest` characters, they try again less strictly.
pub(super) fn find(page: &str, shortest: usize) -> Option<String> {
    let config = Config { disable_json_ld: true, char_threshold: shortest, ..Config::default() };
    let mut reader = Readability::new(page, None, Some(config)).ok()?;
    Some(reader.parse().ok()?.content.to_string())
}
