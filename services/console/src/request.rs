use std::collections::BTreeMap;

use url::form_urlencoded;

/// The fields of a query or a form. The last one of repeated fields counts.
#[derive(Debug, Default)]
pub(crate) struct Fields(BTreeMap<String, String>);

impl Fields {
    pub(crate) fn parse(encoded: &[u8]) -> Self {
        Self(form_urlencoded::parse(encoded).into_owned().collect())
    }

    /// A field that is not empty.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(|value| value.trim()).filter(|value| !value.is_empty())
    }

    /// A field that may be a token of a NATS subject.
    pub(crate) fn token(&self, name: &str) -> Option<&str> {
        let sound = |value: &&str| {
            value.len() <= 64
                && value.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
        };
        self.get(name).filter(sound)
    }

    pub(crate) fn number(&self, name: &str) -> Option<u64> {
        self.get(name)?.parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_can_widen_no_subject() {
        let fields = Fields::parse(b"a=en&b=%3E&c=a.b&d=*&e=7&f=");
        assert_eq!(fields.token("a"), Some("en"));
        assert_eq!([fields.token("b"), fields.token("c"), fields.token("d")], [None; 3]);
        assert_eq!((fields.number("e"), fields.get("f")), (Some(7), None));
    }
}
