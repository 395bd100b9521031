use std::time::Duration;

/// Settings of this service, in addition to those of every service.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct Settings {
    /// Maximum size of a raw document; larger ones are rejected. [default: half of the server's
    /// max_payload, 4194304 without a broker]
    #[arg(long, env = "COURANT_MAX_BYTES", value_name = "SIZE", value_parser = stage::size)]
    pub max_bytes: Option<u64>,
    /// How long to keep the raw document of each article, for `courant show --original` and
    /// `courant show --internal`. [default: not kept]
    #[arg(long, env = "COURANT_KEEP_RAW", value_name = "TIME", value_parser = stage::duration)]
    pub keep_raw: Option<Duration>,
}

/// The limit if none is configured and no server is connected.
pub const DEFAULT_MAX_BYTES: u64 = 4 * 1024 * 1024;
