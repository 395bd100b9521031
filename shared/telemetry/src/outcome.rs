/// The outcome of an article at one stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Sent on to the next stage.
    Forwarded,
    /// Published on `articles.published`.
    Published,
    /// A delivery's target has it.
    Delivered,
    /// Set aside by a rule.
    Filtered,
    /// Already sent on earlier.
    Duplicate,
    /// Dead-lettered.
    Dead,
    /// This attempt failed; another follows.
    Retried,
    /// Returned to the server, for another replica or a later time.
    Returned,
}

impl Outcome {
    /// All, in the order of their declaration.
    pub const ALL: [Self; 8] = [
        Self::Forwarded,
        Self::Published,
        Self::Delivered,
        Self::Filtered,
        Self::Duplicate,
        Self::Dead,
        Self::Retried,
        Self::Returned,
    ];

    /// As labels, spans and log lines name it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Forwarded => "forwarded",
            Self::Published => "published",
            Self::Delivered => "delivered",
            Self::Filtered => "filtered",
            Self::Duplicate => "duplicate",
            Self::Dead => "dead",
            Self::Retried => "retried",
            Self::Returned => "returned",
        }
    }
}
