use std::collections::BTreeMap;
use std::process::ExitCode;

use article::Timestamp;
use broker::{DeadLetter, table};

use crate::connection::{Connection, run_async};
use crate::dead::letter::age;
use crate::fault::Fault;
use crate::output::Output;
use crate::words;

/// List the dead letters: by stage and code, or with a filter one a line.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  courant dead list
  courant dead list --code timed_out
  courant dead list --each | awk '{print $1}'")]
pub(crate) struct Args {
    #[command(flatten)]
    connection: Connection,
    /// Only letters of this stage
    #[arg(long, value_name = "STAGE", value_parser = token)]
    stage: Option<String>,
    /// Only letters with this code
    #[arg(long, value_name = "CODE", value_parser = token)]
    code: Option<String>,
    /// One letter a line
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
        let any = || "*".to_owned();
        let (stage, code) =
            (args.stage.clone().unwrap_or_else(any), args.code.clone().unwrap_or_else(any));
        let mut scan = broker.scan(table::DEAD, &format!("articles.dead.{stage}.{code}")).await?;
        let each = args.each || args.stage.is_some() || args.code.is_some();
        let mut output = Output::stdout();
        let mut groups: BTreeMap<(String, String), Group> = BTreeMap::new();
        let mut count = 0_u64;
        while let Some(stored) = scan.next().await? {
            let Some(letter) = DeadLetter::read(&stored.headers, stored.body) else { continue };
            count += 1;
            if each {
                let id = letter.id.map_or("-".to_owned(), |id| id.to_string());
                let (age, attempts) = (age(letter.at), letter.attempts);
                let line = format!(
                    "{:<8} {id:<32} {:<20} {:<22} {age:>5}  {attempts} attempts",
                    stored.sequence, letter.stage, letter.code
                );
                output.line(line.as_bytes())?;
                continue;
            }
            let group = groups.entry((letter.stage, letter.code)).or_default();
            group.count += 1;
            group.oldest = group.oldest.min(Some(letter.at)).or(Some(letter.at));
            group.newest = group.newest.max(Some(letter.at));
        }
        if !groups.is_empty() {
            output.line(
                format!(
                    "{:<20} {:<24} {:>8} {:>8} {:>8}",
                    "stage", "code", "letters", "oldest", "newest"
                )
                .as_bytes(),
            )?;
        }
        for ((stage, code), group) in &groups {
            let (oldest, newest) =
                (group.oldest.map_or("-".into(), age), group.newest.map_or("-".into(), age));
            let line = format!("{stage:<20} {code:<24} {:>8} {oldest:>8} {newest:>8}", group.count);
            output.line(line.as_bytes())?;
        }
        output.flush()?;
        words::say(match count {
            0 => "no dead letters".to_owned(),
            _ => format!("{count} dead letters; `courant dead show NUMBER` (see --each) shows one"),
        });
        Ok(ExitCode::SUCCESS)
    })
}

/// A stage or code stands in a subject as one token.
fn token(text: &str) -> Result<String, String> {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    match !text.is_empty() && text.chars().all(fits) {
        true => Ok(text.to_owned()),
        false => Err("made of letters, digits, - and _".to_owned()),
    }
}
