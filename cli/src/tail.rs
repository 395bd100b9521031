use std::process::ExitCode;

use article::{Record, Timestamp};
use broker::{Stored, table};
use jiff::SignedDuration;

use crate::card::card;
use crate::connection::{Connection, run_async};
use crate::fault::Fault;
use crate::output::Output;
use crate::screen::Screen;
use crate::trace_link::TraceLink;

/// Print published articles as they come.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  courant tail
  courant tail --language en --language de --since 1h
  courant tail --json --since 2026-11-23T00:00:00Z | jq -r .metadata.title.value")]
pub(crate) struct Args {
    #[command(flatten)]
    connection: Connection,
    /// Only articles in this language (primary subtag); may stand more than once
    #[arg(long, value_name = "CODE", value_parser = subtag)]
    language: Vec<String>,
    /// Begin with what came out since then: a time (2026-11-23T08:00:00Z) or an age (1h, 3d)
    #[arg(long, value_name = "WHEN", value_parser = since)]
    since: Option<Timestamp>,
    /// One record a line, as JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    link: TraceLink,
}

pub(crate) fn run(args: Args) -> Result<ExitCode, Fault> {
    run_async(async {
        let broker = args.connection.open().await?;
        let filters = match args.language.is_empty() {
            true => vec!["articles.published.>".to_owned()],
            false => {
                args.language.iter().map(|code| format!("articles.published.{code}.>")).collect()
            }
        };
        let mut tail = broker.tail(table::PUBLISHED, filters, args.since).await?;
        let screen = Screen::of_stdout();
        let mut output = Output::stdout();
        loop {
            let stored = tokio::select! {
                stored = tail.next() => stored,
                _ = tokio::signal::ctrl_c() => return Ok(ExitCode::SUCCESS),
            };
            output.line(&shown(&stored, args.json, screen))?;
            if let Some(link) = args.link.of(&stored).filter(|_| !args.json) {
                output.line(format!("{link}\n").as_bytes())?;
            }
            output.flush()?;
        }
    })
}

/// A record as it is printed: as JSON on one line, or as a card with a line break at its end.
pub(crate) fn shown(stored: &Stored, json: bool, screen: Screen) -> Vec<u8> {
    if json {
        // Its sections stand as their stages wrote them, on many lines perhaps. Within JSON's
        // strings no line break stands bare, so each is white space.
        return on_one_line(&stored.body);
    }
    let text = match Record::parse(&stored.body) {
        Ok(record) => card(&record, screen.width, screen.style),
        Err(error) => format!("(message {}) {error}", stored.sequence),
    };
    format!("{}\n", text.trim_end()).into_bytes()
}

fn on_one_line(json: &[u8]) -> Vec<u8> {
    let blank = |byte: &u8| if matches!(byte, b'\n' | b'\r') { b' ' } else { *byte };
    json.iter().map(blank).collect()
}

fn subtag(text: &str) -> Result<String, String> {
    match text.len() >= 2 && text.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        true => Ok(text.to_ascii_lowercase()),
        false => Err("a primary language subtag is letters only: en, zh, und".to_owned()),
    }
}

fn since(text: &str) -> Result<Timestamp, String> {
    let wrong = || "neither a time (2026-11-23T08:00:00Z) nor an age (1h, 3d)".to_owned();
    if let Ok(time) = text.parse::<Timestamp>() {
        return Ok(time);
    }
    // Days of 24 hours: an age has no calendar.
    let span: jiff::Span = text.parse().map_err(|_| wrong())?;
    let age = span.to_duration(jiff::SpanRelativeTo::days_are_24_hours()).map_err(|_| wrong())?;
    let age = if age < SignedDuration::ZERO { -age } else { age };
    Timestamp::now().checked_sub(age).map_err(|_| wrong())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_that_stands_on_many_lines_is_printed_on_one() {
        let json = b"{\"text\": \"a\\nb\",\r\n\t\"n\": 1\n}";
        assert_eq!(on_one_line(json), b"{\"text\": \"a\\nb\",  \t\"n\": 1 }");
    }

    #[test]
    fn since_is_a_time_or_an_age() {
        assert!(since("2026-11-23T08:00:00Z").is_ok());
        for age in ["1h", "3d", "90 min", "1h 30m"] {
            assert!(since(age).is_ok_and(|time| time < Timestamp::now()), "{age}");
        }
        for wrong in ["", "yesterday", "5", "99999999999y"] {
            assert!(since(wrong).is_err(), "{wrong}");
        }
    }
}
