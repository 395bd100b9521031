use std::fmt;

use clap::Args;
use stage::up_to;

/// Where webhooks go, and how.
#[derive(Clone, Args)]
#[command(next_help_heading = "Webhook")]
#[group(skip)]
pub struct WebhookSettings {
    /// Address to POST to
    #[arg(long, env = "COURANT_WEBHOOK_URL", value_name = "URL", hide_env_values = true)]
    pub url: Option<String>,
    /// Secret that signs each request (`whsec_` and base64). To rotate it, give several, separated
    /// by spaces
    #[arg(long, env = "COURANT_WEBHOOK_SECRET", value_name = "SECRET", hide_env_values = true)]
    pub secret: Option<String>,
    /// Maximum number of requests at a time
    #[arg(long, env = "COURANT_WEBHOOK_CONCURRENCY", value_name = "N", default_value = "16",
          value_parser = up_to(1_000))]
    pub concurrency: usize,
    /// Allow loopback, private and other addresses that are not on the public internet
    #[arg(long, env = "COURANT_WEBHOOK_ALLOW_PRIVATE")]
    pub allow_private: bool,
}

/// Prints no secrets; the address may contain some, too.
impl fmt::Debug for WebhookSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebhookSettings").finish_non_exhaustive()
    }
}
