use std::borrow::Cow;

use super::entities::decode;

/// How many attributes of a tag are read; those beyond are passed over.
const MOST: usize = 256;
/// How much of a value is read, in bytes.
const LONGEST: usize = 64 * 1024;

/// A tag's attributes, in order, the first of each name counting.
#[derive(Debug, Clone, Default)]
pub(super) struct Attributes<'a>(Vec<(Cow<'a, str>, &'a str)>);

impl<'a> Attributes<'a> {
    /// Adds one, its value as written, unless there are enough.
    pub(super) fn push(&mut self, name: &'a str, value: &'a str) {
        if self.0.len() < MOST {
            self.0.push((lower(name), text::cut(value, LONGEST)));
        }
    }

    /// A value with its character references resolved.
    pub(super) fn get(&self, name: &str) -> Option<Cow<'a, str>> {
        self.written(name).map(decode)
    }

    /// A value as it is written.
    pub(super) fn written(&self, name: &str) -> Option<&'a str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| *value)
    }
}

/// `name` in lower case, copied only where it must be.
pub(super) fn lower(name: &str) -> Cow<'_, str> {
    if name.bytes().any(|b| b.is_ascii_uppercase()) {
        Cow::Owned(name.to_ascii_lowercase())
    } else {
        Cow::Borrowed(name)
    }
}
