//! Builds the two tables of the language engine from lingua's models and word counts.
//!
//! Owns everything that is decided once for all texts: the codes of letters, the value of an n-gram in
//! each language, and the choice of n-grams. Reading and judging a text with the table is the task of the
//! engine (crate `language`), whose definitions of keys, letters and format are used here. The output is
//! deterministic.

mod classes;
mod counts;
mod derived;
mod east;
mod letter_table;
mod merged;
mod models;
mod prune;
mod relatives;
mod siblings;
mod source;
mod values;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use language::ngram::LONGEST;

/// Builds the language table from lingua's models, word counts and words that distinguish siblings
#[derive(Debug, Parser)]
struct Arguments {
    /// Compare with the existing tables instead of writing them
    #[arg(long)]
    check: bool,
    /// Keep an n-gram for a language if it changes the value of its suffixes by this much, in nats
    /// times the square root of its occurrences per million letters
    #[arg(long, default_value_t = 13.0)]
    threshold: f64,
    /// Folder of `language.table` and `language-small.table`
    #[arg(default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/language/data"))]
    folder: PathBuf,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("language-table: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Why the table was not built.
#[derive(Debug, thiserror::Error)]
enum BuildError {
    #[error(transparent)]
    Models(#[from] models::ModelsError),
    #[error("{}: {source}", path.display())]
    File { path: PathBuf, source: std::io::Error },
    #[error(
        "a table differs from what its sources give: run `make language-table WRITE=1` and look at what changed"
    )]
    Differs,
}

fn run(arguments: &Arguments) -> Result<(), BuildError> {
    let mut differs = false;
    for (name, bytes) in NAMES.into_iter().zip(build(arguments.threshold)?) {
        let path = arguments.folder.join(name);
        let file = |source| BuildError::File { path: path.clone(), source };
        println!("{name}: {} bytes", bytes.len());
        if !arguments.check {
            std::fs::write(&path, bytes).map_err(file)?;
        } else if std::fs::read(&path).map_err(file)? == bytes {
            println!("{name} is what its sources give, byte for byte");
        } else {
            println!("{name} differs");
            differs = true;
        }
    }
    if differs { Err(BuildError::Differs) } else { Ok(()) }
}

/// The full table, and that of the feature `small-table`.
const NAMES: [&str; 2] = ["language.table", "language-small.table"];
/// Factor of the threshold for the smaller table.
const SMALLER: f64 = 3.0;
/// The threshold for n-grams of lingua's languages.
const THRESHOLD: f64 = 4.0;

fn build(threshold: f64) -> Result<[Vec<u8>; 2], BuildError> {
    let mut models = models::read()?;
    counts::add(&mut models)?;
    relatives::add(&mut models);
    derived::add(&mut models);
    let letters = letter_table::LetterTable::new(&models);
    let merged = merged::Merged::new(&letters, &models);
    let (mut lanes, places) = values::lanes(&merged);
    east::add_lanes(&mut lanes, &letters, &models);
    let mut unseen = vec![[0.0; LONGEST]; source::Source::COUNT];
    let mut thresholds = vec![threshold; source::Source::COUNT];
    for model in &models {
        unseen[model.source.number()] = model.unseen;
        if model.lingua {
            thresholds[model.source.number()] = THRESHOLD;
        }
    }
    drop(models);
    Ok([1.0, SMALLER].map(|times| {
        let thresholds: Vec<f64> = thresholds.iter().map(|threshold| threshold * times).collect();
        let pruned = prune::prune(&merged, &mut lanes, &places, &unseen, &thresholds);
        println!(
            "{} n-grams kept of {}, {} dense rows",
            pruned.records.len(),
            merged.len(),
            pruned.dense.len()
        );
        let words = siblings::records(&letters, &lanes);
        language::table::write(&lanes, letters.packed(), pruned.records, words, &pruned.dense)
    }))
}
