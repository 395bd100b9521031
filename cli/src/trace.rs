use std::path::Path;
use std::process::ExitCode;

use article::{ArticleId, RawMessage, Timestamp};
use broker::table::STAGES;
use broker::{Broker, Stored};
use bytes::Bytes;
use ingestion::{Arrival, DEFAULT_MAX_BYTES};
use operator::life::{Event, Life, Near, Outcome, Wanted, What, find, near};
use operator::{age, milliseconds as time, plural};
use serde_json::json;
use stage::Input;

use crate::connection::{Connection, run_async};
use crate::fault::Fault;
use crate::inputs;
use crate::messages;
use crate::output::Output;
use crate::printable::condensed;
use crate::screen::Screen;
use crate::table::Align::{Left, Right};
use crate::table::Table;
use crate::trace_link::TraceLink;

/// Show what happened to one document: every hop, attempt, wait, dead letter and replay.
///
/// Reads what the streams still hold; doesn't need Jaeger. Exits with 1 if they hold nothing about
/// the document.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  courant trace 3972243cf868ce05511ecb571f447e06
  courant trace article.html               # the document in this file
  courant trace https://example.org/a      # everything from this address
  courant trace --json ID | jq .events")]
pub(crate) struct Args {
    /// Article id, file, or address of the document
    #[arg(value_name = "ID|FILE|URL")]
    document: String,
    /// Also look for near-duplicates among all published articles
    #[arg(long)]
    near: bool,
    /// Print one line of JSON for each article
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    link: TraceLink,
    #[command(flatten)]
    connection: Connection,
}

pub(crate) fn run(args: Args) -> Result<ExitCode, Fault> {
    let wanted = wanted(&args.document)?;
    run_async(async {
        let broker = args.connection.open().await?;
        let mut output = Output::stdout();
        let mut known = false;
        for id in find(&broker, &wanted, &identify).await? {
            let life = Life::read(&broker, id, &identify).await?;
            let near = if args.near { near(&broker, id).await? } else { Vec::new() };
            known |= life.outcome != Outcome::Unknown;
            print(&mut output, &args, &life, &near)?;
        }
        output.flush()?;
        if known {
            return Ok(ExitCode::SUCCESS);
        }
        messages::say(unknown(&broker).await?);
        Ok(ExitCode::FAILURE)
    })
}

fn wanted(document: &str) -> Result<Wanted, Fault> {
    if let Ok(id) = document.parse() {
        return Ok(Wanted::Id(id));
    }
    if document.contains("://") {
        return Ok(Wanted::Url(document.to_owned()));
    }
    let wrong = |why: String| Fault::Setting(format!("{document}: {why}"));
    let read = inputs::file(Path::new(document), DEFAULT_MAX_BYTES);
    let read = read.map_err(|error| {
        wrong(format!(
            "neither an article id nor an address, and not a file that can be read ({error})"
        ))
    })?;
    let arrival = Arrival::decode(read.into_message(Timestamp::now()));
    arrival.map(|arrival| Wanted::Id(arrival.id())).map_err(|error| wrong(error.to_string()))
}

/// The id that ingestion gives to a raw document.
fn identify(stored: &Stored, content: Option<Bytes>) -> Option<ArticleId> {
    let message = RawMessage {
        object: content,
        ..RawMessage::new(stored.body.clone(), stored.headers.clone(), stored.stored_at)
    };
    Arrival::decode(message).ok().map(|arrival| arrival.id())
}

/// How far back the streams go, for a document that is in none of them.
async fn unknown(broker: &Broker) -> Result<String, Fault> {
    let id = ArticleId::of("", "", b"");
    let kept = Life::read(broker, id, &|_, _| None).await?.kept_since;
    let streams = kept.iter().map(|kept| match kept.oldest {
        Some(oldest) => format!("{} goes back {}", kept.stream, age(oldest)),
        None => format!("{} is empty", kept.stream),
    });
    Ok(format!(
        "the streams hold nothing about it: it was never accepted, or its messages have expired or \
         were dropped ({})",
        streams.collect::<Vec<_>>().join(", ")
    ))
}

fn print(output: &mut Output, args: &Args, life: &Life, near: &[Near]) -> Result<(), Fault> {
    let link = args.link.to(life.trace.clone().unwrap_or_else(|| life.id.to_string()));
    if args.json {
        let mut value = json!(life);
        value["link"] = json!(link);
        if args.near {
            value["near"] = json!(near);
        }
        output.json(value.to_string().as_bytes())?;
        return Ok(());
    }
    for line in lines(life, near, link.as_deref(), Screen::of_stdout().width) {
        output.text(&line)?;
    }
    Ok(())
}

fn lines(life: &Life, near: &[Near], link: Option<&str>, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = |name: &str, value: String| lines.push(format!("{name:<9}{value}"));
    line("article", life.id.to_string());
    if let Some(title) = &life.title {
        line("title", condensed(title, 200));
    }
    line("outcome", outcome(life.outcome).to_owned());
    if let Some(raw) = &life.raw {
        line(
            "raw",
            format!("message {} of {}, created {:.0}", raw.sequence, raw.stream, raw.created_at),
        );
    }
    if let Some(link) = link {
        line("trace", link.to_owned());
    }
    let mut table =
        Table::new(&[("at (UTC)", Left), ("waited", Right), ("took", Right), ("", Left)]);
    for Event { at, waited_ms, what } in &life.events {
        let took = match what {
            What::Worked { duration_ms, .. } => time(*duration_ms),
            What::Accepted { .. }
            | What::DeadLetter { .. }
            | What::Replayed { .. }
            | What::Dropped { .. }
            | What::Erased { .. }
            | What::Filtered { .. }
            | What::Duplicate { .. }
            | What::Waiting { .. }
            | What::Published { .. } => String::new(),
        };
        let waited = waited_ms.map_or(String::new(), time);
        let at = at.strftime("%Y-%m-%d %H:%M:%S%.3f").to_string();
        table.row(vec![at, waited, took, describe(what)]);
    }
    if life.events.is_empty() {
        return lines;
    }
    lines.push(String::new());
    lines.extend(table.lines(width));
    for Near { id, title, distance } in near {
        let title = condensed(title.as_deref().unwrap_or_default(), 100);
        lines.push(format!("near-duplicate ({distance} of 64 bits differ): {id}  {title}"));
    }
    let accepted = |event: &Event| matches!(event.what, What::Accepted { .. });
    // A document that waits for ingestion, or was rejected by it, has no record yet.
    let first = STAGES[0].stage;
    let at_once = |event: &Event| {
        matches!(&event.what, What::DeadLetter { stage, .. } if stage == first)
            || matches!(&event.what, What::Waiting { stage, .. } if *stage == first)
    };
    let begins = life.events.iter().any(|event| accepted(event) || at_once(event));
    if life.outcome != Outcome::Erased && !begins {
        lines.push(expired(life));
    }
    lines
}

/// Why the beginning is missing.
fn expired(life: &Life) -> String {
    let days = life.kept_since.iter().map(|kept| format!("{} {} days", kept.stream, kept.days));
    format!(
        "The beginning is not known: the record is not in the streams, or no longer (they keep \
         messages: {}).",
        days.collect::<Vec<_>>().join(", ")
    )
}

fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Published => "published",
        Outcome::Filtered => "filtered out",
        Outcome::Dead => "dead letter",
        Outcome::Dropped => "dropped from the dead letters",
        Outcome::Erased => "erased",
        Outcome::InFlight => "in flight",
        Outcome::Duplicate => "a duplicate; the article itself is no longer in the streams",
        Outcome::Unknown => "unknown",
    }
}

fn describe(what: &What) -> String {
    match what {
        What::Accepted { stream, sequence } => match sequence {
            Some(sequence) => format!("accepted: message {sequence} of {stream}"),
            None => format!("accepted by {stream}"),
        },
        What::Worked { stage, version, attempt, .. } => match attempt {
            1 => format!("{} {}", condensed(stage, 40), condensed(version, 20)),
            _ => format!("{} {}, attempt {attempt}", condensed(stage, 40), condensed(version, 20)),
        },
        What::DeadLetter { number, stage, code, detail, attempts, replays } => {
            let again =
                if *replays > 0 { format!(", replayed {replays} times") } else { String::new() };
            format!(
                "dead letter {number}: {} gave up after {}{again}: {}: {}",
                condensed(stage, 40),
                plural(u64::from(*attempts), "attempt"),
                condensed(code, 40),
                condensed(detail, 200)
            )
        }
        What::Replayed { number } => {
            format!("dead letter {number}, which was replayed and is gone")
        }
        What::Dropped { number, stage, code } => format!(
            "dead letter {number} of {} ({}) was dropped by an operator",
            condensed(stage, 40),
            condensed(code, 40)
        ),
        What::Erased { stream, sequence } => format!("erased: message {sequence} of {stream}"),
        What::Filtered { reason, sequence } => {
            format!(
                "filtered out: {} (message {sequence} of ARTICLES_SET_ASIDE)",
                condensed(reason, 40)
            )
        }
        What::Duplicate { stage, sequence } => format!(
            "came again, and {} had sent it on (message {sequence} of ARTICLES_SET_ASIDE)",
            condensed(stage, 40)
        ),
        What::Waiting { stage, stream, sequence } => {
            format!("waits for {stage}: message {sequence} of {stream}")
        }
        What::Published { subject, sequence } => {
            format!("published: message {sequence}, {}", condensed(subject, 100))
        }
    }
}
