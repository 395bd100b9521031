use std::process::ExitCode;
use std::time::Duration;

use super::Outcome;

/// How many documents had which outcome.
#[derive(Debug, Clone, Default)]
pub(crate) struct Summary {
    /// Acknowledged by the server.
    pub(super) accepted: u64,
    /// Not sent: unreadable or too large.
    pub(super) refused: u64,
    /// Dropped by the server, which has a message with the same id.
    pub(super) dropped: u64,
    /// Skipped: an earlier run's journal has them.
    pub(super) resumed: u64,
    /// Whether their outcomes were awaited.
    waited: bool,
    pub(super) elapsed: Duration,
    published: u64,
    filtered: u64,
    duplicate: u64,
    dead: u64,
}

impl Summary {
    /// An empty summary.
    pub(super) fn new(waited: bool) -> Self {
        Self { waited, ..Self::default() }
    }

    pub(super) fn count(&mut self, outcome: &Outcome) {
        match outcome {
            Outcome::Published(_) => self.published += 1,
            Outcome::Filtered(_) => self.filtered += 1,
            Outcome::Duplicate(_) => self.duplicate += 1,
            Outcome::Dead { .. } => self.dead += 1,
        }
    }

    /// The closing line.
    pub(crate) fn line(&self) -> String {
        let seconds = self.elapsed.as_secs_f64();
        let Self { accepted, published, filtered, duplicate, dead, .. } = self;
        let others = [
            ("refused", self.refused),
            ("dropped", self.dropped),
            ("skipped as accepted before", self.resumed),
        ];
        let others: String = others
            .iter()
            .filter(|(_, count)| *count > 0)
            .map(|(name, count)| format!(", {name} {count}"))
            .collect();
        match self.waited {
            true => format!(
                "published {published}, filtered {filtered}, duplicate {duplicate}, dead {dead}{others}, in {seconds:.2} s"
            ),
            false => format!("accepted {accepted}{others}, in {seconds:.2} s"),
        }
    }

    /// 1 if a document was refused or is dead.
    pub(crate) fn exit(&self) -> ExitCode {
        if self.refused + self.dead > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS }
    }
}
