use std::ffi::OsString;
use std::os::unix::process::CommandExt;
use std::process::{Command, ExitCode};

use crate::fault::Fault;

/// Become another program that ends when its parent does.
///
/// `up` starts its children through this: what dies without a chance to say so leaves none behind.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  courant leashed 4711 nats-server --version")]
pub(crate) struct Args {
    /// Process id of the parent
    parent: u32,
    /// The program and its arguments
    #[arg(required = true, trailing_var_arg = true, allow_hyphen_values = true)]
    command: Vec<OsString>,
}

pub(crate) fn run(args: Args) -> Result<ExitCode, Fault> {
    end_with_parent(args.parent)?;
    let (program, arguments) = args.command.split_first().expect("clap asks for one at least");
    // Only comes back when the program could not be started.
    let error = Command::new(program).args(arguments).exec();
    Err(Fault::Start { program: program.to_string_lossy().into_owned(), error })
}

/// The signal outlives `exec`. It is sent when the thread ends that made this process, so the
/// parent must make it from its main thread.
#[cfg(target_os = "linux")]
fn end_with_parent(parent: u32) -> Result<(), Fault> {
    use rustix::process::{Signal, getppid, set_parent_process_death_signal};

    set_parent_process_death_signal(Some(Signal::TERM))
        .map_err(|error| Fault::Start { program: "leash".into(), error: error.into() })?;
    // The parent may have died before the signal was asked for.
    let is = getppid().map(|pid| pid.as_raw_nonzero().get().cast_unsigned());
    match is == Some(parent) {
        true => Ok(()),
        false => Err(Fault::ParentGone),
    }
}

/// Only Linux knows such a signal; elsewhere a child of a killed `up` must be ended by hand.
#[cfg(not(target_os = "linux"))]
fn end_with_parent(_parent: u32) -> Result<(), Fault> {
    Ok(())
}
