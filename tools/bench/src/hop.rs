use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use broker::table::StageSpec;

/// The process at a hop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hop {
    /// A stage that does nothing.
    DoNothing,
    /// The minimal program that moves messages.
    Forwarder,
    /// The stage itself: `courant service`.
    Service,
    /// A stage that waits 20 ms.
    Waiting,
}

impl Hop {
    /// Starts it in place of a stage, with tracing off unless a variable enables it.
    ///
    /// The caller's environment is cleared, because a `COURANT_` variable would change the result.
    pub fn place(
        self,
        spec: &StageSpec,
        urls: &str,
        variables: impl IntoIterator<Item = (String, String)>,
    ) -> Placed {
        let own = std::env::current_exe().expect("a running program has a path");
        let folder = own.parent().expect("a program is in a folder");
        self.place_of(folder, spec, urls, variables)
    }

    /// The same with the program in `folder`, which may be of another build.
    pub fn place_of(
        self,
        folder: &Path,
        spec: &StageSpec,
        urls: &str,
        variables: impl IntoIterator<Item = (String, String)>,
    ) -> Placed {
        let name = match self {
            Self::DoNothing => "do-nothing",
            Self::Forwarder => "forwarder",
            Self::Service => "courant",
            Self::Waiting => "waiting",
        };
        let mut command = Command::new(folder.join(name));
        match self {
            Self::DoNothing | Self::Waiting => {
                command.arg0(spec.stage).args(["--admin", "127.0.0.1:0", "--nats-url", urls])
            }
            Self::Service => {
                command.args(["service", spec.stage, "--admin", "127.0.0.1:0", "--nats-url", urls])
            }
            Self::Forwarder => command.args([urls, spec.input, spec.stage, spec.output]),
        };
        command.env_clear().env("OTEL_SDK_DISABLED", "true").envs(variables);
        Placed::start(&mut command)
    }
}

/// A process that is killed when it is dropped.
#[derive(Debug)]
pub struct Placed(Child);

impl Placed {
    /// Starts a program without output.
    pub fn start(command: &mut Command) -> Self {
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        Self(command.spawn().expect("the make target builds it first"))
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.0.id()
    }
}

impl Drop for Placed {
    fn drop(&mut self) {
        // Both fail only if the process has already exited.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
