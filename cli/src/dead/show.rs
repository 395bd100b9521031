use std::process::ExitCode;

use article::Record;
use broker::{DeadLetter, table};

use crate::card::card;
use crate::connection::{Connection, run_async};
use crate::dead::describe;
use crate::dead::document::document;
use crate::fault::Fault;
use crate::messages;
use crate::output::Output;
use crate::screen::Screen;
use crate::trace_link::TraceLink;

/// Show one dead letter: the reason, its headers, the beginning of its body, the record so far.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  courant dead show 17
  courant dead show 17 --body > document.html")]
pub(crate) struct Args {
    /// Number of the dead letter, as printed by `courant dead list --each`
    number: u64,
    /// Print only the document, byte for byte
    #[arg(long)]
    body: bool,
    #[command(flatten)]
    link: TraceLink,
    #[command(flatten)]
    connection: Connection,
}

pub(crate) fn run(args: Args) -> Result<ExitCode, Fault> {
    run_async(async {
        let broker = args.connection.open().await?;
        let stored = broker.at(table::DEAD, args.number).await?;
        let dead_letter = stored.and_then(|stored| DeadLetter::read(&stored.headers, stored.body));
        let Some(dead_letter) = dead_letter else {
            messages::error(
                "no dead letter with this number: `courant dead list --each` prints the numbers",
            );
            return Ok(ExitCode::FAILURE);
        };
        let mut output = Output::stdout();
        match args.body {
            true => output.bytes(&document(&broker, &dead_letter).await?)?,
            false => {
                output.text(&describe::describe(args.number, &dead_letter))?;
                if let Some(link) = args.link.of_parent(dead_letter.traceparent.as_deref()) {
                    output.text(&link)?;
                }
                // The dead letters of later stages contain the record so far.
                if let Ok(record) = Record::parse(&dead_letter.body) {
                    let screen = Screen::of_stdout();
                    output.text("\nrecord so far:\n\n")?;
                    let card = card(&record, screen.width, screen.style);
                    output.bytes(format!("{}\n", card.trim_end()).as_bytes())?;
                }
            }
        }
        output.flush()?;
        Ok(ExitCode::SUCCESS)
    })
}
