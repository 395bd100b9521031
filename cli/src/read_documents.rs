use std::process::ExitCode;

/// Read documents for the process that started this one, over its standard input.
///
/// Commands and services start it for documents that are not pages. It limits its memory, CPU time
/// and permissions before it reads anything.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  courant read-documents 251658240 25")]
pub(crate) struct Args {
    /// Bytes of memory, and seconds of CPU time for each document
    #[arg(required = true, num_args = 2)]
    limits: Vec<String>,
}

pub(crate) fn run(args: &Args) -> ExitCode {
    let limits: Vec<&str> = args.limits.iter().map(String::as_str).collect();
    ingestion::read_documents(&limits)
}
