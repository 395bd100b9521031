use std::collections::BTreeMap;
use std::process::ExitCode;

use crate::connection::{Connection, run_async};
use crate::dead::describe::age;
use crate::dead::selection::Selection;
use crate::fault::Fault;
use crate::messages::{self, plural};
use crate::output::Output;
use article::Timestamp;

/// List dead letters: counts by stage and code, or with a filter one per line.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  courant dead list
  courant dead list --code timed_out
  courant dead list --each | awk '{print $1}'")]
pub(crate) struct Args {
    #[command(flatten)]
    connection: Connection,
    #[command(flatten)]
    selection: Selection,
    /// Print one dead letter per line
    #[arg(long)]
    each: bool,
}

#[derive(Default)]
struct Group {
    count: u64,
    oldest: Option<Timestamp>,
    newest: Option<Timestamp>,
}

pub(crate) fn run(args: Args) -> Result<ExitCode, Fault> {
    run_async(async {
        let broker = args.connection.open().await?;
        let each = args.each || !args.selection.is_everything();
        let mut output = Output::stdout();
        let mut groups: BTreeMap<(String, String), Group> = BTreeMap::new();
        let mut count = 0_u64;
        for (number, letter) in args.selection.choose(&broker).await? {
            count += 1;
            if each {
                let id = letter.id.map_or("-".to_owned(), |id| id.to_string());
                let (age, attempts) = (age(letter.at), letter.attempts);
                let line = format!(
                    "{:<8} {id:<32} {:<20} {:<22} {age:>5}  {attempts} attempts",
                    number, letter.stage, letter.code
                );
                output.text(&line)?;
                continue;
            }
            let group = groups.entry((letter.stage, letter.code)).or_default();
            group.count += 1;
            group.oldest = group.oldest.min(Some(letter.at)).or(Some(letter.at));
            group.newest = group.newest.max(Some(letter.at));
        }
        if !groups.is_empty() {
            output.text(&format!(
                "{:<20} {:<24} {:>8} {:>8} {:>8}",
                "stage", "code", "count", "oldest", "newest"
            ))?;
        }
        for ((stage, code), group) in &groups {
            let (oldest, newest) =
                (group.oldest.map_or("-".into(), age), group.newest.map_or("-".into(), age));
            let line = format!("{stage:<20} {code:<24} {:>8} {oldest:>8} {newest:>8}", group.count);
            output.text(&line)?;
        }
        output.flush()?;
        messages::say(match count {
            0 => "no dead letters".to_owned(),
            _ => format!(
                "{}; `courant dead show NUMBER` shows one (numbers: --each)",
                plural(count, "dead letter")
            ),
        });
        Ok(ExitCode::SUCCESS)
    })
}
