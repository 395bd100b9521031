//! Exports the currently published articles to a file.

mod columns;
mod row;
mod sink;

use std::path::PathBuf;
use std::process::ExitCode;

use article::Timestamp;
use broker::{Broker, FullTextError, Start, table};
use clap::ValueEnum;
use stage::Version;

use crate::connection::{Connection, run_async};
use crate::fault::Fault;
use crate::messages::{self, plural};
use crate::tail::{language_of, when};
use sink::Sink;

/// Write the currently published articles, and exit.
///
/// Reads ARTICLES_PUBLISHED from the oldest article to the one that is newest at the start. A file
/// appears when it is complete. On stdout, control characters are removed.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  courant export > articles.jsonl
  courant export --format parquet -o articles.parquet
  courant export --since 1d --language de --format csv -o german.csv
  courant export --since 2026-11-01T00:00:00Z --until 2026-12-01T00:00:00Z --format markdown")]
pub(crate) struct Args {
    /// Only articles published since a time (2026-11-23T08:00:00Z) or an age (1h, 3d)
    #[arg(long, value_name = "WHEN", value_parser = when)]
    since: Option<Timestamp>,
    /// Only articles published before a time or an age
    #[arg(long, value_name = "WHEN", value_parser = when)]
    until: Option<Timestamp>,
    /// Only articles in this language (primary subtag, such as en); repeatable
    #[arg(long, value_name = "CODE", value_parser = publishing::language_code)]
    language: Vec<String>,
    /// Also read the full text if the record's text is truncated
    #[arg(long)]
    full_text: bool,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "jsonl")]
    format: Format,
    /// File to write instead of stdout
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,
    #[command(flatten)]
    connection: Connection,
}

/// The form of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Each record as one line of JSON
    Jsonl,
    /// A table with a header line (RFC 4180)
    Csv,
    /// The texts, each after its id, address, date and language
    Markdown,
    /// Columns and the record as JSON, as `courant service delivery files` writes them; needs --output
    Parquet,
}

/// How many articles were written, and how many have an unreadable record.
#[derive(Debug, Default)]
struct Tally {
    written: u64,
    unreadable: u64,
}

pub(crate) fn run(args: Args) -> Result<ExitCode, Fault> {
    run_async(async {
        let broker = args.connection.open().await?;
        let mut sink = Sink::open(args.format, args.output.clone())?;
        let tally = tokio::select! {
            tally = export(&broker, &args, &mut sink) => tally?,
            _ = tokio::signal::ctrl_c() => {
                messages::say("interrupted: the export is not complete");
                return Ok(ExitCode::FAILURE);
            }
        };
        sink.finish()?;
        let Tally { written, unreadable } = tally;
        messages::say(format_args!("exported {}", plural(written, "article")));
        Ok(if unreadable == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    })
}

async fn export(broker: &Broker, args: &Args, sink: &mut Sink) -> Result<Tally, Fault> {
    let filter = "articles.published.*.*";
    let mut tally = Tally::default();
    // Without an end, an export of a busy pipeline would never be complete.
    let Some(newest) = broker.newest(table::PUBLISHED, filter).await? else { return Ok(tally) };
    let stream_created_at = broker.created_at(table::PUBLISHED).await?;
    let start = args.since.map_or(Start::Sequence(1), Start::Time);
    let mut pages = broker.pages(table::PUBLISHED, filter, start);
    while let Some(stored) = pages.next().await? {
        if stored.sequence > newest.sequence {
            break;
        }
        let wanted = args.language.is_empty()
            || language_of(&stored.subject)
                .is_some_and(|code| args.language.iter().any(|wanted| wanted == code));
        if !wanted || args.until.is_some_and(|until| stored.stored_at >= until) {
            continue;
        }
        let version = Version { stream_created_at, sequence: stored.sequence };
        let body = match args.full_text {
            true => broker.complete(stored.body.clone()).await,
            false => Ok(stored.body.clone()),
        };
        let article = match body {
            Ok(body) => row::article(args.format, &body, version, stored.stored_at),
            Err(FullTextError::Record(error)) => Err(error),
            Err(FullTextError::Lookup(error)) => return Err(error.into()),
            Err(error) => {
                tally.unreadable += 1;
                messages::rejected(format_args!("message {}", stored.sequence), "full_text", error);
                continue;
            }
        };
        match article {
            Ok(article) => {
                sink.write(article)?;
                tally.written += 1;
            }
            Err(error) => {
                tally.unreadable += 1;
                messages::rejected(format_args!("message {}", stored.sequence), "record", error);
            }
        }
    }
    Ok(tally)
}
