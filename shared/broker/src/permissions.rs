/// The subject of a permissions violation, as the server words it:
/// `Permissions Violation for Publish to "articles.raw"`.
pub(crate) fn denied(error: &str) -> Option<&str> {
    if !error.to_ascii_lowercase().contains("permissions violation") {
        return None;
    }
    error.split('"').nth(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_violation_names_its_subject() {
        let error = "Permissions Violation for Publish to \"articles.raw\"";
        assert_eq!(denied(error), Some("articles.raw"));
        assert_eq!(denied("Stale Connection"), None);
    }
}
