use std::net::SocketAddr;

/// Where the console listens, and who has access.
#[derive(Clone, clap::Args)]
#[command(next_help_heading = "Console")]
pub struct Settings {
    /// Address to listen on; any but a loopback address needs tokens
    #[arg(
        long,
        env = "COURANT_UI_LISTEN",
        value_name = "ADDRESS",
        default_value = "127.0.0.1:8090"
    )]
    pub listen: SocketAddr,
    /// Comma-separated NAME:TOKEN pairs; with them, everyone has to log in
    #[arg(
        long,
        env = "COURANT_UI_TOKENS",
        value_name = "TOKENS",
        hide_env_values = true,
        default_value = "",
        hide_default_value = true
    )]
    pub tokens: String,
    /// Allow replaying and dropping dead letters
    #[arg(long, env = "COURANT_UI_ALLOW_CHANGES")]
    pub allow_changes: bool,
    /// Address of Jaeger's web interface, for links to traces
    #[arg(long = "jaeger-url", env = "COURANT_JAEGER_URL", value_name = "URL")]
    pub jaeger: Option<String>,
}

/// Prints no tokens.
impl std::fmt::Debug for Settings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Settings").field("listen", &self.listen).finish_non_exhaustive()
    }
}
