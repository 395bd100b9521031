//! Trains the scorers of text and metadata extraction on the extraction yardstick: which blocks of a
//! page belong to its text, which candidate is its title, which day its date.
//!
//! Owns the training and the evaluation. For each scorer it prints the score on sites outside the
//! training set (five folds by site). The features belong to the library crates, which expose them by
//! their feature `training`. Deterministic.

mod articles;
mod authors;
mod blocks;
mod choices;
mod folds;
mod logistic;
mod measured;
mod softmax;
mod text;
mod weights;
mod yardstick;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use yardstick::Example;

/// Train the weights of the block, title, author and date scorers on the extraction yardstick and its
/// training pages, and evaluate them on sites outside the training set
#[derive(Debug, Parser)]
struct Arguments {
    /// Write the weights into their data files instead of comparing them
    #[arg(long)]
    write: bool,
    /// Pages of the yardstick, as printed by `score --list`
    list: PathBuf,
    /// Answers of the yardstick
    gold: PathBuf,
    /// Training pages of the yardstick, as printed by `score --training --list`
    training_list: PathBuf,
    /// Answers of the training pages
    training_gold: PathBuf,
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
    metadata(arguments)?;
    let pages = yardstick::read(&arguments.list, &arguments.gold)?;
    println!("{} pages from {} sites", pages.len(), folds::sites(&pages));
    blocks::train(&pages).put(arguments.write)?;
    Ok(())
}

/// Trains the scorers of titles, authors and dates on the yardstick and on its training pages.
fn metadata(arguments: &Arguments) -> Result<(), TrainingError> {
    let mut pages = yardstick::read(&arguments.list, &arguments.gold)?;
    let training = yardstick::read(&arguments.training_list, &arguments.training_gold)?;
    pages.extend(training.into_iter().map(|page| Example { for_training: true, ..page }));
    println!("{} pages from {} sites with the training pages", pages.len(), folds::sites(&pages));
    let reader = articles::Reader::new().map_err(TrainingError::Reader)?;
    let articles: Vec<_> = pages.iter().map(|page| reader.read(page)).collect();
    for trained in [
        choices::titles(&pages, &articles)?,
        choices::authors(&pages, &articles)?,
        choices::dates(&pages, &articles)?,
    ] {
        trained.put(arguments.write)?;
    }
    Ok(())
}
