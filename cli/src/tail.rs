use std::process::ExitCode;

use article::{Record, Timestamp};
use broker::{Stored, table};

use crate::card::card;
use crate::connection::{Connection, run_async};
use crate::fault::Fault;
use crate::output::{Output, OutputError};
use crate::screen::Screen;
use crate::trace_link::TraceLink;
use crate::units::duration;

/// Print articles as they are published.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  courant tail
  courant tail --language en --language de --since 1h
  courant tail --json --since 2026-11-23T00:00:00Z | jq -r .metadata.title.value")]
pub(crate) struct Args {
    /// Only articles in this language (primary subtag, such as en); repeatable
    #[arg(long, value_name = "CODE", value_parser = publishing::language_code)]
    language: Vec<String>,
    /// Also print articles published since a time (2026-11-23T08:00:00Z) or an age (1h, 3d)
    #[arg(long, value_name = "WHEN", value_parser = when)]
    since: Option<Timestamp>,
    /// Print each record as one line of JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    link: TraceLink,
    #[command(flatten)]
    connection: Connection,
}

pub(crate) fn run(args: Args) -> Result<ExitCode, Fault> {
    run_async(async {
        let broker = args.connection.open().await?;
        let mut tail = broker.tail(table::PUBLISHED, "articles.published.*.*", args.since).await?;
        let wanted = |subject: &str| {
            args.language.is_empty()
                || language_of(subject)
                    .is_some_and(|code| args.language.iter().any(|wanted| wanted == code))
        };
        let screen = Screen::of_stdout();
        let mut output = Output::stdout();
        loop {
            let stored = tokio::select! {
                stored = tail.next() => stored,
                _ = tokio::signal::ctrl_c() => return Ok(ExitCode::SUCCESS),
            };
            if !wanted(&stored.subject) {
                continue;
            }
            print(&mut output, &stored, args.json, screen)?;
            if !args.json {
                let link = args.link.of(&stored).map(|link| link + "\n\n");
                output.text(&link.unwrap_or_default())?;
            }
            output.flush()?;
        }
    })
}

/// Prints a record: as JSON on one line, or as a card.
pub(crate) fn print(
    output: &mut Output,
    stored: &Stored,
    json: bool,
    screen: Screen,
) -> Result<(), OutputError> {
    if json {
        return output.json(&stored.body);
    }
    match Record::parse(&stored.body) {
        Ok(record) => {
            let card = card(&record, screen.width, screen.style);
            output.bytes(format!("{}\n", card.trim_end()).as_bytes())
        }
        Err(error) => output.text(&format!("message {}: {error}", stored.sequence)),
    }
}

/// The language in the subject of a published article.
pub(crate) fn language_of(subject: &str) -> Option<&str> {
    subject.strip_prefix("articles.published.").and_then(|rest| rest.split('.').next())
}

/// Reads a time, or an age.
pub(crate) fn when(text: &str) -> Result<Timestamp, String> {
    let wrong = || "neither a time (2026-11-23T08:00:00Z) nor an age (1h, 3d)".to_owned();
    if let Ok(time) = text.parse::<Timestamp>() {
        return Ok(time);
    }
    let age = duration(text).map_err(|_| wrong())?;
    Timestamp::now().checked_sub(age).map_err(|_| wrong())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn since_is_a_time_or_an_age() {
        assert!(when("2026-11-23T08:00:00Z").is_ok());
        for age in ["1h", "3d", "90 min", "1h 30m"] {
            assert!(when(age).is_ok_and(|time| time < Timestamp::now()), "{age}");
        }
        for wrong in ["", "yesterday", "5", "99999999999y"] {
            assert!(when(wrong).is_err(), "{wrong}");
        }
    }
}
