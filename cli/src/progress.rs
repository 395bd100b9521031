use std::cell::Cell;
use std::io::{self, IsTerminal};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use crate::messages::{self, plural};
use crate::printable::escaped;

/// The progress of long work, drawn on stderr if that is a terminal.
///
/// Writes to stdout must happen inside [`aside`](Self::aside), because both can be the same terminal.
pub(crate) struct Progress {
    bar: ProgressBar,
    began: Instant,
    updated: Cell<Option<Instant>>,
    /// The kind of notice that is shown.
    noticed: Cell<Option<&'static str>>,
}

/// How often the count beside the bar changes.
const UPDATE_EVERY: Duration = Duration::from_millis(100);

impl Progress {
    /// A bar if the total is known, otherwise a spinner. The total is only computed if it is drawn,
    /// because this may mean walking through many folders.
    pub(crate) fn new(total_bytes: impl FnOnce() -> Option<u64>) -> Self {
        let bar = if !io::stderr().is_terminal() {
            ProgressBar::hidden()
        } else if let Some(total) = total_bytes() {
            known(total)
        } else {
            unknown()
        };
        Self::over(bar)
    }

    /// A bar over `total` things of one kind.
    pub(crate) fn counted(total: u64) -> Self {
        let seen = io::stderr().is_terminal();
        Self::over(if seen { counted(total) } else { ProgressBar::hidden() })
    }

    /// A bar over a time.
    pub(crate) fn timed(total: Duration) -> Self {
        let seen = io::stderr().is_terminal();
        Self::over(if seen { timed(total) } else { ProgressBar::hidden() })
    }

    /// Shows how much time has passed, and how many documents have ended.
    pub(crate) fn show(&self, passed: Duration, documents: u64) {
        self.bar.set_position(passed.as_secs());
        let rate = documents as f64 / passed.as_secs_f64().max(1e-3);
        self.bar.set_message(format!("{}  {rate:.0}/s", plural(documents, "document")));
    }

    /// Advances by `count` things.
    pub(crate) fn steps(&self, count: u64) {
        self.bar.inc(count);
    }

    fn over(bar: ProgressBar) -> Self {
        Self { bar, began: Instant::now(), updated: Cell::new(None), noticed: Cell::new(None) }
    }

    /// Advances by `bytes` of the inputs, to `documents` documents in total.
    pub(crate) fn advance(&self, bytes: u64, documents: u64) {
        self.bar.inc(bytes);
        let now = Instant::now();
        if self.updated.get().is_none_or(|updated| now - updated > UPDATE_EVERY) {
            self.updated.set(Some(now));
            let rate = documents as f64 / self.began.elapsed().as_secs_f64().max(1e-3);
            self.bar.set_message(format!("{}  {rate:.0}/s", plural(documents, "document")));
        }
    }

    /// Shows why the work waits: in the bar's line or, without a bar, once per `kind`.
    pub(crate) fn notice(&self, kind: &'static str, text: &str) {
        let first = self.noticed.replace(Some(kind)) != Some(kind);
        match self.bar.is_hidden() {
            true if first => messages::say(text),
            true => {}
            false => self.bar.set_message(escaped(text)),
        }
    }

    /// Records that the work continues, so the next notice of this kind is shown again.
    pub(crate) fn resume(&self, kind: &'static str) {
        if self.noticed.get() == Some(kind) {
            self.noticed.set(None);
        }
    }

    /// Writes to the terminal without disturbing the bar.
    pub(crate) fn aside<R>(&self, write: impl FnOnce() -> R) -> R {
        self.bar.suspend(write)
    }

    /// Removes the bar.
    pub(crate) fn close(&self) {
        self.bar.finish_and_clear();
    }

    /// Time since the start.
    pub(crate) fn elapsed(&self) -> Duration {
        self.began.elapsed()
    }
}

fn known(total_bytes: u64) -> ProgressBar {
    let line = "{bar:24} {percent:>3} %  {bytes} of {total_bytes}  {msg}  {eta} left";
    ProgressBar::new(total_bytes).with_style(style(line))
}

fn counted(total: u64) -> ProgressBar {
    ProgressBar::new(total).with_style(style("{bar:24} {pos} of {len}  {per_sec}  {eta} left"))
}

fn timed(total: Duration) -> ProgressBar {
    ProgressBar::new(total.as_secs()).with_style(style("{bar:24} {pos} of {len} s  {msg}"))
}

fn unknown() -> ProgressBar {
    ProgressBar::new_spinner().with_style(style("{spinner} {bytes}  {msg}"))
}

fn style(template: &str) -> ProgressStyle {
    let style = ProgressStyle::with_template(template);
    style.expect("the templates are constants, and the tests build each")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_bytes_whether_or_not_the_total_is_known() {
        let bars = [
            (known(1000), Some(1000)),
            (timed(Duration::from_secs(9)), Some(9)),
            (unknown(), None),
        ];
        for (bar, length) in bars {
            let progress = Progress::over(bar);
            progress.advance(250, 1);
            progress.advance(500, 1234);
            assert_eq!(progress.bar.position(), 750);
            assert_eq!(progress.bar.length(), length);
        }
    }

    #[test]
    fn counts_things_of_one_kind() {
        let progress = Progress::over(counted(3));
        progress.steps(1);
        assert_eq!((progress.bar.position(), progress.bar.length()), (1, Some(3)));
    }

    #[test]
    fn the_count_of_documents_is_beside_the_bar() {
        let progress = Progress::over(known(1000));
        progress.advance(250, 1234);
        assert!(progress.bar.message().starts_with("1,234 documents  "));
    }
}
