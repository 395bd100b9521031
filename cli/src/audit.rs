use std::process::ExitCode;
use std::time::Duration;

use article::Timestamp;
use operator::audit::{Audit, Counts, Missing, Neighbour, audit};
use operator::grouped;

use crate::connection::{Connection, run_async};
use crate::fault::Fault;
use crate::messages::plural;
use crate::output::Output;
use crate::printable::condensed;
use crate::screen::Screen;
use crate::table::Align::{Left, Right};
use crate::table::{Table, hanging};
use crate::units::duration;

/// Check that every accepted document is published, set aside, dead, erased or in flight.
///
/// A document is identified by its sequence in ARTICLES_RAW, which every message made from it
/// carries. Works while documents flow. Expired documents can't be checked and don't count as
/// missing. Exits with 1 if a document is missing.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  courant audit
  courant audit --since 1h
  courant audit --dropped 12                # twelve dead letters were deleted with another program
  courant audit --json | jq .named")]
pub(crate) struct Args {
    /// Only documents accepted within this time: 30m, 1h, 7d
    #[arg(long, value_name = "AGE", value_parser = duration)]
    since: Option<Duration>,
    /// Number of dead letters deleted without `courant dead drop`; their documents don't count as
    /// missing
    #[arg(long, value_name = "N", default_value_t = 0)]
    dropped: u64,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    connection: Connection,
}

pub(crate) fn run(args: Args) -> Result<ExitCode, Fault> {
    // On one thread: with one for the connection, every message wakes up the other.
    run_async(async {
        let broker = args.connection.open().await?;
        let since = args.since.and_then(|age| Timestamp::now().checked_sub(age).ok());
        let audit = audit(&broker, since).await?;
        let mut output = Output::stdout();
        match args.json {
            true => output.json(serde_json::json!(audit).to_string().as_bytes())?,
            false => {
                for line in lines(&audit, Screen::of_stdout().width) {
                    output.text(&line)?;
                }
            }
        }
        output.flush()?;
        Ok(match audit.missing > args.dropped {
            true => ExitCode::FAILURE,
            false => ExitCode::SUCCESS,
        })
    })
}

fn lines(audit: &Audit, width: usize) -> Vec<String> {
    let Audit { first, last, not_checkable, counts, hours, missing, .. } = audit;
    let mut table = Table::new(&[("", Left), ("", Right), ("", Left)]);
    let mut row = |name: &str, count: u64, note: String| {
        table.row(vec![name.to_owned(), grouped(count), note]);
    };
    let checked = (last + 1).saturating_sub(*first);
    let of = match audit.partitions {
        1 => format!("messages {first} to {last} of ARTICLES_RAW"),
        count => format!("in {count} partitions of ARTICLES_RAW"),
    };
    row("accepted", checked, of);
    row("published", counts.published, String::new());
    row("filtered", counts.filtered, String::new());
    row("duplicate", counts.duplicate, String::new());
    row("dead", counts.dead, String::new());
    if counts.dropped > 0 {
        row("dropped", counts.dropped, "dead letters, by `courant dead drop`".into());
    }
    if counts.erased > 0 {
        row("erased", counts.erased, "by `courant erase`: each has a tombstone or a mark".into());
    }
    row("in flight", counts.in_flight, String::new());
    row("missing", *missing, String::new());
    if *not_checkable > 0 {
        row("not checkable", *not_checkable, "earlier messages: expired, or before --since".into());
    }
    let mut lines: Vec<String> =
        table.lines(width).into_iter().filter(|line| !line.trim().is_empty()).collect();
    if hours.len() > 1 {
        lines.push(String::new());
        lines.extend(by_hour(audit).lines(width));
    }
    if !audit.named.is_empty() {
        lines.push(String::new());
    }
    lines.extend(audit.named.iter().map(|missing| hanging(&name(missing), width)));
    if audit.named.len() as u64 > 0 && *missing > audit.named.len() as u64 {
        lines.push(format!("… and {} more", missing - audit.named.len() as u64));
    }
    lines.extend(notes(audit).iter().map(|note| hanging(note, width)));
    lines
}

fn by_hour(audit: &Audit) -> Table {
    let names = ["published", "filtered", "duplicate", "dead", "dropped", "erased", "in flight"];
    let columns: Vec<_> =
        [("hour (UTC)", Left)].into_iter().chain(names.map(|name| (name, Right))).collect();
    let mut table = Table::new(&columns);
    for (hour, counts) in &audit.hours {
        let Counts { published, filtered, duplicate, dead, dropped, erased, in_flight } = *counts;
        let counts =
            [published, filtered, duplicate, dead, dropped, erased, in_flight].map(grouped);
        let hour = hour.strftime("%Y-%m-%d %H:%M").to_string();
        table.row([hour].into_iter().chain(counts).collect());
    }
    table
}

fn name(missing: &Missing) -> String {
    let Missing { message, id, url, source, original, duplicate, before, after, .. } = missing;
    let place = |neighbour: &Neighbour| {
        let id = neighbour.id.map_or(String::new(), |id| format!(", article {id}"));
        format!("message {} ({:.3}{id})", neighbour.message, neighbour.at)
    };
    let between = match (before, after) {
        (Some(before), Some(after)) => format!("between {} and {}", place(before), place(after)),
        (Some(before), None) => format!("after {}", place(before)),
        (None, Some(after)) => format!("before {}", place(after)),
        (None, None) => String::new(),
    };
    let kept = match id {
        Some(id) if *original => format!("; `courant show --original {id}` prints the document"),
        Some(_) | None => String::new(),
    };
    let id = id.map_or(String::new(), |id| format!(", article {id}"));
    let text = |before, text: &Option<String>, most| {
        text.as_ref().map_or(String::new(), |text| format!("{before}{}", condensed(text, most)))
    };
    let (url, source) = (text(", ", url, 300), text(", from ", source, 80));
    let what = match (duplicate, between.as_str()) {
        (true, _) => {
            ": a stage marked it as a duplicate, but the article is in no stream".to_owned()
        }
        (false, "") => String::new(),
        (false, between) => format!(", stored {between}"),
    };
    format!("MISSING: message {message} of ARTICLES_RAW{id}{url}{source}{what}{kept}")
}

fn notes(audit: &Audit) -> Vec<String> {
    let mut notes = Vec::new();
    if audit.perhaps_replaced > 0 {
        notes.push(format!(
            "{} left nothing behind, but records of ARTICLES_PUBLISHED were replaced by newer ones \
             of the same article: they are not counted as missing",
            plural(audit.perhaps_replaced, "document")
        ));
    }
    if audit.missing > 0 && audit.dead_letters_gone > 0 {
        notes.push(format!(
            "{} gone from ARTICLES_DEAD without a mark: if some were deleted with another program, give \
             their number with --dropped",
            match audit.dead_letters_gone {
                1 => "1 dead letter is".to_owned(),
                count => format!("{} dead letters are", grouped(count)),
            }
        ));
        let erased = audit.dead_letters_gone.min(audit.counts.erased);
        if erased > 0 {
            notes.push(format!(
                "`courant erase` removed up to {erased} of them: their documents are counted as \
                 erased, and don't belong to --dropped"
            ));
        }
    }
    notes
}
