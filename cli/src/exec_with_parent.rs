use std::ffi::OsString;
use std::os::unix::process::CommandExt;
use std::process::{Command, ExitCode};

use crate::fault::Fault;

/// Replace this process by a program that ends when the parent process ends.
///
/// `courant up` starts its children through this command, so that none outlives it, even if it is killed.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  courant exec-with-parent 4711 nats-server --version")]
pub(crate) struct Args {
    /// Process id of the parent
    parent: u32,
    /// Program and arguments
    #[arg(required = true, trailing_var_arg = true, allow_hyphen_values = true)]
    command: Vec<OsString>,
}

pub(crate) fn run(args: Args) -> Result<ExitCode, Fault> {
    end_with_parent(args.parent)?;
    let (program, arguments) = args.command.split_first().expect("clap requires at least one");
    // Returns only when the program could not be started.
    let error = Command::new(program).args(arguments).exec();
    Err(Fault::Start { program: program.to_string_lossy().into_owned(), error })
}

/// The death signal survives `exec`. The kernel sends it when the thread ends that created this
/// process, so the parent must create it from its main thread.
#[cfg(target_os = "linux")]
fn end_with_parent(parent: u32) -> Result<(), Fault> {
    use rustix::process::{Signal, getppid, set_parent_process_death_signal};

    set_parent_process_death_signal(Some(Signal::TERM))
        .map_err(|error| Fault::Start { program: "a child process".into(), error: error.into() })?;
    // The parent may have ended before the signal was requested.
    let is = getppid().map(|pid| pid.as_raw_nonzero().get().cast_unsigned());
    match is == Some(parent) {
        true => Ok(()),
        false => Err(Fault::ParentGone),
    }
}

/// Only Linux has such a signal. On other systems, the children of a killed `up` have to be stopped
/// manually.
#[cfg(not(target_os = "linux"))]
fn end_with_parent(_parent: u32) -> Result<(), Fault> {
    Ok(())
}
