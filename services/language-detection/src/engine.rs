use language::{Engine, Language, Ngrams};

/// The settings of language detection.
#[derive(Debug, Clone, clap::Args)]
pub struct Settings {
    /// Language-detection engine
    #[arg(long, env = "COURANT_ENGINE", value_enum, default_value_t = EngineName::Ngrams)]
    pub engine: EngineName,
    /// Comma-separated tags of the languages to choose from; all by default. A text in another
    /// language gets a wrong tag that is marked unreliable, and usually a warning
    #[arg(long, env = "COURANT_DETECT_LANGUAGES", value_name = "TAGS", value_delimiter = ',',
          value_parser = language)]
    pub detect_languages: Vec<Language>,
}

/// The engines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum EngineName {
    /// Courant's engine: n-grams of 166 languages in one table
    Ngrams,
    /// lingua 1.8.0, on short windows inside the text
    #[cfg(feature = "lingua")]
    Lingua,
}

impl Settings {
    /// Creates the engine. An error is a usage error: one line that says which value would be right.
    pub fn engine(&self) -> Result<Box<dyn Engine>, String> {
        match self.engine {
            EngineName::Ngrams => {
                let only = self.detect_languages.iter().copied();
                Ok(Box::new(Ngrams::embedded().restricted_to(only)))
            }
            #[cfg(feature = "lingua")]
            EngineName::Lingua if !self.detect_languages.is_empty() => {
                Err("COURANT_DETECT_LANGUAGES restricts the engine `ngrams` only: leave it out"
                    .to_owned())
            }
            #[cfg(feature = "lingua")]
            EngineName::Lingua => Ok(Box::new(crate::lingua::Lingua::new())),
        }
    }
}

fn language(tag: &str) -> Result<Language, String> {
    Language::from_tag(tag.trim()).ok_or_else(|| {
        let known: Vec<_> = Language::all().map(Language::tag).collect();
        format!("no language of this engine; it knows {}", known.join(" "))
    })
}
