use article::BlockKey;

/// The host that `--site` names, with its subdomains.
pub(crate) fn site(text: &str) -> Result<BlockKey, String> {
    let host = text.chars().all(|c| !c.is_whitespace() && !"/:@?#".contains(c));
    // A top-level domain such as .com is certainly a mistake.
    let whole = text.trim_matches('.').contains('.');
    let key = BlockKey::site(text).filter(|_| host && whole);
    key.ok_or_else(|| "not the name of a site, such as example.org".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_is_a_host_below_a_top_level_domain() {
        assert_eq!(site("News.Example.org").ok(), BlockKey::site("news.example.org"));
        for wrong in ["com", ".com.", "https://example.org", "example.org/a", "a b.org", ""] {
            assert!(site(wrong).is_err(), "{wrong}");
        }
    }
}
