use article::{BENCH_SOURCE, Document, Language};
use clap::Args;
use isolang::Language as Language639;

/// Which articles are published; by default all.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Rules")]
pub struct Rules {
    /// Languages to publish, as comma-separated primary subtags (`en,zh`); by default all
    #[arg(long, env = "COURANT_LANGUAGES", value_name = "CODES", value_delimiter = ',',
          value_parser = language_code)]
    pub languages: Vec<String>,
    /// Minimum text length, in characters
    #[arg(long, env = "COURANT_MIN_CHARACTERS", value_name = "N", default_value_t = 0)]
    pub min_characters: usize,
    /// Set near-duplicates of recent articles aside instead of publishing them
    #[arg(long, env = "COURANT_SET_COPIES_ASIDE")]
    pub set_copies_aside: bool,
}

impl Rules {
    /// The rule that filters the article out, if any.
    pub fn filter(
        &self,
        document: &Document,
        language: &Language,
        is_copy: impl FnOnce() -> bool,
    ) -> Option<&'static str> {
        if document.source.as_deref() == Some(BENCH_SOURCE) {
            return Some("bench");
        }
        let matches = |code: &String| code.trim().eq_ignore_ascii_case(&language.code);
        if !self.languages.is_empty() && !self.languages.iter().any(matches) {
            return Some("language");
        }
        // Doesn't count further than needed, because a text can be megabytes long.
        if document.text.chars().take(self.min_characters).count() < self.min_characters {
            return Some("too_short");
        }
        if self.set_copies_aside && is_copy() {
            return Some("near_duplicate");
        }
        None
    }
}

/// A primary language subtag, such as `en`, `zh` or `und`. The error for a language's name suggests
/// its code.
pub fn language_code(text: &str) -> Result<String, String> {
    let code = text.trim().to_ascii_lowercase();
    let known = Language639::from_639_1(&code).or_else(|| Language639::from_639_3(&code));
    if known.is_some() || code == "und" {
        return Ok(code);
    }
    let named = Language639::from_name_lowercase(&code);
    let named = named.map(|language| language.to_639_1().unwrap_or(language.to_639_3()));
    Err(match named {
        Some(code) => format!("not a language code: did you mean {code}?"),
        None => "not a language code: try en, zh or und".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_named_by_its_code() {
        for code in ["en", "ZH", "und", "yue", " de"] {
            assert_eq!(language_code(code), Ok(code.trim().to_ascii_lowercase()), "{code}");
        }
        let german = "not a language code: did you mean de?";
        assert_eq!(language_code("German").unwrap_err(), german);
        assert!(language_code("klingonisch").is_err() && language_code("").is_err());
    }
}
