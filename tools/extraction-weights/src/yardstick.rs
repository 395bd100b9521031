use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::DeserializeOwned;

/// A page of the yardstick and its right answers.
#[derive(Debug)]
pub(crate) struct Example {
    pub(crate) id: String,
    pub(crate) set: String,
    /// The kind of page, such as `article` or `forum`.
    pub(crate) page_type: Option<String>,
    pub(crate) url: Option<String>,
    pub(crate) content: Vec<u8>,
    pub(crate) gold: Gold,
    /// Members that the page doesn't have, according to the annotators.
    pub(crate) absent: Vec<String>,
    /// Whether it is a training page rather than one of the yardstick.
    pub(crate) for_training: bool,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Gold {
    pub(crate) body: Option<String>,
    pub(crate) title: Option<String>,
    #[serde(default)]
    pub(crate) authors: Vec<String>,
    pub(crate) date: Option<String>,
}

/// Why the yardstick can't be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum YardstickError {
    #[error("{}: {source}", path.display())]
    File { path: PathBuf, source: std::io::Error },
    #[error("{}: {source}", path.display())]
    Line { path: PathBuf, source: serde_json::Error },
}

/// Reads the pages in `list` that have answers in `gold`, in the order of `list`.
pub(crate) fn read(list: &Path, gold: &Path) -> Result<Vec<Example>, YardstickError> {
    let answers: Vec<Answer> = lines(gold)?;
    let mut answers: HashMap<String, Answer> =
        answers.into_iter().map(|answer| (answer.id.clone(), answer)).collect();
    let mut pages = Vec::new();
    for Entry { id, path, url } in lines(list)? {
        let Some(Answer { set, page_type, gold, absent, .. }) = answers.remove(&id) else {
            continue;
        };
        let content = fs::read(&path)
            .map_err(|source| YardstickError::File { path: path.clone(), source })?;
        let for_training = false;
        pages.push(Example { id, set, page_type, url, content, gold, absent, for_training });
    }
    Ok(pages)
}

#[derive(Deserialize)]
struct Entry {
    id: String,
    path: PathBuf,
    url: Option<String>,
}

#[derive(Deserialize)]
struct Answer {
    id: String,
    set: String,
    page_type: Option<String>,
    gold: Gold,
    #[serde(default)]
    absent: Vec<String>,
}

fn lines<T: DeserializeOwned>(path: &Path) -> Result<Vec<T>, YardstickError> {
    let text = fs::read_to_string(path)
        .map_err(|source| YardstickError::File { path: path.to_owned(), source })?;
    let read = |line| {
        serde_json::from_str(line)
            .map_err(|source| YardstickError::Line { path: path.to_owned(), source })
    };
    text.lines().map(read).collect()
}
