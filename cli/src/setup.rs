mod partitions;

use std::num::NonZeroU16;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use broker::{Broker, Change, Drift, SetupSettings, Unmapped};
use config::{Config, Name};

use crate::accounts::{self, Generated, List, State};
use crate::connection::{Connection, run_async};
use crate::fault::Fault;
use crate::messages::{self, plural};
use crate::output::Output;
use crate::pipeline_file;
use crate::store_account::{self, COURANT, OPEN};

/// Create the streams and consumers that the pipeline needs.
///
/// Creates what is missing, and reports what differs from the declaration; --apply changes it, too.
/// Running it again is safe.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  courant setup
  courant setup --check            # changes nothing; exit code 1 if something differs
  courant setup --apply --store 50GB
  courant setup --config courant.toml                # with the stages and readers of the file
  courant setup --partitions 4                       # prints what the server's configuration needs
  courant setup --reader archive --language de       # the durable consumer of a reader
  courant setup --delivery webhook                   # those of a delivery service
  courant setup --nats-config deploy/nats            # writes accounts.conf from courant.toml")]
pub(crate) struct Args {
    /// Change nothing; exit with 1 if anything is missing or differs
    #[arg(long, conflicts_with = "apply")]
    check: bool,
    /// Also change what differs
    #[arg(long)]
    apply: bool,
    /// Number of streams per queue; use several if a stream's leader is the bottleneck. Documents
    /// are moved to the new streams while they flow; after an interruption, run it again [default:
    /// that of courant.toml, or unchanged]
    #[arg(long, value_name = "N", value_parser = partitions::number, conflicts_with_all = ["reader", "delivery", "nats_config"])]
    partitions: Option<NonZeroU16>,
    /// Write accounts, users and permissions of nats-server from FOLDER/courant.toml to
    /// FOLDER/accounts.conf. With --check, compare the file, and as the user `system` also the
    /// accounts of the running server
    #[arg(long, value_name = "FOLDER", conflicts_with_all = ["apply", "reader", "delivery"])]
    nats_config: Option<PathBuf>,
    /// Create only the durable consumer of this reader
    #[arg(long, value_name = "NAME", value_parser = str::parse::<Name>)]
    reader: Option<Name>,
    /// Create only the durable consumers of this delivery (`courant service delivery`)
    #[arg(long, value_name = "NAME", value_parser = str::parse::<Name>, conflicts_with = "reader")]
    delivery: Option<Name>,
    /// Only articles in this language for the reader or the delivery
    #[arg(long, value_name = "CODE", value_parser = publishing::language_code)]
    language: Option<String>,
    /// The server's data (`store_dir`): fail if its streams belong to another account
    #[arg(long, env = "COURANT_NATS_DATA", value_name = "FOLDER")]
    nats_data: Option<PathBuf>,
    #[command(flatten)]
    connection: Connection,
    #[command(flatten)]
    streams: SetupSettings,
}

/// How long to wait for the streams of an earlier number of partitions to be drained.
const DRAINS_WITHIN: Duration = Duration::from_secs(30);

pub(crate) fn run(args: Args) -> Result<ExitCode, Fault> {
    if let Some(folder) = &args.nats_config {
        return configuration(&args, folder);
    }
    if args.language.is_some() && args.named().is_none() {
        return Err(Fault::Setting("--language needs --reader or --delivery".to_owned()));
    }
    if let Some(store) = &args.nats_data {
        let nats = &args.connection.nats;
        let open = nats.nats_user.is_none() && !nats.nats_url.contains('@');
        store_account::check(store, if open { OPEN } else { COURANT })?;
    }
    let config = args.connection.config()?;
    args.streams.check(config.topology()).map_err(Fault::Setting)?;
    run_async(async {
        let broker = args.connection.open().await?;
        let (changes, unmapped) = set_up(&broker, &args, &config).await?;
        print(&changes, &args, &config, unmapped.as_ref())?;
        Ok(verdict(&changes, unmapped.is_some(), args.check))
    })
}

impl Args {
    /// The reader or delivery that is set up alone.
    fn named(&self) -> Option<(&'static str, &Name)> {
        let reader = self.reader.as_ref().map(|name| ("reader", name));
        reader.or(self.delivery.as_ref().map(|name| ("delivery", name)))
    }
}

/// Writes the configuration of nats-server, or compares it and the running server with the list.
fn configuration(args: &Args, folder: &Path) -> Result<ExitCode, Fault> {
    let same_file = nats_config(folder, !args.check)?;
    let same_server = !args.check || args.connection.nats.nats_user.is_none() || {
        let list = List::of(&pipeline_file::read(Some(&folder.join(accounts::LIST)))?);
        run_async(running_server(&args.connection, &list))?
    };
    let fine = same_file && same_server;
    Ok(if fine { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Compares everything, or one reader or delivery, and changes what the flags allow.
async fn set_up(
    broker: &Broker,
    args: &Args,
    config: &Config,
) -> Result<(Vec<Change>, Option<Unmapped>), Fault> {
    let (language, streams) = (args.language.as_deref(), &args.streams);
    let how @ How { create, change } = How { create: !args.check, change: args.apply };
    let changes = match args.named() {
        Some(("delivery", name)) => {
            let name = name.as_str();
            broker::setup_delivery(broker, streams, name, language, create, change).await?
        }
        Some((_, name)) => {
            let name = name.as_str();
            vec![broker::setup_reader(broker, streams, name, language, create, change).await?]
        }
        None => {
            let partitions = args.partitions.or(config.partitions());
            let mut changes = everything(broker, streams, config, partitions, how).await?;
            let moved =
                broker::setup_partitions(broker, streams, partitions, create, DRAINS_WITHIN)
                    .await?;
            changes.extend(moved.changes);
            return Ok((changes, moved.unmapped));
        }
    };
    Ok((changes, None))
}

fn print(
    changes: &[Change],
    args: &Args,
    config: &Config,
    unmapped: Option<&Unmapped>,
) -> Result<(), Fault> {
    let mut output = Output::stdout();
    for change in changes {
        output.text(&line(change))?;
    }
    if let (Some((kind, name)), true) = (args.named(), args.connection.has_config()) {
        for line in accounts::missing_lines(config, kind, name, args.language.as_deref()) {
            output.text(&line)?;
        }
    }
    if let Some(unmapped) = unmapped {
        for line in partitions::advice(unmapped) {
            output.text(&line)?;
        }
    }
    output.flush()?;
    Ok(())
}

/// Says what is still to be done.
fn verdict(changes: &[Change], is_unmapped: bool, is_check: bool) -> ExitCode {
    if is_unmapped {
        messages::say(
            "raw documents are not distributed as declared: change the configuration of the servers as printed, reload it, and run `courant setup` again",
        );
        return ExitCode::FAILURE;
    }
    let open: Vec<&Change> = changes.iter().filter(|change| !change.applied).collect();
    if open.is_empty() {
        return ExitCode::SUCCESS;
    }
    let count = |is: fn(&Drift) -> bool| open.iter().filter(|open| is(&open.drift)).count();
    let draining = count(|drift| matches!(drift, Drift::Draining(_)));
    let unfinished = count(|drift| *drift == Drift::Unfinished);
    let others = open.len() - draining - unfinished;
    if others > 0 {
        let hint = if is_check { "`courant setup` creates what is missing, " } else { "" };
        messages::say(format_args!(
            "{others} not as declared: {hint}`courant setup --apply` changes what differs"
        ));
    }
    if unfinished > 0 {
        messages::say(
            "the move to another number of partitions is not finished: run `courant setup` again",
        );
    }
    if draining > 0 {
        messages::say(format_args!(
            "{} of an earlier number of partitions not removed yet: run `courant setup` again \
             once the stages have emptied them",
            plural(draining as u64, "stream")
        ));
    }
    ExitCode::FAILURE
}

/// The streams, the consumers of the stages, and those of the readers and deliveries that are listed.
async fn everything(
    broker: &Broker,
    streams: &SetupSettings,
    config: &Config,
    partitions: Option<NonZeroU16>,
    how: How,
) -> Result<Vec<Change>, Fault> {
    let How { create, change } = how;
    let mut changes = broker::setup(broker, streams, partitions, create, change).await?;
    for listed in config.readers() {
        let (name, language) = (listed.name.as_str(), listed.language.as_deref());
        changes.push(broker::setup_reader(broker, streams, name, language, create, change).await?);
    }
    for listed in config.deliveries() {
        let (name, language) = (listed.name.as_str(), listed.language.as_deref());
        changes
            .extend(broker::setup_delivery(broker, streams, name, language, create, change).await?);
    }
    Ok(changes)
}

/// Whether to create what is missing, and to change what differs.
#[derive(Debug, Clone, Copy)]
struct How {
    create: bool,
    change: bool,
}

/// Writes the part of the server's configuration that is generated from the list, or compares it.
fn nats_config(folder: &Path, write: bool) -> Result<bool, Fault> {
    let Generated { path, state } = accounts::generate(folder, write)?;
    let path = path.display();
    messages::say(match state {
        State::Same => format!("{path}: as courant.toml says"),
        State::Written => {
            format!("{path}: written; restart nats-server, or let it reload its configuration")
        }
        State::Differs => {
            let folder = folder.display();
            format!("{path}: differs from courant.toml: run `courant setup --nats-config {folder}`")
        }
    });
    Ok(state != State::Differs)
}

/// Prints how the accounts of the running server differ from the list.
async fn running_server(connection: &Connection, list: &List) -> Result<bool, Fault> {
    let broker = connection.open().await?;
    let differences = accounts::differences(&broker, list).await.ok_or(Fault::NoSystemAccount)?;
    let mut output = Output::stdout();
    for difference in &differences {
        output.text(difference)?;
    }
    output.flush()?;
    messages::say(match differences.len() {
        0 => "the running server has the accounts of courant.toml".to_owned(),
        count => format!(
            "the running server differs in {}: restart it, or let it reload its configuration",
            plural(count as u64, "import")
        ),
    });
    Ok(differences.is_empty())
}

/// Creates what is missing: for `courant up`.
pub(crate) async fn create(
    broker: &Broker,
    streams: &SetupSettings,
    config: &Config,
) -> Result<Vec<Change>, Fault> {
    let how = How { create: true, change: false };
    everything(broker, streams, config, config.partitions(), how).await
}

fn line(change: &Change) -> String {
    let Change { object, drift, applied } = change;
    match (drift, applied) {
        (Drift::None, _) => format!("{object}: as declared"),
        (Drift::Missing, true) => format!("{object}: created"),
        (Drift::Missing, false) => format!("{object}: missing"),
        (Drift::Differs(how), true) => format!("{object}: changed ({})", how.join("; ")),
        (Drift::Draining(messages), _) => {
            format!(
                "{object}: belongs to an earlier number of partitions; {} in it",
                plural(*messages, "document")
            )
        }
        (Drift::Drained, _) => format!("{object}: drained and removed"),
        (Drift::Unfinished, true) => format!("{object}: the move is finished"),
        (Drift::Unfinished, false) => format!("{object}: a move is not finished"),
        (Drift::Differs(how), false) => format!("{object}: differs ({})", how.join("; ")),
    }
}
