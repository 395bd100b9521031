use broker::StreamMetrics;
use broker::table::{DEAD, PUBLISHED, RAW, SET_ASIDE, STAGES};
use serde::Serialize;

use crate::messages::plural;
use crate::table::Align::{Left, Right};
use crate::table::Table;

/// The conservation check: documents in, documents out, and documents in flight, from the server's
/// own figures.
///
/// Every document that came in must have gone out or be in flight. After a crash a stage may process
/// a document twice, and the second result is set aside as a duplicate: then more goes out than
/// came in. Fewer is always an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(super) struct Conservation {
    accepted: u64,
    replayed: u64,
    published: u64,
    dead: u64,
    set_aside: u64,
    in_flight: u64,
}

/// The result of the check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Verdict {
    /// At rest, and as many documents went out as came in.
    Balanced,
    /// At rest, with so many additional duplicates set aside after crashes.
    Surplus(u64),
    /// Documents are in flight; the numbers need not agree.
    Running,
    /// At rest, and so many documents are missing.
    Missing(u64),
}

impl Conservation {
    pub(super) fn of(metrics: &[StreamMetrics]) -> Self {
        let find = |name: &str| metrics.iter().find(|stream| stream.name == name);
        let stored = |name: &str| find(name).map_or(0, |stream| stream.last_sequence);
        Self {
            accepted: stored(RAW),
            replayed: stored("ARTICLES_REPLAYED"),
            published: stored(PUBLISHED),
            dead: stored(DEAD),
            set_aside: stored(SET_ASIDE),
            in_flight: STAGES
                .iter()
                .filter_map(|stage| find(stage.input))
                .map(|stream| stream.messages)
                .sum(),
        }
    }

    pub(super) fn verdict(&self) -> Verdict {
        let came = self.accepted + self.replayed;
        let went = self.published + self.dead + self.set_aside;
        match (self.in_flight, came.cmp(&went)) {
            (1.., _) => Verdict::Running,
            (0, std::cmp::Ordering::Equal) => Verdict::Balanced,
            (0, std::cmp::Ordering::Less) => Verdict::Surplus(went - came),
            (0, std::cmp::Ordering::Greater) => Verdict::Missing(came - went),
        }
    }

    /// The numbers, for people.
    pub(super) fn lines(&self, width: usize) -> Vec<String> {
        let Self { accepted, replayed, published, dead, set_aside, in_flight } = self;
        let (came, went) = (accepted + replayed, published + dead + set_aside);
        let verdict = match self.verdict() {
            Verdict::Balanced => "balanced".to_owned(),
            Verdict::Surplus(count) => {
                format!("balanced, with {} set aside after crashes", plural(count, "duplicate"))
            }
            Verdict::Running => "running".to_owned(),
            Verdict::Missing(count) => {
                format!("NOT BALANCED: {} missing", plural(count, "document"))
            }
        };
        let mut table = Table::new(&[("", Left), ("", Right), ("", Left)]);
        let mut row = |name: &str, count: u64, of: String| {
            table.row(vec![name.to_owned(), count.to_string(), of]);
        };
        row("in", came, format!("{accepted} accepted + {replayed} replayed into later stages"));
        row("out", went, format!("{published} published + {dead} dead + {set_aside} set aside"));
        row("in flight", *in_flight, verdict);
        table.lines(width).into_iter().filter(|line| !line.is_empty()).collect()
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
