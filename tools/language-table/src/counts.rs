//! Models from word counts of sources other than lingua (`counts/`, see `distil.py`).

use std::collections::HashMap;
use std::io::Read;
use std::path::{Path, PathBuf};

use flate2::read::GzDecoder;
use language::Class;
use language::ngram::LONGEST;

use crate::classes::{class, fold};
use crate::models::{Model, ModelsError};
use crate::source::{Source, by_tag};

/// Subtracted from every count, because a small corpus overrates the words that it contains.
const DISCOUNT: f64 = 0.5;
/// The minimum number of occurrences of n-grams of three letters and more, plus one for this many words
/// of the corpus.
const LEAST: u64 = 1;
const LEAST_PER_WORDS: u64 = 400_000;

/// Adds the models of `counts/`. They replace those of lingua, which omits Indic vowel signs.
pub(crate) fn add(models: &mut Vec<Model>) -> Result<(), ModelsError> {
    for (source, path) in files()? {
        let counted = model(source, &read(&path)?);
        models.retain(|model| model.source != source);
        models.push(counted);
    }
    Ok(())
}

/// The files and their sources: `TAG.tsv.gz` is a language, and `und-N.tsv.gz` a group of unsupported
/// languages.
fn files() -> Result<Vec<(Source, PathBuf)>, ModelsError> {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/counts"));
    let file = |source| ModelsError::File { path: folder.to_owned(), source };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(file)? {
        let path = entry.map_err(file)?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let Some(tag) = name.strip_suffix(".tsv.gz") else { continue };
        files.push((Source::of(by_tag(tag)), path.clone()));
    }
    files.sort();
    Ok(files)
}

/// Words with their counts.
fn read(path: &Path) -> Result<Vec<(String, u64)>, ModelsError> {
    let file = |source| ModelsError::File { path: path.to_owned(), source };
    let mut text = String::new();
    let compressed = std::fs::File::open(path).map_err(file)?;
    GzDecoder::new(compressed).read_to_string(&mut text).map_err(file)?;
    let word = |line: &str| {
        let (word, count) = line.split_once('\t')?;
        Some((word.to_owned(), count.parse().ok()?))
    };
    let words = text.lines().map(word).collect::<Option<Vec<_>>>();
    words.ok_or_else(|| ModelsError::Malformed(path.to_owned()))
}

/// An n-gram: its letters of 21 bits each, the last lowest.
type Gram = u128;

fn model(source: Source, words: &[(String, u64)]) -> Model {
    let mut counts: [HashMap<Gram, u64>; LONGEST] = Default::default();
    let mut all = 0;
    for (word, count) in words {
        all += count;
        let letters: Vec<char> = word.chars().map(fold).collect();
        let runs = letters.chunk_by(|a, b| class(*a) == class(*b));
        for run in runs.filter(|run| ![Class::NONE, Class::SKIP].contains(&class(run[0]))) {
            for end in 1..=run.len() {
                let mut gram = 0;
                for order in 1..=end.min(LONGEST) {
                    gram |= (u32::from(run[end - order]) as Gram) << (21 * (order - 1));
                    *counts[order - 1].entry(gram).or_default() += count;
                }
            }
        }
    }
    let least = LEAST + all / LEAST_PER_WORDS;
    let mut ngrams = Vec::new();
    let mut unseen = [0.0; LONGEST];
    let mut before: HashMap<Gram, f64> = HashMap::new();
    for order in 1..=LONGEST {
        let total: u64 = counts[order - 1].values().sum();
        let mut joints = HashMap::new();
        let mut dropped = 0;
        for (&gram, &count) in &counts[order - 1] {
            if order > 2 && count < least {
                dropped += count;
                continue;
            }
            let share = if order == 1 {
                count as f64 / total as f64
            } else {
                (count as f64 - DISCOUNT) / counts[order - 2][&(gram >> 21)] as f64
            };
            let prefix = if order == 1 { Some(&0.0) } else { before.get(&(gram >> 21)) };
            let Some(prefix) = prefix else { continue };
            let joint = prefix + libm::log(share);
            joints.insert(gram, joint);
            ngrams.push((letters(gram, order), joint));
        }
        unseen[order - 1] = dropped as f64 / total.max(1) as f64;
        before = joints;
    }
    ngrams.sort_by(|a, b| a.0.cmp(&b.0));
    Model { source, ngrams, unseen, lingua: false }
}

fn letters(gram: Gram, order: usize) -> String {
    let letter = |place: usize| char::from_u32((gram >> (21 * place)) as u32 & 0x1F_FFFF);
    (0..order).rev().filter_map(letter).collect()
}
