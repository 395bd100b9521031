use std::ops::Deref;

/// A NATS subject that is cheap to clone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject(pub(crate) async_nats::Subject);

impl Deref for Subject {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Subject {
    fn from(subject: &str) -> Self {
        Self(subject.into())
    }
}

impl From<String> for Subject {
    fn from(subject: String) -> Self {
        Self(subject.into())
    }
}
