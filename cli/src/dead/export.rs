use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use article::header;
use broker::DeadLetter;

use super::document::document;
use super::list::Line;
use super::selection::Selection;
use crate::connection::{Connection, run_async};
use crate::fault::Fault;
use crate::messages::{self, plural};

/// Write dead letters to files: each document byte for byte, and its details as JSON.
///
/// A dead letter 17 becomes `17.html` (or .txt, .json, .bin by its content type) and
/// `17.dead-letter.json`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  courant dead export --dir rejected/
  courant dead export --dir rejected/ --code damaged
  courant dead export --dir rejected/ 17 18")]
pub(crate) struct Args {
    #[command(flatten)]
    selection: Selection,
    /// Folder to write to; it is created if it is missing
    #[arg(long, value_name = "FOLDER")]
    dir: PathBuf,
    #[command(flatten)]
    connection: Connection,
}

pub(crate) fn run(args: Args) -> Result<ExitCode, Fault> {
    run_async(async {
        let broker = args.connection.open().await?;
        create(&args.dir)?;
        let (mut selected, mut count) = (args.selection.read(&broker).await?, 0);
        while let Some((number, dead_letter)) = selected.next().await? {
            let name = format!("{number}.{}", extension(&dead_letter));
            write(&args.dir.join(name), &document(&broker, &dead_letter).await?)?;
            let json = Line::of(number, &dead_letter).to_json();
            write(&args.dir.join(format!("{number}.dead-letter.json")), &json)?;
            count += 1;
        }
        let folder = args.dir.display();
        messages::say(format_args!("exported {} to {folder}", plural(count, "dead letter")));
        Ok(ExitCode::SUCCESS)
    })
}

fn create(folder: &Path) -> Result<(), Fault> {
    fs::create_dir_all(folder).map_err(|error| Fault::Unwritable { path: folder.to_owned(), error })
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Fault> {
    fs::write(path, bytes).map_err(|error| Fault::Unwritable { path: path.to_owned(), error })
}

/// By the declared type. Nothing depends on it.
fn extension(dead_letter: &DeadLetter) -> &'static str {
    let declared = dead_letter.headers.get(header::CONTENT_TYPE).unwrap_or_default();
    match declared.split(';').next().unwrap_or_default().trim() {
        "text/html" | "application/xhtml+xml" => "html",
        "text/plain" => "txt",
        "application/json" => "json",
        _ if dead_letter.body.trim_ascii_start().starts_with(b"{") => "json",
        _ if dead_letter.body.trim_ascii_start().starts_with(b"<") => "html",
        _ => "bin",
    }
}
