/// What became of an article at one stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Sent on to the next stage.
    Forwarded,
    /// Out on `articles.published`.
    Published,
    /// Set aside by a rule.
    Filtered,
    /// Sent on before.
    Duplicate,
    /// A dead letter.
    Dead,
    /// This attempt failed; another follows.
    Retried,
    /// Back to the server, to be done by another or later.
    HandedBack,
}

impl Outcome {
    /// All, in the order of their declaration.
    pub const ALL: [Self; 7] = [
        Self::Forwarded,
        Self::Published,
        Self::Filtered,
        Self::Duplicate,
        Self::Dead,
        Self::Retried,
        Self::HandedBack,
    ];

    /// As labels, spans and log lines name it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Forwarded => "forwarded",
            Self::Published => "published",
            Self::Filtered => "filtered",
            Self::Duplicate => "duplicate",
            Self::Dead => "dead",
            Self::Retried => "retried",
            Self::HandedBack => "handed_back",
        }
    }
}
