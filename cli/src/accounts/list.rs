use std::collections::BTreeSet;

use serde::Deserialize;

use super::name::Name;

/// Who uses the pipeline: the file `pipeline.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct List {
    /// How users log in.
    #[serde(default)]
    pub(super) login: Login,
    #[serde(default)]
    pub(super) services: Services,
    #[serde(default, rename = "source")]
    pub(super) sources: Vec<Source>,
    #[serde(default, rename = "reader")]
    pub(crate) readers: Vec<Consumer>,
    #[serde(default, rename = "delivery")]
    pub(crate) deliveries: Vec<Consumer>,
    #[serde(default, rename = "stage")]
    pub(super) stages: Vec<Stage>,
}

/// How users log in. The secret's value is in an environment variable of nats-server.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Login {
    /// `NATS_PASSWORD_<USER>` holds the password.
    #[default]
    Password,
    /// `NATS_NKEY_<USER>` holds the public NKey.
    Nkey,
}

/// Where the services are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Services {
    /// In the account of the streams, which costs the server less: but JetStream's answers to a
    /// service can be stored anywhere.
    #[default]
    Together,
    /// Each in an account of its own.
    Separate,
}

/// A program that publishes documents.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Source {
    pub(super) name: Name,
    /// It publishes to these lanes; without any, to `articles.raw`.
    #[serde(default)]
    pub(super) lanes: Vec<Name>,
}

/// A program that reads the published articles, or a delivery service.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Consumer {
    pub(crate) name: Name,
    /// It receives the articles in this language only.
    #[serde(default, deserialize_with = "language")]
    pub(crate) language: Option<String>,
}

/// A service of the pipeline.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Stage {
    pub(super) name: Name,
    /// The stream that it reads with a consumer of its own name.
    pub(super) reads: Name,
    /// The subject that it writes, and the stream that stores it.
    pub(super) writes: String,
    pub(super) into: Name,
}

/// Users that every pipeline has.
pub(super) const SETUP: &str = "setup";
pub(super) const TOOLS: &str = "tools";
pub(super) const OPERATOR: &str = "operator";
pub(super) const SYSTEM: &str = "system";
/// Accounts without a user of their name.
const ACCOUNTS: [&str; 2] = ["courant", "sys"];

impl List {
    /// Reads the file.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let list: Self = toml::from_str(text).map_err(|error| error.to_string())?;
        let mut seen: BTreeSet<String> =
            [SETUP, TOOLS, OPERATOR, SYSTEM].iter().chain(&ACCOUNTS).map(|&n| n.into()).collect();
        let names = list.sources.iter().map(|source| &source.name);
        let names = names.chain(list.consumers().map(|consumer| &consumer.name));
        for name in names.chain(list.stages.iter().map(|stage| &stage.name)) {
            if !seen.insert(name.as_str().to_lowercase().replace('_', "-")) {
                return Err(format!("{name} is listed twice, or is a name that Courant uses"));
            }
        }
        for stage in &list.stages {
            let tokens = stage.writes.split('.');
            let fine = |token: &str| token == "*" || token.parse::<Name>().is_ok();
            if !tokens.clone().all(fine) || tokens.count() < 2 {
                return Err(format!("{}: {:?} is no subject", stage.name, stage.writes));
            }
        }
        Ok(list)
    }

    /// Readers and deliveries: each has a durable consumer.
    pub(crate) fn consumers(&self) -> impl Iterator<Item = &Consumer> {
        self.readers.iter().chain(&self.deliveries)
    }

    /// The lines to add for a reader or a delivery that is not listed with this language, and what
    /// to do then.
    pub(crate) fn missing_lines(
        &self,
        kind: &str,
        name: &Name,
        language: Option<&str>,
    ) -> Vec<String> {
        let listed = if kind == "delivery" { &self.deliveries } else { &self.readers };
        let mut same = listed.iter().filter(|consumer| consumer.name == *name);
        if same.any(|consumer| consumer.language.as_deref() == language) {
            return Vec::new();
        }
        let mut lines = vec![
            "missing in pipeline.toml: add these lines, run `courant setup --nats-config FOLDER`, \
             set the user's secret, and restart nats-server:"
                .to_owned(),
            format!("[[{kind}]]"),
            format!("name = \"{name}\""),
        ];
        lines.extend(language.map(|language| format!("language = \"{language}\"")));
        lines
    }
}

fn language<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    let text = String::deserialize(from)?;
    publishing::language_code(&text).map(Some).map_err(serde::de::Error::custom)
}
