//! Runs kept originals through the pipeline again.

mod chosen;
mod feed;
mod pace;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use article::{BlockKey, Timestamp};
use broker::table::ORIGINALS;
use broker::{Broker, Original, Start};
use operator::grouped;

use crate::connection::{Connection, run_reading};
use crate::fault::Fault;
use crate::messages::{self, plural};
use crate::progress::Progress;
use crate::publish::Journal;
use crate::site::site;
use crate::units::duration;
use chosen::Chosen;
use feed::{Fed, Feed};
use pace::Pace;

/// Run kept raw documents again and replace their records.
///
/// Needs originals (COURANT_KEEP_RAW). They are sent to the subject on which they arrived, but only
/// while few documents wait there, and with pauses while others publish documents, so that new ones
/// aren't delayed. Published articles are replaced; documents that weren't published are published.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  courant reprocess --dry-run
  courant reprocess --since 7d --language de
  courant reprocess --site example.org --rate 50
  courant reprocess --resume upgrade.journal   # continue after an interruption")]
pub(crate) struct Args {
    /// Only documents that were kept within this time: 30m, 1h, 7d
    #[arg(long, value_name = "AGE", value_parser = duration)]
    since: Option<Duration>,
    /// Only articles that are published in this language (`en`)
    #[arg(long, value_name = "CODE", value_parser = publishing::language_code)]
    language: Option<String>,
    /// Only documents of this host and its subdomains
    #[arg(long, value_name = "HOST", value_parser = site)]
    site: Option<BlockKey>,
    /// Maximum documents per second
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    rate: Option<u32>,
    /// Send a document only while fewer than this many wait for ingestion
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..))]
    backlog: u64,
    /// Percentage of ingestion's time for originals while others publish documents
    #[arg(long, value_name = "PERCENT", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=100))]
    share: u32,
    /// Record the documents sent in FILE, and skip those recorded by an earlier run
    #[arg(long, value_name = "FILE")]
    resume: Option<PathBuf>,
    /// Only count the documents
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    connection: Connection,
}

pub(crate) fn run(args: Args) -> Result<ExitCode, Fault> {
    run_reading(async {
        let broker = args.connection.open().await?;
        let metrics = broker.stream_metrics(ORIGINALS).await?;
        let since = args.since.and_then(|age| Timestamp::now().checked_sub(age).ok());
        let start = since.map_or(Start::Sequence(1), Start::Time);
        let mut pages = broker.pages(ORIGINALS, "articles.original.*", start);
        let progress = Progress::counted(if args.dry_run { 0 } else { metrics.messages });
        let mut run = Run {
            broker: &broker,
            chosen: Chosen::new(args.language, args.site),
            journal: args.resume.as_deref().map(Journal::open).transpose()?,
            feed: Feed::new(&broker, &progress, Pace::new(args.rate, args.share), args.backlog),
            dry_run: args.dry_run,
            counts: Counts::default(),
        };
        let all = async {
            // Ingestion keeps the documents sent here again, after the last one.
            while let Some(stored) = pages.next().await?
                && stored.sequence <= metrics.last_sequence
            {
                progress.steps(1);
                if let Some(original) = Original::read(stored) {
                    run.one(&original).await?;
                }
            }
            Ok::<(), Fault>(())
        };
        let ended = tokio::select! {
            ended = all => ended.map(|()| true),
            _ = tokio::signal::ctrl_c() => Ok(false),
        };
        progress.close();
        let counts = run.counts;
        counts.say(args.dry_run);
        let ended = ended?;
        if !ended {
            messages::error("interrupted: with --resume FILE, the next run continues here");
        }
        Ok(if ended && counts.refused == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    })
}

struct Run<'a> {
    broker: &'a Broker,
    chosen: Chosen,
    journal: Option<Journal>,
    feed: Feed<'a>,
    dry_run: bool,
    counts: Counts,
}

impl Run<'_> {
    /// Sends an original, if it is selected.
    async fn one(&mut self, original: &Original) -> Result<(), Fault> {
        let counts = &mut self.counts;
        if self.journal.as_ref().is_some_and(|journal| journal.holds(original.id)) {
            counts.before += 1;
        } else if !self.chosen.holds(self.broker, original).await? {
            counts.other += 1;
        } else if self.dry_run {
            counts.sent += 1;
        } else {
            let whole = self.broker.with_object(original.clone()).await?;
            let Some(original) = whole else {
                counts.refused += 1;
                messages::rejected(original.id, "not_sent", "a part of it is no longer kept");
                return Ok(());
            };
            match self.feed.send(&original).await? {
                Fed::Sent(sequence) => {
                    counts.sent += 1;
                    if let Some(journal) = &mut self.journal {
                        journal.note(original.id, sequence, &original.subject)?;
                    }
                }
                Fed::Refused(why) => {
                    counts.refused += 1;
                    messages::rejected(original.id, "not_sent", why);
                }
            }
        }
        Ok(())
    }
}

/// The results for the originals.
#[derive(Debug, Default)]
struct Counts {
    sent: u64,
    /// Sent by an earlier run.
    before: u64,
    /// Not selected.
    other: u64,
    refused: u64,
}

impl Counts {
    fn say(&self, dry_run: bool) {
        let verb = if dry_run { "would reprocess" } else { "reprocessing" };
        let mut line = format!("{verb} {}", plural(self.sent, "document"));
        for (count, what) in [
            (self.before, "sent by an earlier run"),
            (self.other, "not asked for"),
            (self.refused, "not sent"),
        ] {
            if count > 0 {
                line += &format!(", {} {what}", grouped(count));
            }
        }
        messages::say(line);
    }
}
