use std::io;
use std::process::ExitCode;

use crate::output::OutputError;
use crate::words;

/// Why a command could not do its work. What is wrong with single documents is no fault: that is
/// told as it is found, and the others go on.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Fault {
    /// The data found no taker.
    #[error(transparent)]
    Output(#[from] OutputError),
    /// A stage refuses its settings; the line names the setting and says what would be right.
    #[error("{0}")]
    Setting(String),
    /// The server can't be reached.
    #[error(transparent)]
    Connect(#[from] broker::ConnectError),
    /// The streams can't be set up.
    #[error(transparent)]
    Setup(#[from] broker::SetupError),
    /// The server has no answer.
    #[error(transparent)]
    Lookup(#[from] broker::LookupError),
    /// A program can't be started.
    #[error("can't start {program} ({error})")]
    Start {
        /// Which.
        program: String,
        /// Why.
        #[source]
        error: io::Error,
    },
    /// There is no nats-server to start.
    #[error(
        "there is no nats-server on the PATH or in .tools: run `make tools`, or name a running one with --nats-url"
    )]
    NoServer,
    /// Something listens there already.
    #[error(
        "port {0} is taken: choose another with --port, or use the server there with --nats-url"
    )]
    PortTaken(u16),
    /// A file of ours can't be written.
    #[error("can't write {} ({error}): see --data", path.display())]
    Unwritable {
        /// Which.
        path: std::path::PathBuf,
        /// Why.
        #[source]
        error: io::Error,
    },
    /// The admin ports run out.
    #[error("--admin-port is too high: each service takes one port from there on")]
    NoPort,
    /// A service does not come up.
    #[error("{name} is not ready: {why}")]
    NotReady {
        /// Which.
        name: String,
        /// What it says.
        why: String,
    },
    /// The process that this one is to end with has ended.
    #[error("the parent process has ended")]
    ParentGone,
    /// What is wrong was said already.
    #[error("stopped")]
    Told,
    /// The system refuses a thread.
    #[error("can't start a thread ({0}): raise the limit on processes (`ulimit -u`)")]
    Threads(#[source] io::Error),
}

impl Fault {
    /// Says the fault, and gives the code to end with.
    pub(crate) fn exit(self) -> ExitCode {
        match &self {
            // Whoever read (`| head`) has what it wanted.
            Self::Output(OutputError::Closed) => return ExitCode::SUCCESS,
            Self::Told => return ExitCode::FAILURE,
            Self::Connect(error) if !error.passes() => {
                words::error(error);
                return ExitCode::from(2);
            }
            Self::Setting(_) => {
                words::error(&self);
                return ExitCode::from(2);
            }
            Self::Output(OutputError::Failed(_))
            | Self::Threads(_)
            | Self::Connect(_)
            | Self::Setup(_)
            | Self::Lookup(_)
            | Self::Start { .. }
            | Self::NoServer
            | Self::PortTaken(_)
            | Self::Unwritable { .. }
            | Self::NoPort
            | Self::NotReady { .. }
            | Self::ParentGone => words::error(&self),
        }
        ExitCode::FAILURE
    }
}
