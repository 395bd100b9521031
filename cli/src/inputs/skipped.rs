use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use crate::messages::{self, plural};

/// How many files in folders were skipped because of their kind, by extension.
#[derive(Debug, Clone, Default)]
pub(crate) struct Skipped(Arc<Mutex<BTreeMap<String, u64>>>);

impl Skipped {
    pub(super) fn count(&self, path: &Path) {
        let extension = path.extension().map(|text| text.to_string_lossy().to_ascii_lowercase());
        let kind = extension.map_or("without extension".to_owned(), |text| format!(".{text}"));
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *counts.entry(kind).or_default() += 1;
    }

    /// Reports them on stderr, if there are any.
    pub(crate) fn report(&self) {
        if let Some(line) = self.line() {
            messages::say(line);
        }
    }

    /// The sentence that reports them; `None` where there are none.
    pub(super) fn line(&self) -> Option<String> {
        let counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let total: u64 = counts.values().sum();
        let mut kinds: Vec<(&String, &u64)> = counts.iter().collect();
        kinds.sort_by_key(|&(kind, count)| (std::cmp::Reverse(count), kind));
        let kinds: Vec<String> =
            kinds.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
        (total > 0).then(|| {
            format!(
                "skipped {} in folders ({}): name files explicitly to read them",
                plural(total, "file"),
                kinds.join(", ")
            )
        })
    }
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
