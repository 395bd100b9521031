use language::{Engine, Ngrams};

/// The settings of language detection.
#[derive(Debug, Clone, clap::Args)]
pub struct Settings {
    /// What tells the language of a text
    #[arg(long, env = "COURANT_ENGINE", value_enum, default_value_t = EngineName::Ngrams)]
    pub engine: EngineName,
}

/// The engines there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum EngineName {
    /// The engine of our own: n-grams of lingua's models in one table
    Ngrams,
    /// lingua 1.8.0, on short windows inside the text
    #[cfg(feature = "lingua")]
    Lingua,
}

impl EngineName {
    /// Makes the engine ready.
    pub fn engine(self) -> Box<dyn Engine> {
        match self {
            Self::Ngrams => Box::new(Ngrams::embedded()),
            #[cfg(feature = "lingua")]
            Self::Lingua => Box::new(crate::lingua::Lingua::new()),
        }
    }
}
