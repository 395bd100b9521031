use std::cell::Cell;
use std::io::{self, IsTerminal};
use std::time::{Duration, Instant};

use indicatif::{HumanCount, ProgressBar, ProgressStyle};

/// How far long work has come, on stderr. Drawn only where a person sees it: stderr is a
/// terminal, and stdout is another thing (else the data would break the line).
pub(crate) struct Progress {
    bar: ProgressBar,
    began: Instant,
    told: Cell<Option<Instant>>,
}

/// How often the count beside the bar changes.
const TELL_EVERY: Duration = Duration::from_millis(100);

impl Progress {
    /// A bar where the total is known, else a spinner. The total is asked for only where it's
    /// drawn: to know it may take a walk through many folders.
    pub(crate) fn new(total_bytes: impl FnOnce() -> Option<u64>) -> Self {
        let seen = io::stderr().is_terminal() && !io::stdout().is_terminal();
        let bar = if !seen {
            ProgressBar::hidden()
        } else if let Some(total) = total_bytes() {
            known(total)
        } else {
            unknown()
        };
        Self::over(bar)
    }

    /// A bar over so many things of one kind.
    pub(crate) fn counted(total: u64) -> Self {
        let seen = io::stderr().is_terminal() && !io::stdout().is_terminal();
        Self::over(if seen { things(total) } else { ProgressBar::hidden() })
    }

    /// One thing more is done.
    pub(crate) fn step(&self) {
        self.bar.inc(1);
    }

    fn over(bar: ProgressBar) -> Self {
        Self { bar, began: Instant::now(), told: Cell::new(None) }
    }

    /// `bytes` more of the inputs have been worked on, `documents` documents in all.
    pub(crate) fn advance(&self, bytes: u64, documents: u64) {
        self.bar.inc(bytes);
        let now = Instant::now();
        if self.told.get().is_none_or(|told| now - told > TELL_EVERY) {
            self.told.set(Some(now));
            let rate = documents as f64 / self.began.elapsed().as_secs_f64().max(1e-3);
            let documents = HumanCount(documents);
            self.bar.set_message(format!("{documents} documents  {rate:.0}/s"));
        }
    }

    /// Says something on stderr beside the bar.
    pub(crate) fn aside(&self, say: impl FnOnce()) {
        self.bar.suspend(say);
    }

    /// Takes the bar away.
    pub(crate) fn close(&self) {
        self.bar.finish_and_clear();
    }

    /// Since the beginning.
    pub(crate) fn elapsed(&self) -> Duration {
        self.began.elapsed()
    }
}

fn known(total_bytes: u64) -> ProgressBar {
    let line = "{bar:24} {percent:>3} %  {bytes} of {total_bytes}  {msg}  {eta} left";
    ProgressBar::new(total_bytes).with_style(style(line))
}

fn things(total: u64) -> ProgressBar {
    ProgressBar::new(total).with_style(style("{bar:24} {pos} of {len}  {per_sec}  {eta} left"))
}

fn unknown() -> ProgressBar {
    ProgressBar::new_spinner().with_style(style("{spinner} {bytes}  {msg}"))
}

fn style(template: &str) -> ProgressStyle {
    let style = ProgressStyle::with_template(template);
    style.expect("the templates are constants, and well formed: the tests make both")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_bytes_to_the_end_where_the_total_is_known_and_on_and_on_where_it_is_not() {
        for (bar, length) in [(known(1000), Some(1000)), (unknown(), None)] {
            let progress = Progress::over(bar);
            progress.advance(250, 1);
            progress.advance(500, 1234);
            assert_eq!(progress.bar.position(), 750);
            assert_eq!(progress.bar.length(), length);
        }
    }

    #[test]
    fn counts_things_of_one_kind() {
        let progress = Progress::over(things(3));
        progress.step();
        assert_eq!((progress.bar.position(), progress.bar.length()), (1, Some(3)));
    }

    #[test]
    fn the_count_of_documents_stands_beside_the_bar() {
        let progress = Progress::over(known(1000));
        progress.advance(250, 1234);
        assert!(progress.bar.message().starts_with("1,234 documents  "));
    }
}
