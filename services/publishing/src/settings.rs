use clap::{Args, ValueEnum};

use crate::Rules;

/// The settings of publishing.
#[derive(Debug, Clone, Default, Args)]
pub struct Settings {
    /// Which articles are published.
    #[command(flatten)]
    pub rules: Rules,
    /// What to do with the values that a document declares about itself (document.declared)
    #[arg(long, env = "COURANT_DECLARED", value_name = "HOW", default_value = "drop")]
    #[arg(help_heading = "Record")]
    pub declared: DeclaredValues,
    /// Add the text as Markdown (document.markdown)
    #[arg(long, env = "COURANT_MARKDOWN", help_heading = "Record")]
    pub markdown: bool,
}

/// Whether readers receive `document.declared`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum DeclaredValues {
    /// Leave them out of the published record
    #[default]
    Drop,
    /// Publish them
    Keep,
}
