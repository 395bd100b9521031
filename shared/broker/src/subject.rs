use std::fmt;
use std::ops::Deref;

/// A subject: cheap to clone, and sent as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject(pub(crate) async_nats::Subject);

impl Deref for Subject {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl<T: Into<async_nats::Subject>> From<T> for Subject {
    fn from(subject: T) -> Self {
        Self(subject.into())
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self)
    }
}
