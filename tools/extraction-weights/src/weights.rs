//! The weights as data files: one line per weight with its name, a tab and the weight.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

/// Trained weights and their data file.
#[derive(Debug)]
pub(crate) struct Trained {
    /// Path within the repository.
    pub(crate) file: &'static str,
    pub(crate) weights: HashMap<String, f64>,
}

/// Why a data file was not written, or differs.
#[derive(Debug, thiserror::Error)]
pub(crate) enum WeightsError {
    #[error("{}: {source}", path.display())]
    File { path: PathBuf, source: io::Error },
    #[error("{0} has no line for the weight {1}: add one")]
    Missing(&'static str, String),
    #[error(
        "{0} differs from the trained weights: run `make extraction-weights WRITE=1` and check the difference"
    )]
    Differs(&'static str),
}

impl Trained {
    /// Writes the weights into their data file, or compares them with it. Keeps the order of lines and
    /// the weights that were not trained.
    pub(crate) fn put(mut self, write: bool) -> Result<(), WeightsError> {
        let path = path(self.file);
        let file = |source| WeightsError::File { path: path.clone(), source };
        let old = fs::read_to_string(&path).map_err(file)?;
        let mut new = String::with_capacity(old.len());
        for line in old.lines() {
            let name = line.split('\t').next().unwrap_or_default();
            match self.weights.remove(name) {
                Some(weight) => new += &format!("{name}\t{}\n", rounded(weight)),
                None => new += &format!("{line}\n"),
            }
        }
        if let Some(name) = self.weights.into_keys().min() {
            return Err(WeightsError::Missing(self.file, name));
        }
        if new == old {
            return Ok(());
        }
        if !write {
            return Err(WeightsError::Differs(self.file));
        }
        fs::write(&path, new).map_err(file)
    }
}

/// Three decimals, as in the data files. Adding 0 turns -0 into 0.
fn rounded(weight: f64) -> f64 {
    (weight * 1000.0).round() / 1000.0 + 0.0
}

fn path(file: &str) -> PathBuf {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")).join(file)
}
