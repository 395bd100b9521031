mod markdown;
mod original;

use std::process::ExitCode;

use article::{ArticleId, header};
use broker::{Broker, DeadLetter, Start, Stored, table};

use crate::connection::{Connection, run_async};
use crate::dead::describe;
use crate::fault::Fault;
use crate::messages;
use crate::output::Output;
use crate::screen::Screen;
use crate::tail::print;
use crate::trace_link::TraceLink;

/// Show an article: its published record, its dead letter, or why it was set aside.
///
/// Exits with 1 if the article is in none of these places: it is still in flight, or was never
/// published.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  courant show 3972243cf868ce05511ecb571f447e06
  courant show --markdown 3972243cf868ce05511ecb571f447e06
  courant show --original 3972243cf868ce05511ecb571f447e06 > article.html
  courant show --internal 3972243cf868ce05511ecb571f447e06 | jq .internal
  courant show --json $(courant id article.html | cut -d' ' -f1) | jq .metadata")]
pub(crate) struct Args {
    /// Article id, as printed by `courant id`
    id: ArticleId,
    /// Print the record as JSON
    #[arg(long)]
    json: bool,
    /// With --json: include the full text if the record's text is truncated
    #[arg(long, requires = "json")]
    full_text: bool,
    /// Print the text as Markdown, always in full
    #[arg(long, conflicts_with_all = ["json", "original", "internal"])]
    markdown: bool,
    /// Print the raw document, byte for byte, instead of the article; needs COURANT_KEEP_RAW
    #[arg(long, conflicts_with_all = ["json", "internal"])]
    original: bool,
    /// Process the raw document again, up to its metadata, and print the record with the internal
    /// section; needs COURANT_KEEP_RAW
    #[arg(long)]
    internal: bool,
    #[command(flatten)]
    language: language_detection::Settings,
    #[command(flatten)]
    link: TraceLink,
    #[command(flatten)]
    connection: Connection,
}

pub(crate) fn run(args: Args) -> Result<ExitCode, Fault> {
    run_async(async {
        let broker = args.connection.open().await?;
        if args.original {
            return original::show(&broker, args.id).await;
        }
        if args.markdown {
            return markdown::show(&broker, args.id).await;
        }
        if args.internal {
            return original::show_internal(&broker, args.id, args.language).await;
        }
        let mut output = Output::stdout();
        let mut known = false;
        if let Some(mut stored) = broker.published(args.id).await? {
            if args.full_text {
                stored.body = broker.complete(stored.body).await?;
            }
            print(&mut output, &stored, args.json, Screen::of_stdout())?;
            if let Some(link) = args.link.of(&stored).filter(|_| !args.json) {
                output.text(&link)?;
            }
            known = true;
        }
        for dead_letter in of(&broker, table::DEAD, "articles.dead.>", args.id).await? {
            if let Some(read) = DeadLetter::read(&dead_letter.headers, dead_letter.body.clone()) {
                output.text(&describe::describe(dead_letter.sequence, &read))?;
                if let Some(link) = args.link.of_parent(read.traceparent.as_deref()) {
                    output.text(&link)?;
                }
                known = true;
            }
        }
        for mark in of(&broker, table::SET_ASIDE, ">", args.id).await? {
            output.text(&format!("{}  {}", mark.stored_at, mark.subject))?;
            known = true;
        }
        output.flush()?;
        if known {
            return Ok(ExitCode::SUCCESS);
        }
        messages::say(
            "neither published, nor set aside, nor dead: still in flight, or never published",
        );
        Ok(ExitCode::FAILURE)
    })
}

/// All messages of a stream that belong to one article.
async fn of(
    broker: &Broker,
    stream: &str,
    filter: &str,
    id: ArticleId,
) -> Result<Vec<Stored>, Fault> {
    let id = id.to_string();
    let mut found = Vec::new();
    let mut pages = broker.pages(stream, filter, Start::Sequence(1));
    while let Some(stored) = pages.next().await? {
        if stored.headers.get(header::ARTICLE_ID) == Some(id.as_str()) {
            found.push(stored);
        }
    }
    Ok(found)
}
