use std::io;
use std::process::ExitCode;

use crate::messages;
use crate::output::OutputError;

/// Why a command failed. A problem with a single document is not a fault: it is reported when
/// found, and the other documents are processed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Fault {
    /// The data could not be written.
    #[error(transparent)]
    Output(#[from] OutputError),
    /// A setting is wrong; the message names it and says what would be right.
    #[error("{0}")]
    Setting(String),
    /// The server can't be reached.
    #[error(transparent)]
    Connect(#[from] broker::ConnectError),
    /// The streams can't be set up.
    #[error(transparent)]
    Setup(#[from] broker::SetupError),
    /// The server does not answer, or its answer is unexpected.
    #[error(transparent)]
    Lookup(#[from] broker::LookupError),
    /// The full text of an article can't be read.
    #[error(transparent)]
    FullText(#[from] broker::FullTextError),
    /// A program can't be started.
    #[error("can't start {program} ({error}): check that the file exists and is executable")]
    Start {
        /// Which.
        program: String,
        /// Why.
        #[source]
        error: io::Error,
    },
    /// An erasure stopped.
    #[error(transparent)]
    Erase(#[from] operator::erase::EraseError),
    /// There is no nats-server to start.
    #[error(
        "no nats-server on the PATH or in .tools: run `make tools`, or use a running server with --nats-url"
    )]
    NoServer,
    /// Another program listens there already.
    #[error(
        "port {0} is in use: choose another with --port, or use the server there with --nats-url"
    )]
    PortTaken(u16),
    /// Another program listens on a service's admin port.
    #[error("admin port {0} is in use: choose another first port with --admin-port")]
    AdminPortTaken(u16),
    /// Another process uses the data folder.
    #[error("{} is in use by {}: stop it, or choose another folder with --data", data.display(), process_name(*process))]
    DataInUse {
        /// The folder.
        data: std::path::PathBuf,
        /// The process.
        process: Option<u32>,
    },
    /// A program ends repeatedly, or rejects its settings.
    #[error("{name} does not start ({how}): {hint}")]
    DoesNotStart {
        /// Which.
        name: String,
        /// How it ended.
        how: String,
        /// What to do.
        hint: String,
    },
    /// One of our files can't be written.
    #[error("can't write {} ({error}): choose another folder with --data", path.display())]
    Unwritable {
        /// Which.
        path: std::path::PathBuf,
        /// Why.
        #[source]
        error: io::Error,
    },
    /// The server has lost messages since the last run.
    #[error(
        "{} does not hold what it held before: restore it from a backup, or run the same command with --accept-loss to go on without the missing messages", data.display()
    )]
    Lost {
        /// The data folder.
        data: std::path::PathBuf,
    },
    /// There are not enough ports for the services.
    #[error("--admin-port is too high: each service uses one port, counting up from it")]
    NoPort,
    /// A service does not become ready.
    #[error("{name} is not ready: {why}")]
    NotReady {
        /// Which.
        name: String,
        /// Its answer.
        why: String,
    },
    /// The parent process has ended before its child could start.
    #[error("the parent process has ended")]
    ParentGone,
    /// No stream stores what is published.
    #[error(
        "no stream on the server stores {0}: run `courant setup`, or check that its cluster has a leader"
    )]
    NoStream(String),
    /// The user may not publish there.
    #[error("this user may not publish to {0}: check NATS_USER and its permissions")]
    Denied(String),
    /// Documents wait, and nothing processes them.
    #[error("gave up waiting, and the documents stay in the pipeline: {0}")]
    Stalled(String),
    /// Ctrl-C, and how to continue.
    #[error("interrupted: {0}")]
    Interrupted(String),
    /// The journal can't be read or written.
    #[error("can't read or write the journal {} ({error}): check the file given with --resume", path.display())]
    Journal {
        /// The journal.
        path: std::path::PathBuf,
        /// Why.
        #[source]
        error: io::Error,
    },
    /// The server doesn't report its accounts.
    #[error(
        "the server does not report its accounts: use NATS_USER=system, the user of its system account"
    )]
    NoSystemAccount,
    /// The server's data can't be read.
    #[error("can't read {} ({error}): run this as the server's user, or without --nats-data", path.display())]
    Unreadable {
        /// Which.
        path: std::path::PathBuf,
        /// Why.
        #[source]
        error: io::Error,
    },
    /// The streams in the server's data belong to an account that is not used.
    #[error(
        "{} holds the pipeline's streams in the account {account}, and this server keeps them in {own}, so they would seem empty: move them first (docs/operations.md, \"Moving streams to another account\")",
        folder.display()
    )]
    OtherAccount {
        /// The server's data.
        folder: std::path::PathBuf,
        /// The account that has streams.
        account: String,
        /// The account that is used.
        own: String,
    },
    /// The server's configuration can't be read or written.
    #[error("can't read or write {} ({error}): check that you may", path.display())]
    NatsConfig {
        /// Which.
        path: std::path::PathBuf,
        /// Why.
        #[source]
        error: io::Error,
    },
    /// The file that describes the pipeline is wrong.
    #[error(transparent)]
    Config(#[from] config::ConfigError),
    /// A message could not be skipped.
    #[error(transparent)]
    Skip(#[from] broker::SkipError),
    /// A dead letter can't be dropped.
    #[error(transparent)]
    Drop(#[from] broker::DropError),
    /// The terminal can't be used.
    #[error("can't draw on this terminal ({0}): use `courant top --once`")]
    Terminal(#[source] io::Error),
    /// The web page can't be served.
    #[error(transparent)]
    Console(#[from] console::ServeError),
    /// The cause has been reported already.
    #[error("stopped")]
    Reported,
    /// The system refuses to start a thread.
    #[error("can't start a thread ({0}): raise the limit on processes (`ulimit -u`)")]
    Threads(#[source] io::Error),
}

fn process_name(process: Option<u32>) -> String {
    match process {
        Some(process) => {
            format!("`courant up` (process {process}), or by its server that is stopping")
        }
        None => "another `courant up`".to_owned(),
    }
}

impl Fault {
    /// Reports the fault and returns the exit code.
    pub(crate) fn exit(self) -> ExitCode {
        match &self {
            // The reader (`| head`) needs no more.
            Self::Output(OutputError::Closed) => return ExitCode::SUCCESS,
            Self::Reported => return ExitCode::FAILURE,
            Self::Connect(error) if !error.is_transient() => {
                messages::error(error);
                return ExitCode::from(2);
            }
            Self::Setting(_) | Self::Config(_) => {
                messages::error(&self);
                return ExitCode::from(2);
            }
            Self::Output(OutputError::Failed(_))
            | Self::Threads(_)
            | Self::Connect(_)
            | Self::Setup(_)
            | Self::Lookup(_)
            | Self::FullText(_)
            | Self::Drop(_)
            | Self::Erase(_)
            | Self::Start { .. }
            | Self::NoServer
            | Self::NoStream(_)
            | Self::Denied(_)
            | Self::Stalled(_)
            | Self::Interrupted(_)
            | Self::Journal { .. }
            | Self::Skip(_)
            | Self::Console(_)
            | Self::Terminal(_)
            | Self::NatsConfig { .. }
            | Self::NoSystemAccount
            | Self::Unreadable { .. }
            | Self::OtherAccount { .. }
            | Self::PortTaken(_)
            | Self::AdminPortTaken(_)
            | Self::DataInUse { .. }
            | Self::DoesNotStart { .. }
            | Self::Unwritable { .. }
            | Self::Lost { .. }
            | Self::NoPort
            | Self::NotReady { .. }
            | Self::ParentGone => messages::error(&self),
        }
        ExitCode::FAILURE
    }
}
