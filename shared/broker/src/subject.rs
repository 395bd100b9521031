use std::ops::Deref;

use crate::partition;

/// A NATS subject that is cheap to clone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject(pub(crate) async_nats::Subject);

impl Subject {
    /// The subject as publishers and dead letters know it, whatever the partition.
    pub(crate) fn public(subject: async_nats::Subject) -> Self {
        partition::public(&subject).map_or(Self(subject), Self::from)
    }
}

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
