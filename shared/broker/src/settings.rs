use std::path::PathBuf;

use clap::Args;

/// How to reach the NATS server.
#[derive(Clone, Args)]
#[command(next_help_heading = "NATS")]
pub struct NatsSettings {
    /// Addresses of the servers, parted by commas
    #[arg(long, env = "NATS_URL", value_name = "URL", default_value = "nats://127.0.0.1:4222")]
    pub nats_url: String,
    /// User name; its inboxes are `_INBOX_<user>.>`
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
    /// File of that user's NKey (its seed, `SU…`)
    #[arg(long, env = "NATS_NKEY", value_name = "FILE", group = "nats_secret")]
    pub nats_nkey: Option<PathBuf>,
    /// File of credentials (JWT and seed)
    #[arg(long, env = "NATS_CREDS", value_name = "FILE", group = "nats_secret")]
    pub nats_creds: Option<PathBuf>,
    /// Certificates (PEM) to trust besides the system's
    #[arg(long, env = "NATS_CA", value_name = "FILE")]
    pub nats_ca: Option<PathBuf>,
}

impl NatsSettings {
    /// What reaches the server at `url` without credentials.
    pub fn at(url: impl Into<String>) -> Self {
        Self {
            nats_url: url.into(),
            nats_user: None,
            nats_password: None,
            nats_nkey: None,
            nats_creds: None,
            nats_ca: None,
        }
    }
}

/// Tells where, never with what secret.
impl std::fmt::Debug for NatsSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NatsSettings").finish_non_exhaustive()
    }
}
