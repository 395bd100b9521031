use std::time::Instant;

/// The checks so far.
#[derive(Debug)]
pub(crate) struct Report {
    checks: usize,
    documents: usize,
    began: Instant,
}

impl Default for Report {
    fn default() -> Self {
        Self { checks: 0, documents: 0, began: Instant::now() }
    }
}

impl Report {
    /// Reports a check. If it failed, prints `why` and stops the run.
    #[track_caller]
    pub(crate) fn check(&mut self, what: &str, holds: bool, why: impl FnOnce() -> String) {
        assert!(holds, "does not hold: {what}\n{}", why());
        self.checks += 1;
        println!("{:4} s  ok  {what}", self.began.elapsed().as_secs());
    }

    /// Counts published documents.
    pub(crate) fn documents(&mut self, count: usize) {
        self.documents += count;
    }

    /// Prints the last line.
    pub(crate) fn close(&self) {
        let Self { checks, documents, .. } = self;
        println!("compose-test: {documents} documents, {checks} checks, all held");
    }
}
