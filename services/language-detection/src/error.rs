use article::RecordError;
use stage::{Failure, Verdict};

/// Why the language of an article can't be detected.
#[derive(Debug, thiserror::Error)]
pub enum LanguageDetectionError {
    /// The record has no readable text.
    #[error(transparent)]
    Record(#[from] RecordError),
}

impl Failure for LanguageDetectionError {
    fn code(&self) -> &'static str {
        match self {
            Self::Record(error) => error.code(),
        }
    }

    fn verdict(&self) -> Verdict {
        match self {
            Self::Record(error) => error.verdict(),
        }
    }
}
