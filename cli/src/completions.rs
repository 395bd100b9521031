use std::process::ExitCode;

use clap::CommandFactory;
use clap_complete::Shell;

use crate::command::Cli;
use crate::fault::Fault;
use crate::output::Output;

/// Print the completions of a shell.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  courant completions bash > ~/.local/share/bash-completion/completions/courant
  courant completions zsh > ~/.zfunc/_courant
  courant completions fish > ~/.config/fish/completions/courant.fish")]
pub(crate) struct Args {
    /// Whose.
    shell: Shell,
}

pub(crate) fn run(args: Args) -> Result<ExitCode, Fault> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "courant", &mut script);
    let mut output = Output::stdout();
    output.line(script.trim_ascii_end())?;
    output.flush()?;
    Ok(ExitCode::SUCCESS)
}
