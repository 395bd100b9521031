//! Fits the numbers that ingestion and metadata-extraction weigh with, from the extraction
//! yardstick: which blocks of a page are its text, which candidate is its title, which day its date.
//!
//! Owns how they are fitted and what is said of it: each fit is told with its score on sites that
//! it has not seen (five parts by site, each measured by what was fitted on the other four). What is
//! weighed is the services' own, who hand it out for this (`training`). The same pages, the same
//! numbers.

mod articles;
mod blocks;
mod choices;
mod folds;
mod linear;
mod logistic;
mod softmax;
mod source;
mod text;
mod yardstick;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;

/// Fits the weights of blocks and dates on the extraction yardstick, and tells how good a fit of
/// titles would be
#[derive(Debug, Parser)]
struct Arguments {
    /// Write the numbers into the sources instead of comparing them
    #[arg(long)]
    write: bool,
    /// The yardstick's pages, as `score --list` prints them
    list: PathBuf,
    /// The yardstick's answers
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

/// Why there are no weights.
#[derive(Debug, thiserror::Error)]
enum FitError {
    #[error(transparent)]
    Yardstick(#[from] yardstick::YardstickError),
    #[error("{0}")]
    Reader(String),
    #[error(transparent)]
    Source(#[from] source::SourceError),
}

fn run(arguments: &Arguments) -> Result<(), FitError> {
    let pages = yardstick::read(&arguments.list, &arguments.gold)?;
    println!("{} pages of {} sites", pages.len(), folds::sites(&pages));
    let reader = articles::Reader::new().map_err(FitError::Reader)?;
    let articles: Vec<_> = pages.iter().map(|page| reader.read(page)).collect();
    choices::titles(&pages, &articles);
    for fit in [blocks::fit(&pages), choices::dates(&pages, &articles)] {
        source::put(&fit, arguments.write)?;
    }
    Ok(())
}
