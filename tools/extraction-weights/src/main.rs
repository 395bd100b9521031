//! Trains the scorers of text and metadata extraction on the extraction yardstick. They choose the blocks
//! of a page that belong to its text, and its title, authors and date.
//!
//! Owns the evaluation: it prints scores on sites outside the training set (five folds by site). The
//! features belong to the library crates, which expose them with their feature `training`. The block
//! scorer itself is trained by `train.py` on the output of `dump`. Deterministic.

mod answers;
mod articles;
mod asked;
mod authors;
mod blocks;
mod choices;
mod folds;
mod measured;
mod softmax;
mod text;
mod weights;
mod yardstick;

use std::fs::File;
use std::io::{self, BufWriter};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use yardstick::Example;

/// Train the scorers of text and metadata extraction on the extraction yardstick
#[derive(Debug, Parser)]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Train the weights of the title, author and date scorers
    Choices {
        /// What to do with the weights after printing their scores on other sites
        #[arg(long, value_enum, default_value = "compare")]
        weights: Weights,
        #[command(flatten)]
        pages: Pages,
        /// Training pages of the yardstick, as printed by `score --training --list`
        training_list: PathBuf,
        /// Answers of the training pages
        training_gold: PathBuf,
    },
    /// Write the blocks of all pages with a known body, as numbers
    Dump {
        /// Number of rewritten versions of each page
        #[arg(long, default_value_t = 0)]
        rewrites: u64,
        /// File to write
        #[arg(long)]
        to: PathBuf,
        #[command(flatten)]
        pages: Pages,
    },
    /// Print the text of each page according to a model that was trained on other sites
    Answers {
        /// Folder with the model of each fold
        #[arg(long)]
        models: PathBuf,
        #[command(flatten)]
        pages: Pages,
    },
}

/// What to do with trained weights.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Weights {
    /// Compare them with the data files
    Compare,
    /// Write them into the data files
    Write,
    /// Discard them
    Drop,
}

#[derive(Debug, clap::Args)]
struct Pages {
    /// Pages of the yardstick, as printed by `score --list`
    list: PathBuf,
    /// Answers of the yardstick
    gold: PathBuf,
}

fn main() -> ExitCode {
    match run(&Arguments::parse().task) {
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
    #[error(transparent)]
    Answers(#[from] answers::AnswersError),
    #[error("{}: {source}", path.display())]
    Dump { path: PathBuf, source: io::Error },
}

fn run(task: &Task) -> Result<(), TrainingError> {
    match task {
        Task::Choices { weights, pages, training_list, training_gold } => {
            let training = Pages { list: training_list.clone(), gold: training_gold.clone() };
            train_choices(read(pages)?, read(&training)?, *weights)
        }
        Task::Dump { rewrites, to, pages } => {
            let pages = read(pages)?;
            let failed = |source| TrainingError::Dump { path: to.clone(), source };
            let mut file = BufWriter::new(File::create(to).map_err(failed)?);
            let written = blocks::dump(&pages, *rewrites, &mut file).map_err(failed)?;
            println!("{written} pages written to {}", to.display());
            Ok(())
        }
        Task::Answers { models, pages } => {
            Ok(answers::print(&read(pages)?, models, &mut io::stdout().lock())?)
        }
    }
}

fn read(pages: &Pages) -> Result<Vec<Example>, TrainingError> {
    Ok(yardstick::read(&pages.list, &pages.gold)?)
}

/// Trains the scorers of titles, authors and dates on the yardstick and on its training pages.
fn train_choices(
    mut pages: Vec<Example>,
    training: Vec<Example>,
    weights: Weights,
) -> Result<(), TrainingError> {
    pages.extend(training.into_iter().map(|page| Example { for_training: true, ..page }));
    println!("{} pages from {} sites with the training pages", pages.len(), folds::sites(&pages));
    let reader = articles::Reader::new().map_err(TrainingError::Reader)?;
    let articles: Vec<_> = pages.iter().map(|page| reader.read(page)).collect();
    for trained in [
        choices::titles(&pages, &articles)?,
        choices::authors(&pages, &articles)?,
        choices::dates(&pages, &articles)?,
    ] {
        if weights != Weights::Drop {
            trained.put(weights == Weights::Write)?;
        }
    }
    Ok(())
}
