use std::fmt;

use serde::Deserialize;

/// The name of a user, a lane or a stream: a token of a subject that needs no quoting.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub struct Name(String);

impl Name {
    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form used in account names and environment variables: `LANGUAGE_DETECTION`.
    pub fn shouted(&self) -> String {
        self.0.replace('-', "_").to_uppercase()
    }
}

impl TryFrom<String> for Name {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        let starts = text.starts_with(|first: char| first.is_ascii_alphabetic());
        match starts && text.len() <= 64 && text.bytes().all(plain) {
            true => Ok(Self(text)),
            false => Err(format!(
                "{text:?} is no name: use up to 64 letters, digits, `-` and `_`, a letter first"
            )),
        }
    }
}

impl std::str::FromStr for Name {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        text.to_owned().try_into()
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
