//! Texts of pages by models that were not trained on their sites.

use std::io::{self, Write};
use std::path::Path;

use page::training::{Model, ModelError, text};

use crate::folds::{FOLDS, fold};
use crate::yardstick::Example;

/// Why the answers can't be given.
#[derive(Debug, thiserror::Error)]
pub(crate) enum AnswersError {
    #[error("{path}: {source}; run `make extraction-weights` first")]
    File { path: String, source: io::Error },
    #[error("{path}: {source}")]
    Model { path: String, source: ModelError },
    #[error(transparent)]
    Output(#[from] io::Error),
}

/// Prints an answer for each page in the format of the yardstick. `models` is the folder with a model
/// for each fold, trained on the other folds.
pub(crate) fn print(
    pages: &[Example],
    models: &Path,
    out: &mut impl Write,
) -> Result<(), AnswersError> {
    let models = (0..FOLDS).map(|fold| read(models, fold)).collect::<Result<Vec<Model>, _>>()?;
    for page in pages {
        let text = text(&page.content, page.url.as_deref(), &models[fold(page)]);
        writeln!(out, "{}", serde_json::json!({"id": page.id, "text": text}))?;
    }
    Ok(())
}

fn read(folder: &Path, fold: usize) -> Result<Model, AnswersError> {
    let path = folder.join(format!("fold-{fold}.model"));
    let shown = path.display().to_string();
    let bytes = std::fs::read(&path)
        .map_err(|source| AnswersError::File { path: shown.clone(), source })?;
    Model::read(&bytes).map_err(|source| AnswersError::Model { path: shown, source })
}
