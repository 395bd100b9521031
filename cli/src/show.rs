use std::process::ExitCode;

use article::{ArticleId, header};
use broker::{Broker, DeadLetter, Stored, table};

use crate::connection::{Connection, run_async};
use crate::dead::letter;
use crate::fault::Fault;
use crate::output::Output;
use crate::screen::Screen;
use crate::tail::shown;
use crate::words;

/// Show what became of one article: its record, its dead letter, or its mark.
///
/// Exit 1 where nothing is known of it: it is on its way still, or was never sent.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  courant show 3972243cf868ce05511ecb571f447e06
  courant show --json $(courant id article.html | cut -d' ' -f1) | jq .metadata")]
pub(crate) struct Args {
    #[command(flatten)]
    connection: Connection,
    /// The article's id, as `courant id` prints it
    id: ArticleId,
    /// The record as JSON
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: Args) -> Result<ExitCode, Fault> {
    run_async(async {
        let broker = args.connection.open().await?;
        let mut output = Output::stdout();
        let mut known = false;
        if let Some(stored) = broker.published(args.id).await? {
            output.line(shown(&stored, args.json, Screen::of_stdout()).trim_ascii_end())?;
            known = true;
        }
        for letter in of(&broker, table::DEAD, "articles.dead.>", args.id).await? {
            // The scan leaves bodies out; the letter itself is fetched whole.
            let Some(letter) = broker.at(table::DEAD, letter.sequence).await? else { continue };
            if let Some(read) = DeadLetter::read(&letter.headers, letter.body.clone()) {
                output.line(letter::describe(letter.sequence, &read).as_bytes())?;
                known = true;
            }
        }
        for mark in of(&broker, table::SET_ASIDE, ">", args.id).await? {
            output.line(format!("{}  {}", mark.stored_at, mark.subject).as_bytes())?;
            known = true;
        }
        output.flush()?;
        if known {
            return Ok(ExitCode::SUCCESS);
        }
        words::say("not finished: neither published nor set aside nor dead (or never sent)");
        Ok(ExitCode::FAILURE)
    })
}

/// Everything that a stream holds of one article.
async fn of(
    broker: &Broker,
    stream: &str,
    filter: &str,
    id: ArticleId,
) -> Result<Vec<Stored>, Fault> {
    let id = id.to_string();
    let mut found = Vec::new();
    let mut scan = broker.scan(stream, filter).await?;
    while let Some(stored) = scan.next().await? {
        if stored.headers.get(header::ARTICLE_ID) == Some(id.as_str()) {
            found.push(stored);
        }
    }
    Ok(found)
}
