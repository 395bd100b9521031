use broker::StreamMetrics;
use broker::table::{DEAD, PUBLISHED, RAW, SET_ASIDE, StageSpec};
use serde::Serialize;

/// The conservation check: documents in, documents out, and documents in flight, from the server's
/// counts.
///
/// Every document that came in must have gone out or be in flight. After a crash, a stage may
/// process a document twice, and the second result is set aside as a duplicate, so more documents
/// may go out than came in. Fewer is always an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Conservation {
    /// Stored in `ARTICLES_RAW` since it was created.
    pub accepted: u64,
    /// Replayed into a later stage than the first, or into a delivery.
    pub replayed: u64,
    /// Stored in `ARTICLES_PUBLISHED`.
    pub published: u64,
    /// Stored as dead letters.
    pub dead: u64,
    /// Filtered out, or recorded as duplicates.
    pub set_aside: u64,
    /// In flight now.
    pub in_flight: u64,
}

/// The result of the check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// At rest, and documents in and out are equal.
    Balanced,
    /// At rest, with this many additional duplicates set aside after crashes.
    Surplus(u64),
    /// Documents are in flight; the numbers need not agree.
    Running,
    /// At rest, and this many documents are missing.
    Missing(u64),
}

impl Conservation {
    /// The counts from the metrics of all streams. `refused` are the dead letters of deliveries,
    /// whose articles are published, too.
    pub fn of(metrics: &[StreamMetrics], stages: &[StageSpec], refused: u64) -> Self {
        let find = |name: &str| metrics.iter().find(|stream| stream.name == name);
        let stored = |name: &str| find(name).map_or(0, |stream| stream.last_sequence);
        Self {
            accepted: stored(RAW),
            replayed: stored("ARTICLES_REPLAYED"),
            published: stored(PUBLISHED),
            dead: stored(DEAD).saturating_sub(refused),
            set_aside: stored(SET_ASIDE),
            in_flight: stages
                .iter()
                .filter_map(|stage| find(stage.input))
                .map(|stream| stream.messages)
                .sum(),
        }
    }

    /// Whether they agree.
    pub fn verdict(&self) -> Verdict {
        let came = self.accepted + self.replayed;
        let went = self.published + self.dead + self.set_aside;
        match (self.in_flight, came.cmp(&went)) {
            (1.., _) => Verdict::Running,
            (0, std::cmp::Ordering::Equal) => Verdict::Balanced,
            (0, std::cmp::Ordering::Less) => Verdict::Surplus(went - came),
            (0, std::cmp::Ordering::Greater) => Verdict::Missing(came - went),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_missing_documents_at_rest_are_an_error() {
        let rest = Conservation {
            accepted: 10,
            replayed: 1,
            published: 8,
            dead: 2,
            set_aside: 1,
            in_flight: 0,
        };
        assert_eq!(rest.verdict(), Verdict::Balanced);
        assert_eq!(Conservation { set_aside: 4, ..rest }.verdict(), Verdict::Surplus(3));
        assert_eq!(Conservation { published: 7, ..rest }.verdict(), Verdict::Missing(1));
        assert_eq!(Conservation { published: 7, in_flight: 1, ..rest }.verdict(), Verdict::Running);
    }
}
