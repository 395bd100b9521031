//! Trains the scorers of text and metadata extraction on the extraction yardstick: which blocks of a
//! page belong to its text, which candidate is its title, which day its date.
//!
//! Owns the training and the evaluation. For each scorer it prints the score on sites outside the
//! training set (five folds by site). The features belong to the library crates, which expose them by
//! their feature `training`. Deterministic.

mod articles;
mod blocks;
mod choices;
mod folds;
mod logistic;
mod softmax;
mod text;
mod weights;
mod yardstick;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;

/// Train the weights of the block and date scorers on the extraction yardstick, and evaluate those of
/// the title scorer
#[derive(Debug, Parser)]
struct Arguments {
    /// Write the weights into their data files instead of comparing them
    #[arg(long)]
    write: bool,
    /// Pages of the yardstick, as printed by `score --list`
    list: PathBuf,
    /// Answers of the yardstick
    gold: PathBuf,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("extraction-weights: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Why training failed.
#[derive(Debug, thiserror::Error)]
enum TrainingError {
    #[error(transparent)]
    Yardstick(#[from] yardstick::YardstickError),
    #[error("{0}")]
    Reader(String),
    #[error(transparent)]
    Weights(#[from] weights::WeightsError),
}

fn run(arguments: &Arguments) -> Result<(), TrainingError> {
    let pages = yardstick::read(&arguments.list, &arguments.gold)?;
    println!("{} pages from {} sites", pages.len(), folds::sites(&pages));
    let reader = articles::Reader::new().map_err(TrainingError::Reader)?;
    let articles: Vec<_> = pages.iter().map(|page| reader.read(page)).collect();
    choices::titles(&pages, &articles)?;
    for trained in [blocks::train(&pages), choices::dates(&pages, &articles)?] {
        trained.put(arguments.write)?;
    }
    Ok(())
}
