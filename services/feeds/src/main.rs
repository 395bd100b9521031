//! The feeds service as a separate program; `courant service feeds` is the same.

use std::process::ExitCode;

use clap::Parser;
use feeds::Feeds;
use runtime::SourceArgs;
use stage::Source;

/// Publishes what feeds and news sitemaps list.
#[derive(Debug, Parser)]
#[command(name = "feeds", version)]
struct Arguments {
    #[command(flatten)]
    args: SourceArgs<<Feeds as Source>::Settings>,
}

fn main() -> ExitCode {
    runtime::source::<Feeds>(Arguments::parse().args)
}
