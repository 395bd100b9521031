use std::collections::BTreeMap;
use std::num::NonZeroU16;

use serde::Deserialize;

use crate::kind::{Kind, of_delivery, of_source};
use crate::{Name, Settings};

/// The file's structure.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Form {
    #[serde(default)]
    pub(crate) login: Login,
    #[serde(default)]
    pub(crate) services: Services,
    #[serde(default)]
    pub(crate) partitions: Option<NonZeroU16>,
    #[serde(default)]
    pub(crate) mapping: Option<NonZeroU16>,
    #[serde(default)]
    pub(crate) settings: Settings,
    #[serde(default, rename = "source")]
    pub(crate) sources: Vec<Source>,
    #[serde(default, rename = "reader")]
    pub(crate) readers: Vec<Reader>,
    #[serde(default, rename = "delivery")]
    pub(crate) deliveries: Vec<Delivery>,
    #[serde(default, rename = "stage")]
    pub(crate) stages: Vec<StageEntry>,
}

/// The keys of each kind of table. A test compares them with the types.
pub(crate) const ROOT: [&str; 9] = [
    "login",
    "services",
    "partitions",
    "mapping",
    "settings",
    "source",
    "reader",
    "delivery",
    "stage",
];
pub(crate) const SOURCE: [&str; 5] = ["name", "kind", "lanes", "notes", "settings"];
pub(crate) const READER: [&str; 2] = ["name", "language"];
pub(crate) const DELIVERY: [&str; 4] = ["name", "kind", "language", "settings"];
pub(crate) const STAGE: [&str; 7] =
    ["name", "after", "command", "image", "replicas", "settings", "env"];

/// How users log in. The secret's value is in an environment variable of nats-server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Login {
    /// `NATS_PASSWORD_<USER>` holds the password.
    #[default]
    Password,
    /// `NATS_NKEY_<USER>` holds the public NKey.
    Nkey,
}

/// The accounts of the services.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Services {
    /// In the account of the streams. This costs the server less, but a service can make JetStream
    /// send answers to any subject.
    #[default]
    Together,
    /// Each in its own account.
    Separate,
}

/// A program that publishes documents.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Its user.
    pub name: Name,
    /// Which of Courant's services it is; without a kind, it is your own program.
    #[serde(default, deserialize_with = "of_source")]
    pub kind: Option<Kind>,
    /// The lanes that it publishes to; without any, `articles.raw`.
    #[serde(default)]
    pub lanes: Vec<Name>,
    /// Whether it may store notes on what it has published; always true with a kind.
    #[serde(default)]
    pub notes: bool,
    /// Its settings, named as its flags, if it has a kind.
    #[serde(default)]
    pub settings: Settings,
}

/// A program that reads the published articles.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reader {
    /// Its user, and its durable consumer.
    pub name: Name,
    /// It only receives articles in this language.
    #[serde(default)]
    pub language: Option<String>,
}

/// A service that delivers the published articles.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Delivery {
    /// Its user, and its durable consumers.
    pub name: Name,
    /// What it delivers to; without a kind, the service is started separately.
    #[serde(default, deserialize_with = "of_delivery")]
    pub kind: Option<Kind>,
    /// It only receives articles in this language.
    #[serde(default)]
    pub language: Option<String>,
    /// Its settings, named as its flags, if it has a kind.
    #[serde(default)]
    pub settings: Settings,
}

/// A stage: one of Courant's, with settings, or one of your own.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StageEntry {
    /// Its name.
    pub name: Name,
    /// The stage before it; fixed for Courant's own stages.
    #[serde(default)]
    pub after: Option<Name>,
    /// What `courant up` runs for a custom stage, in the folder of the file.
    #[serde(default)]
    pub command: Option<CommandLine>,
    /// Its container image; fixed for Courant's own stages.
    #[serde(default)]
    pub image: Option<String>,
    /// How many processes run it.
    #[serde(default = "one")]
    pub replicas: usize,
    /// Its settings, named as its flags.
    #[serde(default)]
    pub settings: Settings,
    /// Additional environment variables of a custom stage.
    #[serde(default)]
    pub env: BTreeMap<String, String>,
}

/// A command: a list of words, or a line that is split at white space.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum CommandLine {
    /// One line.
    Line(String),
    /// Words.
    Words(Vec<String>),
}

impl StageEntry {
    /// The words of its command.
    pub fn words(&self) -> Vec<String> {
        match &self.command {
            Some(CommandLine::Line(line)) => line.split_whitespace().map(str::to_owned).collect(),
            Some(CommandLine::Words(words)) => words.clone(),
            None => Vec::new(),
        }
    }
}

const fn one() -> usize {
    1
}
