use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use article::ArticleId;
use serde_json::Value;

/// Every file in a folder and its subfolders, except those with the state of the delivery.
pub fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        match entry.path() {
            path if path.is_dir() => found.extend(files_below(&path)),
            path if [".lock", ".erased", ".swept"].iter().any(|name| path.ends_with(name)) => {}
            path => found.push(path),
        }
    }
    found
}

/// The rows of every finished file.
pub fn rows_below(folder: &Path) -> Vec<Value> {
    let finished = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "zst");
    let visible = |path: &PathBuf| {
        path.file_name().is_some_and(|name| !name.to_string_lossy().starts_with('.'))
    };
    let mut rows = Vec::new();
    for path in files_below(folder).into_iter().filter(finished).filter(visible) {
        // The file may have been merged in the meantime.
        let Ok(compressed) = fs::read(&path) else { continue };
        let text = zstd::decode_all(&compressed[..]).expect("a finished file is whole");
        let text = String::from_utf8(text).expect("UTF-8");
        rows.extend(text.lines().map(|line| serde_json::from_str(line).expect("JSON")));
    }
    rows
}

/// The newest version of each article, by the rule for readers.
pub fn newest_of(rows: &[Value]) -> HashMap<ArticleId, u64> {
    let mut newest = HashMap::new();
    for row in rows {
        let id = row["id"].as_str().and_then(|id| id.parse().ok()).expect("an id");
        let sequence = row["delivery"]["sequence"].as_u64().expect("a sequence");
        let known = newest.entry(id).or_insert(sequence);
        *known = sequence.max(*known);
    }
    newest
}
