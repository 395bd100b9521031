use std::borrow::Cow;
use std::sync::Arc;

/// A value of a span's attribute.
#[derive(Debug, Clone, PartialEq)]
pub struct Value(pub(crate) opentelemetry::Value);

/// Longest text, in bytes: a batch of 2,048 spans has to stay below the 4 MB that collectors accept
/// by default.
const LONGEST_TEXT: usize = 256;

/// The beginning of a text.
pub fn shortened(text: &str) -> &str {
    &text[..text.floor_char_boundary(LONGEST_TEXT)]
}

impl From<&'static str> for Value {
    fn from(text: &'static str) -> Self {
        Self(text.into())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        // Shared, because each attempt to export a span copies it.
        Self(Arc::<str>::from(shortened(&text)).into())
    }
}

impl From<Cow<'static, str>> for Value {
    fn from(text: Cow<'static, str>) -> Self {
        match text {
            Cow::Borrowed(text) => text.into(),
            Cow::Owned(text) => text.into(),
        }
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self(number.into())
    }
}

impl From<u64> for Value {
    fn from(count: u64) -> Self {
        Self(i64::try_from(count).unwrap_or(i64::MAX).into())
    }
}

impl From<f64> for Value {
    fn from(number: f64) -> Self {
        Self(number.into())
    }
}

impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Self(flag.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_shortened_between_characters() {
        let Value(value) = Value::from("é".repeat(200));
        assert_eq!(value.as_str(), "é".repeat(128));
        let Value(value) = Value::from(format!("a{}", "é".repeat(200)));
        assert_eq!(value.as_str().len(), 255);
    }
}
