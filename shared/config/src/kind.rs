use serde::{Deserialize, Deserializer, de};

use crate::nearest;

/// The kind of a source or delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `courant service feeds`.
    Feeds,
    /// `courant service delivery files`.
    Files,
    /// `courant service delivery postgres`.
    Postgres,
    /// `courant service delivery webhook`.
    Webhook,
}

impl Kind {
    const SOURCES: [Self; 1] = [Self::Feeds];
    const DELIVERIES: [Self; 3] = [Self::Files, Self::Postgres, Self::Webhook];

    /// The name in the file.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Feeds => "feeds",
            Self::Files => "files",
            Self::Postgres => "postgres",
            Self::Webhook => "webhook",
        }
    }

    /// The arguments of `courant` that run it.
    pub fn words(self) -> &'static [&'static str] {
        match self {
            Self::Feeds => &["service", "feeds"],
            Self::Files => &["service", "delivery", "files"],
            Self::Postgres => &["service", "delivery", "postgres"],
            Self::Webhook => &["service", "delivery", "webhook"],
        }
    }
}

/// Reads the kind of a source.
pub(crate) fn of_source<'de, D: Deserializer<'de>>(input: D) -> Result<Option<Kind>, D::Error> {
    one_of(&Kind::SOURCES, input)
}

/// Reads the kind of a delivery.
pub(crate) fn of_delivery<'de, D: Deserializer<'de>>(input: D) -> Result<Option<Kind>, D::Error> {
    one_of(&Kind::DELIVERIES, input)
}

fn one_of<'de, D: Deserializer<'de>>(kinds: &[Kind], input: D) -> Result<Option<Kind>, D::Error> {
    let text = String::deserialize(input)?;
    let kind = kinds.iter().copied().find(|kind| kind.as_str() == text);
    let names: Vec<&str> = kinds.iter().map(|kind| kind.as_str()).collect();
    let why =
        || de::Error::custom(format!("there is no kind {text:?}: {}", nearest(&text, &names)));
    kind.ok_or_else(why).map(Some)
}
