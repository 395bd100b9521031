use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use warc::Skip;

use crate::messages::{self, plural};

/// How many files in folders were skipped because of their kind, by extension; and how many records
/// of archives, by reason.
#[derive(Debug, Clone, Default)]
pub(crate) struct Skipped {
    files: Arc<Mutex<Counts>>,
    records: Arc<Mutex<Counts>>,
}

type Counts = BTreeMap<String, u64>;

impl Skipped {
    pub(super) fn count(&self, path: &Path) {
        let extension = path.extension().map(|text| text.to_string_lossy().to_ascii_lowercase());
        let kind = extension.map_or("without extension".to_owned(), |text| format!(".{text}"));
        let mut counts = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        *counts.entry(kind).or_default() += 1;
    }

    pub(super) fn count_record(&self, skip: Skip) {
        let mut counts = self.records.lock().unwrap_or_else(PoisonError::into_inner);
        *counts.entry(skip.to_string()).or_default() += 1;
    }

    /// Reports them on stderr, if there are any.
    pub(crate) fn report(&self) {
        for line in self.line().into_iter().chain(self.line_of_records()) {
            messages::say(line);
        }
    }

    /// The message about skipped files; `None` if there are none.
    pub(super) fn line(&self) -> Option<String> {
        let (total, kinds) = listed(&self.files)?;
        let files = plural(total, "file");
        Some(format!("skipped {files} in folders ({kinds}): name files explicitly to read them"))
    }

    /// The message about skipped records; `None` if there are none.
    pub(super) fn line_of_records(&self) -> Option<String> {
        let (total, reasons) = listed(&self.records)?;
        Some(format!("skipped {} of archives ({reasons})", plural(total, "record")))
    }
}

/// The sum, and each count with its name, largest first.
fn listed(counts: &Mutex<Counts>) -> Option<(u64, String)> {
    let counts = counts.lock().unwrap_or_else(PoisonError::into_inner);
    let total: u64 = counts.values().sum();
    let mut kinds: Vec<(&String, &u64)> = counts.iter().collect();
    kinds.sort_by_key(|&(kind, count)| (std::cmp::Reverse(count), kind));
    let kinds: Vec<String> = kinds.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
    (total > 0).then(|| (total, kinds.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_counted_the_most_frequent_first() {
        let skipped = Skipped::default();
        assert_eq!(skipped.line(), None);
        for name in ["a.xml", "b.PDF", "c.pdf", "Makefile"] {
            skipped.count(Path::new(name));
        }
        let line = skipped.line().unwrap();
        assert!(
            line.starts_with("skipped 4 files in folders (2 .pdf, 1 .xml, 1 without"),
            "{line}"
        );
    }
}
