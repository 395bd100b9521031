use std::path::PathBuf;

use async_nats::ServerAddr;
use clap::Args;
use percent_encoding::percent_decode_str;

/// How to reach the NATS server.
#[derive(Clone, Args)]
#[command(next_help_heading = "NATS")]
pub struct NatsSettings {
    /// Comma-separated server addresses; may hold credentials (nats://user:password@host)
    #[arg(
        long,
        env = "NATS_URL",
        value_name = "URL",
        hide_env_values = true,
        default_value = "nats://127.0.0.1:4222"
    )]
    pub nats_url: String,
    /// User name; overrides the one in NATS_URL. The user's inboxes are `_INBOX_<user>.>`
    #[arg(long, env = "NATS_USER", value_name = "NAME", requires = "nats_secret")]
    pub nats_user: Option<String>,
    /// Password of that user
    #[arg(
        long,
        env = "NATS_PASSWORD",
        value_name = "PASSWORD",
        hide_env_values = true,
        group = "nats_secret"
    )]
    pub nats_password: Option<String>,
    /// File with the seed of that user's NKey (`SU…`)
    #[arg(long, env = "NATS_NKEY", value_name = "FILE", group = "nats_secret")]
    pub nats_nkey: Option<PathBuf>,
    /// Credentials file (JWT and seed)
    #[arg(long, env = "NATS_CREDS", value_name = "FILE", group = "nats_secret")]
    pub nats_creds: Option<PathBuf>,
    /// CA certificates (PEM) to trust in addition to the system's
    #[arg(long, env = "NATS_CA", value_name = "FILE")]
    pub nats_ca: Option<PathBuf>,
    /// Prefix of JetStream's API: `COURANT.API` for the users of deploy/nats, except the services and `setup`
    #[arg(
        long = "js-api-prefix",
        env = "NATS_JS_API_PREFIX",
        value_name = "SUBJECT",
        default_value = JS_API_PREFIX
    )]
    pub js_api_prefix: String,
}

/// The prefix of JetStream's API in the account that owns the streams.
const JS_API_PREFIX: &str = "$JS.API";

impl NatsSettings {
    /// Settings for the server at `url`, without credentials.
    pub fn at(url: impl Into<String>) -> Self {
        Self {
            nats_url: url.into(),
            nats_user: None,
            nats_password: None,
            nats_nkey: None,
            nats_creds: None,
            nats_ca: None,
            js_api_prefix: JS_API_PREFIX.to_owned(),
        }
    }

    /// Host and port of the server; `None` if there are several, or if the address is invalid.
    pub fn server(&self) -> Option<(String, u16)> {
        let alone = Some(&self.nats_url).filter(|url| !url.contains(','));
        let address: ServerAddr = alone?.parse().ok()?;
        Some((address.host().to_owned(), address.port()))
    }

    /// User and password: the settings', or those in the address of the first server.
    pub(crate) fn credentials(&self) -> (Option<String>, Option<String>) {
        if self.nats_user.is_some() {
            return (self.nats_user.clone(), self.nats_password.clone());
        }
        let first = self.nats_url.split(',').next().unwrap_or_default().trim();
        let Ok(address) = first.parse::<ServerAddr>() else { return (None, None) };
        let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
        (address.username().map(decoded), address.password().map(decoded))
    }
}

/// Prints no secrets; the address may contain some, too.
impl std::fmt::Debug for NatsSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NatsSettings").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_may_be_in_the_address() {
        let some = |text: &str| Some(text.to_owned());
        let in_url = NatsSettings::at("nats://source:p%40ss@127.0.0.1:4222,nats://other:4222");
        assert_eq!(in_url.credentials(), (some("source"), some("p@ss")));
        assert_eq!(NatsSettings::at("nats://127.0.0.1").credentials(), (None, None));
        let both = NatsSettings { nats_user: some("tools"), nats_password: some("x"), ..in_url };
        assert_eq!(both.credentials(), (some("tools"), some("x")));
    }
}
