use std::process::ExitCode;
use std::time::Duration;

use indicatif::{HumanCount, HumanDuration};

use crate::messages::plural;

/// How many documents had which outcome.
#[derive(Debug, Default)]
pub(super) struct Tally {
    /// Written as records.
    pub(super) records: u64,
    /// Filtered by a rule of publishing.
    pub(super) filtered: u64,
    /// Rejected, or not read.
    pub(super) rejected: u64,
}

impl Tally {
    pub(super) fn documents(&self) -> u64 {
        self.records + self.filtered + self.rejected
    }

    /// The closing line.
    pub(super) fn line(&self, elapsed: Duration) -> String {
        let mut line = plural(self.records, "record");
        for (count, word) in [(self.filtered, "filtered"), (self.rejected, "rejected")] {
            if count > 0 {
                line += &format!(", {} {word}", HumanCount(count));
            }
        }
        let seconds = elapsed.as_secs_f64();
        let took = if seconds < 60.0 {
            format!("{seconds:.1} s")
        } else {
            HumanDuration(elapsed).to_string()
        };
        let rate = self.documents() as f64 / seconds.max(1e-3);
        format!("{line} in {took} ({rate:.0}/s)")
    }

    pub(super) fn exit(&self) -> ExitCode {
        if self.rejected > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closing_line_names_each_outcome() {
        let tally = Tally { records: 1230, filtered: 0, rejected: 4 };
        let line = tally.line(Duration::from_millis(3200));
        assert_eq!(line, "1,230 records, 4 rejected in 3.2 s (386/s)");
    }
}
