use article::{Document, Language};
use clap::Args;

/// Which articles come out. By default all do.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Rules")]
pub struct Rules {
    /// Languages to publish, as primary subtags parted by commas (`en,zh`); by default all
    #[arg(long, env = "COURANT_LANGUAGES", value_name = "CODES", value_delimiter = ',')]
    pub languages: Vec<String>,
    /// Least length of the text, in characters
    #[arg(long, env = "COURANT_MIN_CHARACTERS", value_name = "N", default_value_t = 0)]
    pub min_characters: usize,
}

impl Rules {
    /// The rule that leaves the article out, if one does.
    pub fn leave_out(&self, document: &Document, language: &Language) -> Option<&'static str> {
        let wanted = |code: &String| code.trim().eq_ignore_ascii_case(&language.code);
        if !self.languages.is_empty() && !self.languages.iter().any(wanted) {
            return Some("language");
        }
        // Counted only as far as needed: a text may be megabytes long.
        if document.text.chars().take(self.min_characters).count() < self.min_characters {
            return Some("too_short");
        }
        None
    }
}
