/// The outcome of an article at one stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Sent on to the next stage.
    Forwarded,
    /// Published on `articles.published`.
    Published,
    /// Accepted by a delivery's target.
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

    /// The name in labels, spans and log lines.
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
