use std::collections::BTreeMap;

use serde::Deserialize;

/// Settings of a service: values by the long names of its flags.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(from = "BTreeMap<String, Value>")]
pub struct Settings(BTreeMap<String, String>);

impl Settings {
    /// The names with their values.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// A value.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// The settings whose names `takes` accepts.
    pub(crate) fn only(&self, takes: impl Fn(&str) -> bool) -> Self {
        let taken = self.iter().filter(|(name, _)| takes(name));
        Self(taken.map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
    }

    /// Whether there is none.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// These settings, overridden by `over`.
    pub(crate) fn with(&self, over: &Self) -> Self {
        let mut both = self.0.clone();
        both.extend(over.0.clone());
        Self(both)
    }
}

/// A TOML value. On a command line it is text.
#[derive(Deserialize)]
#[serde(untagged)]
enum Value {
    Truth(bool),
    Integer(i64),
    Number(f64),
    Text(String),
    List(Vec<Value>),
}

impl From<Value> for String {
    fn from(value: Value) -> Self {
        match value {
            Value::Truth(truth) => truth.to_string(),
            Value::Integer(number) => number.to_string(),
            Value::Number(number) => number.to_string(),
            Value::Text(text) => text,
            Value::List(values) => values.into_iter().map(Self::from).collect::<Vec<_>>().join(","),
        }
    }
}

impl From<BTreeMap<String, Value>> for Settings {
    fn from(values: BTreeMap<String, Value>) -> Self {
        Self(values.into_iter().map(|(name, value)| (name, value.into())).collect())
    }
}
