use std::collections::HashSet;
use std::fmt::Display;
use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

use article::ArticleId;

use crate::fault::Fault;

/// The documents that the server has accepted, in a file: one line `ID SEQUENCE PLACE` each.
#[derive(Debug)]
pub(crate) struct Journal {
    path: PathBuf,
    file: File,
    accepted: HashSet<ArticleId>,
}

impl Journal {
    /// Reads the journal of an earlier run, if there is one, and continues it.
    pub(crate) fn open(path: &Path) -> Result<Self, Fault> {
        let failed = |error| Fault::Journal { path: path.to_owned(), error };
        let mut options = OpenOptions::new();
        let mut file = options.read(true).append(true).create(true).open(path).map_err(failed)?;
        let mut accepted = HashSet::new();
        for line in BufReader::new(&file).lines() {
            // The last line of an interrupted run may be incomplete: its document is sent again.
            let line = line.map_err(failed)?;
            accepted.extend(line.split(' ').next().and_then(|id| id.parse::<ArticleId>().ok()));
        }
        if !accepted.is_empty() {
            file.write_all(b"\n").map_err(failed)?;
        }
        Ok(Self { path: path.to_owned(), file, accepted })
    }

    /// Whether the server has accepted this document in an earlier run.
    pub(crate) fn holds(&self, id: ArticleId) -> bool {
        self.accepted.contains(&id)
    }

    /// Records that the server has accepted a document.
    pub(crate) fn note(
        &mut self,
        id: ArticleId,
        sequence: u64,
        place: impl Display,
    ) -> Result<(), Fault> {
        // A single write, so that lines are complete unless the disk is full.
        let written = self.file.write_all(format!("{id} {sequence} {place}\n").as_bytes());
        written.map_err(|error| Fault::Journal { path: self.path.clone(), error })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inputs::Place;

    #[test]
    fn a_second_run_knows_what_the_first_has_sent() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal");
        let (one, other) = (ArticleId::of("", "", b"1"), ArticleId::of("", "", b"2"));
        let mut journal = Journal::open(&path).unwrap();
        assert!(!journal.holds(one));
        journal.note(one, 1, Place::whole(Path::new("a b.txt").into())).unwrap();
        std::fs::write(&path, std::fs::read_to_string(&path).unwrap() + "397224").unwrap();
        let journal = Journal::open(&path).unwrap();
        assert!(journal.holds(one) && !journal.holds(other));
    }
}
