use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

use crate::linear::Fit;

/// Why weights are not in their source.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SourceError {
    #[error("{}: {source}", path.display())]
    File { path: PathBuf, source: io::Error },
    #[error("{0} has no weight of that name: {1}")]
    NoWeight(&'static str, String),
    #[error(
        "{0} differs from what the yardstick gives: run `make extraction-weights WRITE=1` and look at what changed"
    )]
    Differs(&'static str),
}

/// Writes the weights into their source, or compares them with what stands there.
pub(crate) fn put(fit: &Fit, write: bool) -> Result<(), SourceError> {
    let path = path(fit.source);
    let file = |source| SourceError::File { path: path.clone(), source };
    let old = fs::read_to_string(&path).map_err(file)?;
    let mut weights: HashMap<&str, f64> =
        fit.names.iter().map(String::as_str).zip(fit.weights.iter().copied()).collect();
    weights.extend(fit.bias.map(|bias| (BIAS, bias)));
    let mut new = String::with_capacity(old.len());
    for line in old.lines() {
        match weight(line).and_then(|(name, at)| Some((at, weights.remove(name)?))) {
            Some((at, weight)) => {
                let end = line[at..].find([')', ';', ',']).map_or(line.len(), |end| at + end);
                new += &format!("{}{:?}{}", &line[..at], rounded(weight), &line[end..]);
            }
            None => new += line,
        }
        new.push('\n');
    }
    if let Some(name) = weights.keys().next() {
        return Err(SourceError::NoWeight(fit.source, (*name).to_owned()));
    }
    if new == old {
        return Ok(());
    }
    if !write {
        return Err(SourceError::Differs(fit.source));
    }
    fs::write(&path, new).map_err(file)
}

/// The weights that stand in a source, by name.
pub(crate) fn weights(source: &str) -> HashMap<String, f64> {
    let text = fs::read_to_string(path(source)).expect("weights stand in this repository");
    let read = |line: &str| {
        let (name, at) = weight(line)?;
        let number = line[at..].trim_end_matches([')', ';', ',']);
        Some((name.to_owned(), number.parse().ok()?))
    };
    text.lines().filter_map(read).collect()
}

const BIAS: &str = "BIAS";

/// The name of the weight that stands on a line, and where its number begins:
/// `("words", 0.4),`, `Words => 0.4,` or `const BIAS: f32 = 0.4;`.
fn weight(line: &str) -> Option<(&str, usize)> {
    let (name, number) = line
        .split_once('\t')
        .or_else(|| line.split_once("\", "))
        .or_else(|| line.split_once(" => "))
        .or_else(|| line.strip_prefix("const ")?.split_once(" = "))?;
    let name = name.trim_start().trim_start_matches("Self::").trim_start_matches("(\"");
    Some((name.trim_end_matches(": f32"), line.len() - number.len()))
}

fn rounded(weight: f64) -> f64 {
    (weight * 1000.0).round() / 1000.0 + 0.0
}

fn path(source: &str) -> PathBuf {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")).join(source)
}
