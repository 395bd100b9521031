use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{fs, io};

use article::{ArticleId, BlockKey, RawMessage, header};
use broker::Stored;
use bytes::Bytes;
use ingestion::Arrival;
use operator::erase::{Erased, Erasure, Remains, Seen, search_files};
use operator::grouped;
use serde_json::json;
use stage::Input;

use crate::confirm::confirmed;
use crate::connection::{Connection, run_reading};
use crate::fault::Fault;
use crate::messages::{self, plural};
use crate::output::Output;
use crate::progress::Progress;
use crate::screen::Screen;
use crate::site::site;
use crate::table::Align::{Left, Right};
use crate::table::Table;

/// Erase documents everywhere: streams, originals, dead letters, marks.
///
/// Blocks the documents so that they can't come back, removes all their messages and overwrites the
/// bytes, leaves a tombstone that deliveries act on, and repeats the search until it finds nothing.
/// The attachments of an e-mail are erased with it. Copies that only the targets of deliveries
/// still hold are erased with --id. Asks for confirmation, unless --yes is given. Exits with 1 if
/// any message remains.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  courant erase --id 3972243cf868ce05511ecb571f447e06 --dry-run
  courant erase --url https://example.org/a    # whatever was and will be at this address
  courant erase --site example.org --yes       # and its subdomains
  courant erase --id ID --store-dir /data/jetstream --json | jq .files")]
pub(crate) struct Args {
    #[command(flatten)]
    what: What,
    /// Only report what would be erased
    #[arg(long)]
    dry_run: bool,
    /// Skip confirmation
    #[arg(long)]
    yes: bool,
    /// Search the server's files for the documents' bytes afterwards (servers with one replica)
    #[arg(long, value_name = "FOLDER")]
    store_dir: Option<PathBuf>,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    connection: Connection,
}

#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
struct What {
    /// Article ids, as printed by `courant id`
    #[arg(long = "id", value_name = "ID", num_args = 1..)]
    ids: Vec<ArticleId>,
    /// Address of a document; its scheme, fragment and user are ignored
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// Host of documents; its subdomains are included
    #[arg(long, value_name = "HOST", value_parser = site)]
    site: Option<BlockKey>,
}

pub(crate) fn run(args: Args) -> Result<ExitCode, Fault> {
    let erasure = Erasure { keys: args.what.keys()? };
    if let Some(folder) = &args.store_dir {
        let read = fs::read_dir(folder);
        read.map_err(|error| unsearchable(folder, &error, "nothing was erased"))?;
    }
    run_reading(async {
        let broker = args.connection.open().await?;
        if args.dry_run || !args.yes {
            let found = erasure.preview(&broker, &inspect).await?;
            if args.dry_run {
                print(&args, &found, "would erase", None)?;
                return Ok(ExitCode::SUCCESS);
            }
            if !confirmed(question(&found)) {
                messages::error("nothing was erased: confirm with --yes");
                return Ok(ExitCode::FAILURE);
            }
        }
        let progress = Progress::counted(0);
        let mut removed = 0;
        let erased = erasure.run(&broker, &inspect, |erased| {
            progress.steps(erased.total() - removed);
            removed = erased.total();
        });
        let erased = erased.await;
        progress.close();
        let erased = erased?;
        let files = match &args.store_dir {
            Some(folder) => {
                let searched = search_files(folder, &erased.pieces);
                let erased = "the documents are erased";
                Some(searched.map_err(|error| unsearchable(folder, &error, erased))?)
            }
            None => None,
        };
        print(&args, &erased, "erased", files.as_ref())?;
        let clean = erased.left == 0 && files.is_none_or(|files| files.found.is_empty());
        Ok(if clean { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    })
}

impl What {
    fn keys(&self) -> Result<Vec<BlockKey>, Fault> {
        let wrong = "--url: not an address with a host, such as https://example.org/a";
        let url = |url: &String| BlockKey::url(url).ok_or_else(|| Fault::Setting(wrong.to_owned()));
        let url = self.url.as_ref().map(url).transpose()?;
        let ids = self.ids.iter().copied().map(BlockKey::Id);
        Ok(ids.chain(url).chain(self.site).collect())
    }
}

/// Why the files can't be searched.
fn unsearchable(folder: &Path, error: &io::Error, state: &str) -> Fault {
    Fault::Setting(format!(
        "{} can't be searched ({error}): {state}; name the server's store_dir, and run this as a \
         user who may read it",
        folder.display()
    ))
}

fn question(found: &Erased) -> String {
    format!(
        "erase {} of {}, and refuse them from now on",
        plural(found.total(), "message"),
        articles(found)
    )
}

fn articles(erased: &Erased) -> String {
    let articles = plural(erased.articles.len() as u64, "article");
    match erased.parts.len() {
        0 => articles,
        1 => format!("{articles} (1 of them an attachment)"),
        parts => format!("{articles} ({} of them attachments)", grouped(parts as u64)),
    }
}

/// Reads the id and address of a raw document, as ingestion does.
fn inspect(stored: &Stored, content: Option<Bytes>) -> Seen {
    let given = |name| stored.headers.get(name);
    let message = RawMessage {
        object: content,
        ..RawMessage::new(stored.body.clone(), stored.headers.clone(), stored.stored_at)
    };
    match Arrival::decode(message) {
        Ok(arrival) => Seen {
            id: Some(arrival.id()),
            part_of: arrival.part_of(),
            url: arrival.url().map(str::to_owned),
        },
        // Its headers may still identify it.
        Err(_) => Seen {
            id: None,
            part_of: given(header::PART_OF).and_then(|id| id.parse().ok()),
            url: given(header::URL).map(str::to_owned),
        },
    }
}

fn print(args: &Args, erased: &Erased, verb: &str, files: Option<&Remains>) -> Result<(), Fault> {
    let mut output = Output::stdout();
    if args.json {
        let mut value = json!(erased);
        value["dry_run"] = json!(args.dry_run);
        value["files"] = json!(files);
        output.json(value.to_string().as_bytes())?;
        output.flush()?;
        return Ok(());
    }
    let mut table = Table::new(&[("stream", Left), ("messages", Right)]);
    for (stream, count) in &erased.messages {
        table.row(vec![stream.clone(), grouped(*count)]);
    }
    if !table.is_empty() {
        for line in table.lines(Screen::of_stdout().width) {
            output.text(&line)?;
        }
    }
    output.flush()?;
    let what = plural(erased.total(), "message");
    messages::say(format_args!("{verb} {what} of {}", articles(erased)));
    if args.dry_run {
        return Ok(());
    }
    messages::say(format_args!(
        "{} for deliveries, {} added to the block list",
        plural(erased.tombstones, "tombstone"),
        match erased.blocked {
            1 => "1 entry".to_owned(),
            count => format!("{} entries", grouped(count)),
        }
    ));
    match erased.left {
        0 => messages::say("a search of all streams finds nothing"),
        left => messages::error(format_args!(
            "a search still finds {}: run the command again",
            plural(left, "message")
        )),
    }
    if let Some(files) = files {
        say_files(files);
    }
    Ok(())
}

fn say_files(remains: &Remains) {
    let searched = format!(
        "{} of the documents in {}",
        plural(remains.pieces as u64, "piece"),
        plural(remains.files, "file")
    );
    if remains.found.is_empty() {
        messages::say(format_args!("looked for {searched}: none is left"));
        return;
    }
    messages::error(format_args!(
        "looked for {searched}, and some are left. The server doesn't overwrite what it removed by \
         acknowledgement, purge or age until it frees the file; another document may also hold the \
         same text (docs/privacy.md):"
    ));
    for (path, count) in &remains.found {
        messages::say(format_args!("  {}: {count}", path.display()));
    }
}
