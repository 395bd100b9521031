use article::{Document, Language};
use clap::Args;

/// Which articles are published; by default all.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Rules")]
pub struct Rules {
    /// Languages to publish, as comma-separated primary subtags (`en,zh`); by default all
    #[arg(long, env = "COURANT_LANGUAGES", value_name = "CODES", value_delimiter = ',')]
    pub languages: Vec<String>,
    /// Minimum text length, in characters
    #[arg(long, env = "COURANT_MIN_CHARACTERS", value_name = "N", default_value_t = 0)]
    pub min_characters: usize,
}

impl Rules {
    /// The rule that filters the article out, if any.
    pub fn filter(&self, document: &Document, language: &Language) -> Option<&'static str> {
        let matches = |code: &String| code.trim().eq_ignore_ascii_case(&language.code);
        if !self.languages.is_empty() && !self.languages.iter().any(matches) {
            return Some("language");
        }
        // Counts no further than needed: a text can be megabytes long.
        if document.text.chars().take(self.min_characters).count() < self.min_characters {
            return Some("too_short");
        }
        None
    }
}
