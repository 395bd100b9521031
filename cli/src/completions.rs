use std::process::ExitCode;

use clap_complete::Shell;

use crate::fault::Fault;
use crate::output::Output;

/// Print a shell completion script.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  courant completions bash > ~/.local/share/bash-completion/completions/courant
  courant completions zsh > ~/.zfunc/_courant
  courant completions fish > ~/.config/fish/completions/courant.fish")]
pub(crate) struct Args {
    /// Shell to print the script for
    shell: Shell,
}

/// Prints the completions of `command`.
pub(crate) fn run(args: Args, mut command: clap::Command) -> Result<ExitCode, Fault> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, "courant", &mut script);
    let mut output = Output::stdout();
    output.bytes(script.trim_ascii_end())?;
    output.bytes(b"\n")?;
    output.flush()?;
    Ok(ExitCode::SUCCESS)
}
