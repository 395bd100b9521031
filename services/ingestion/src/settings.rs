/// Settings of this service, in addition to those of every service.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct Settings {
    /// Maximum size of a raw document in bytes; larger ones are rejected. [default: half of the server's
    /// max_payload, 4194304 without a broker]
    #[arg(long, env = "COURANT_MAX_BYTES", value_name = "BYTES", value_parser = clap::value_parser!(u64).range(1..))]
    pub max_bytes: Option<u64>,
}

/// The limit if none is configured and no server is connected.
pub const DEFAULT_MAX_BYTES: u64 = 4 * 1024 * 1024;
