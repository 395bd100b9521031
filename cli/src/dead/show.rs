use std::process::ExitCode;

use article::Record;
use broker::{DeadLetter, table};

use crate::card::card;
use crate::connection::{Connection, run_async};
use crate::dead::letter;
use crate::fault::Fault;
use crate::output::Output;
use crate::screen::Screen;
use crate::words;

/// Show one dead letter: why, its headers, the beginning of its bytes, the record so far.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  courant dead show 17
  courant dead show 17 --body > document.html")]
pub(crate) struct Args {
    #[command(flatten)]
    connection: Connection,
    /// The letter's number, as `courant dead list --each` prints it
    number: u64,
    /// Only the document, byte for byte
    #[arg(long)]
    body: bool,
}

pub(crate) fn run(args: Args) -> Result<ExitCode, Fault> {
    run_async(async {
        let broker = args.connection.open().await?;
        let stored = broker.at(table::DEAD, args.number).await?;
        let letter = stored.and_then(|stored| DeadLetter::read(&stored.headers, stored.body));
        let Some(letter) = letter else {
            words::error(
                "there is no such dead letter: `courant dead list --each` has the numbers",
            );
            return Ok(ExitCode::FAILURE);
        };
        let mut output = Output::stdout();
        match args.body {
            true => output.bytes(&letter.body)?,
            false => {
                output.line(letter::describe(args.number, &letter).as_bytes())?;
                // A later stage's letter holds the record as far as it had grown.
                if let Ok(record) = Record::parse(&letter.body) {
                    let screen = Screen::of_stdout();
                    output.line(b"\nthe record so far:\n")?;
                    let card = card(&record, screen.width, screen.style);
                    output.line(card.trim_end().as_bytes())?;
                }
            }
        }
        output.flush()?;
        Ok(ExitCode::SUCCESS)
    })
}
