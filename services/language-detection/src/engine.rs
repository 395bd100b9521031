use language::Engine;

/// The settings of language detection.
#[derive(Debug, Clone, clap::Args)]
pub struct Settings {
    /// What tells the language of a text
    #[arg(long, env = "COURANT_ENGINE", value_enum, default_value_t = EngineName::Lingua)]
    pub engine: EngineName,
}

/// The engines there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum EngineName {
    /// lingua 1.8.0, on short windows inside the text
    #[cfg(feature = "lingua")]
    Lingua,
}

impl EngineName {
    /// Makes the engine ready.
    pub fn engine(self) -> Box<dyn Engine> {
        match self {
            #[cfg(feature = "lingua")]
            Self::Lingua => Box::new(crate::lingua::Lingua::new()),
        }
    }
}
