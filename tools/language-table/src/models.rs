//! lingua's models, from the crates in cargo's registry folder.

use std::path::{Path, PathBuf};
use std::process::Command;

use fst::Streamer;
use language::Language;
use language::ngram::LONGEST;

use crate::source::Source;

/// The version of the model crates from which the table is built.
const VERSION: &str = "1.3.0";

/// The n-grams of one language, by their letters in order, with the natural logarithm of the
/// joint probability of their letters (that of all n-grams of one length is 1).
pub(crate) struct Model {
    pub(crate) source: Source,
    /// N-grams with ln of their joint probability.
    pub(crate) ngrams: Vec<(String, f64)>,
    /// The share of letters whose n-gram was too rare to keep, by the number of letters before them.
    pub(crate) unseen: [f64; LONGEST],
    /// Whether it comes from lingua, directly or derived.
    pub(crate) lingua: bool,
}

/// Why the models can't be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ModelsError {
    #[error("`cargo metadata` does not run: {0}")]
    Cargo(#[source] std::io::Error),
    #[error("`cargo metadata` gives no list of packages: run it by hand to see why")]
    Metadata,
    #[error("the crate lingua-{0}-language-model {VERSION} is missing: run `cargo fetch`")]
    Missing(&'static str),
    #[error("{}: {source}", path.display())]
    File { path: PathBuf, source: std::io::Error },
    #[error("{}: not a model as lingua writes them", .0.display())]
    Malformed(PathBuf),
}

/// Reads the models of all of lingua's languages.
pub(crate) fn read() -> Result<Vec<Model>, ModelsError> {
    let packages = packages()?;
    NAMES
        .iter()
        .zip(Language::all())
        .map(|(name, language)| {
            let folder = folder(&packages, name).ok_or(ModelsError::Missing(name))?;
            let path = folder.join("models/ngrams.fst");
            let bytes = std::fs::read(&path)
                .map_err(|source| ModelsError::File { path: path.clone(), source })?;
            let ngrams = joint(&bytes).ok_or(ModelsError::Malformed(path))?;
            Ok(Model { source: Source::of(language), ngrams, unseen: [0.0; LONGEST], lingua: true })
        })
        .collect()
}

/// Every package in the workspace's lock file, with all features.
fn packages() -> Result<Vec<serde_json::Value>, ModelsError> {
    let metadata = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--format-version",
            "1",
            "--locked",
            "--all-features",
            "--manifest-path",
        ])
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/../../Cargo.toml"))
        .output()
        .map_err(ModelsError::Cargo)?;
    let mut metadata: serde_json::Value =
        serde_json::from_slice(&metadata.stdout).map_err(|_| ModelsError::Metadata)?;
    let serde_json::Value::Array(packages) = metadata["packages"].take() else {
        return Err(ModelsError::Metadata);
    };
    Ok(packages)
}

/// The folder of a language's model crate.
fn folder<'p>(packages: &'p [serde_json::Value], name: &str) -> Option<&'p Path> {
    let name = format!("lingua-{name}-language-model");
    let package =
        packages.iter().find(|p| p["name"] == name.as_str() && p["version"] == VERSION)?;
    Path::new(package["manifest_path"].as_str()?).parent()
}

/// lingua stores ln p(last letter | letters before). Every prefix of an n-gram is also an n-gram, so the
/// joint probability is the sum over the prefixes.
fn joint(model: &[u8]) -> Option<Vec<(String, f64)>> {
    let model = fst::Map::new(model).ok()?;
    let mut ngrams = Vec::with_capacity(model.len());
    let mut prefixes: Vec<(String, f64)> = Vec::new();
    let mut stream = model.stream();
    while let Some((ngram, value)) = stream.next() {
        let ngram = std::str::from_utf8(ngram).ok()?;
        prefixes.truncate(
            prefixes.iter().take_while(|(prefix, _)| ngram.starts_with(prefix.as_str())).count(),
        );
        if prefixes.len() + 1 != ngram.chars().count() {
            return None;
        }
        let before = prefixes.last().map_or(0.0, |&(_, joint)| joint);
        let joint = before + f64::from_bits(value);
        prefixes.push((ngram.to_owned(), joint));
        ngrams.push((ngram.to_owned(), joint));
    }
    Some(ngrams)
}

/// Names of the model crates, in the order of the languages' numbers.
#[rustfmt::skip]
const NAMES: [&str; 75] = [
    "afrikaans", "albanian", "arabic", "armenian", "azerbaijani", "basque", "belarusian",
    "bengali", "bokmal", "bosnian", "bulgarian", "catalan", "chinese", "croatian", "czech",
    "danish", "dutch", "english", "esperanto", "estonian", "finnish", "french", "ganda",
    "georgian", "german", "greek", "gujarati", "hebrew", "hindi", "hungarian", "icelandic",
    "indonesian", "irish", "italian", "japanese", "kazakh", "korean", "latin", "latvian",
    "lithuanian", "macedonian", "malay", "maori", "marathi", "mongolian", "nynorsk", "persian",
    "polish", "portuguese", "punjabi", "romanian", "russian", "serbian", "shona", "slovak",
    "slovene", "somali", "sotho", "spanish", "swahili", "swedish", "tagalog", "tamil", "telugu",
    "thai", "tsonga", "tswana", "turkish", "ukrainian", "urdu", "vietnamese", "welsh", "xhosa",
    "yoruba", "zulu",
];
