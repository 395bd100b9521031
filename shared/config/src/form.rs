use std::collections::BTreeMap;
use std::num::NonZeroU16;

use serde::Deserialize;

use crate::connector::{Kind, of_delivery, of_source};
use crate::{Name, Settings};

/// The file as it is written.
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

/// Where the services are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Services {
    /// In the account of the streams, which costs the server less: but JetStream's answers to a
    /// service can be stored anywhere.
    #[default]
    Together,
    /// Each in an account of its own.
    Separate,
}

/// A program that publishes documents.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Its user.
    pub name: Name,
    /// The service of Courant's that it is; without one, it is a program of your own.
    #[serde(default, deserialize_with = "of_source")]
    pub kind: Option<Kind>,
    /// It publishes to these lanes; without any, to `articles.raw`.
    #[serde(default)]
    pub lanes: Vec<Name>,
    /// It may note what it has published. One that has a kind may.
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
    /// It receives the articles in this language only.
    #[serde(default)]
    pub language: Option<String>,
}

/// A service that delivers the published articles.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Delivery {
    /// Its user, and its durable consumers.
    pub name: Name,
    /// What it delivers to; without it, the service is started by other means.
    #[serde(default, deserialize_with = "of_delivery")]
    pub kind: Option<Kind>,
    /// It receives the articles in this language only.
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
    /// The stage before it. Courant's own stages have theirs.
    #[serde(default)]
    pub after: Option<Name>,
    /// What `courant up` runs for a stage of your own, in the folder of the file.
    #[serde(default)]
    pub command: Option<CommandLine>,
    /// Its container image. Courant's own stages have theirs.
    #[serde(default)]
    pub image: Option<String>,
    /// How many processes run it.
    #[serde(default = "one")]
    pub replicas: usize,
    /// Its settings, named as its flags.
    #[serde(default)]
    pub settings: Settings,
    /// Further environment variables of a stage of your own.
    #[serde(default)]
    pub env: BTreeMap<String, String>,
}

/// A command: words, or one line that white space separates into words.
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
