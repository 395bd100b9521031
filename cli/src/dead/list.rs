use std::process::ExitCode;

use article::Timestamp;
use broker::{Broker, DeadLetter, table};
use serde::Serialize;

use super::origin::Origin;
use super::selection::Selection;
use crate::connection::{Connection, run_async};
use crate::dead::describe::age;
use crate::fault::Fault;
use crate::messages::{self, plural};
use crate::output::Output;
use crate::printable::condensed;
use crate::screen::Screen;
use crate::table::Align::{Left, Right};
use crate::table::Table;

/// List dead letters: counts by stage and code, or with a filter one per line.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  courant dead list
  courant dead list --code timed_out
  courant dead list --each
  courant dead list --json | jq -r .url")]
pub(crate) struct Args {
    #[command(flatten)]
    selection: Selection,
    /// Print one dead letter per line
    #[arg(long)]
    each: bool,
    /// Print each dead letter as one line of JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    connection: Connection,
}

/// How many rows are aligned with each other.
const ROWS: usize = 500;

pub(crate) fn run(args: Args) -> Result<ExitCode, Fault> {
    run_async(async {
        let broker = args.connection.open().await?;
        let mut output = Output::stdout();
        let count = if args.json {
            as_json(&args.selection, &broker, &mut output).await?
        } else if args.each || !args.selection.is_everything() {
            each(&args.selection, &broker, &mut output).await?
        } else {
            by_code(&broker, &mut output).await?
        };
        output.flush()?;
        match count {
            _ if args.json => {}
            0 => messages::say("no dead letters"),
            _ => messages::say(format_args!(
                "{}; `courant dead show NUMBER` shows one (numbers: --each)",
                plural(count, "dead letter")
            )),
        }
        Ok(ExitCode::SUCCESS)
    })
}

/// Counts by stage and code, from the server's metrics.
async fn by_code(broker: &Broker, output: &mut Output) -> Result<u64, Fault> {
    let mut table = Table::new(&[
        ("stage", Left),
        ("code", Left),
        ("count", Right),
        ("oldest", Right),
        ("newest", Right),
    ]);
    let mut total = 0;
    for ((stage, code), count) in broker.dead_by_code().await? {
        let subject = format!("articles.dead.{stage}.{code}");
        let oldest = broker.oldest(table::DEAD, &subject).await?;
        let newest = broker.newest(table::DEAD, &subject).await?;
        let [oldest, newest] = [oldest, newest]
            .map(|stored| stored.map_or("-".to_owned(), |stored| age(stored.stored_at)));
        let (stage, code) = (condensed(&stage, 40), condensed(&code, 40));
        table.row(vec![stage, code, count.to_string(), oldest, newest]);
        total += count;
    }
    if !table.is_empty() {
        print(&table, output)?;
    }
    Ok(total)
}

async fn each(selection: &Selection, broker: &Broker, output: &mut Output) -> Result<u64, Fault> {
    let empty = || {
        Table::new(&[
            ("number", Right),
            ("stage", Left),
            ("code", Left),
            ("age", Right),
            ("attempts", Right),
            ("article", Left),
            ("origin", Left),
        ])
    };
    let (mut table, mut selected, mut count) = (empty(), selection.read(broker).await?, 0);
    while let Some((number, dead_letter)) = selected.next().await? {
        count += 1;
        table.row(vec![
            number.to_string(),
            condensed(&dead_letter.stage, 40),
            condensed(&dead_letter.code, 40),
            age(dead_letter.at),
            dead_letter.attempts.to_string(),
            dead_letter.id.map_or("-".to_owned(), |id| id.to_string()),
            condensed(&Origin::of(&dead_letter).short(), 80),
        ]);
        if table.len() == ROWS {
            print(&std::mem::replace(&mut table, empty()), output)?;
        }
    }
    if !table.is_empty() {
        print(&table, output)?;
    }
    Ok(count)
}

fn print(table: &Table, output: &mut Output) -> Result<(), Fault> {
    for line in table.lines(Screen::of_stdout().width) {
        output.text(&line)?;
    }
    output.flush()?;
    Ok(())
}

async fn as_json(
    selection: &Selection,
    broker: &Broker,
    output: &mut Output,
) -> Result<u64, Fault> {
    let (mut selected, mut count) = (selection.read(broker).await?, 0);
    while let Some((number, dead_letter)) = selected.next().await? {
        count += 1;
        output.json(&Line::of(number, &dead_letter).to_json())?;
    }
    Ok(count)
}

/// A dead letter as JSON, without its document.
#[derive(Serialize)]
pub(super) struct Line<'a> {
    number: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    article: Option<String>,
    stage: &'a str,
    code: &'a str,
    detail: &'a str,
    attempts: u32,
    replays: u32,
    rejected_at: Timestamp,
    subject: &'a str,
    bytes: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    truncated_from: Option<usize>,
    #[serde(flatten)]
    origin: Origin,
}

impl<'a> Line<'a> {
    pub(super) fn of(number: u64, dead_letter: &'a DeadLetter) -> Self {
        Self {
            number,
            article: dead_letter.id.map(|id| id.to_string()),
            stage: &dead_letter.stage,
            code: &dead_letter.code,
            detail: &dead_letter.detail,
            attempts: dead_letter.attempts,
            replays: dead_letter.replays,
            rejected_at: dead_letter.at,
            subject: &dead_letter.subject,
            bytes: dead_letter.body.len(),
            truncated_from: dead_letter.cut_from,
            origin: Origin::of(dead_letter),
        }
    }

    pub(super) fn to_json(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("strings and numbers are JSON")
    }
}
