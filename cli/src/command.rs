use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

use crate::fault::Fault;
use crate::{
    audit, bench, completions, conformance, dead, detect, doctor, erase, exec_with_parent, export,
    extract, id, near, pipeline_file, plan, process, publish, read_documents, reprocess, schema,
    service, setup, show, skip, status, tail, top, trace, ui, up,
};

/// Courant turns documents in many languages into enriched article records.
#[derive(Debug, Parser)]
#[command(name = "courant", version, max_term_width = 100, arg_required_else_help = true)]
#[command(after_help = "\
Examples:
  courant up --samples samples/
  courant publish --wait article.html
  courant process article.html | jq .metadata.title.value
  courant id samples/
  courant schema > article.schema.json

Data goes to stdout, messages go to stderr. Exit codes: 0 success, 1 something failed,
2 wrong command line. `courant COMMAND --help` has examples for each command.")]
pub(crate) struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Up(up::Args),
    Publish(publish::Args),
    Tail(tail::Args),
    Export(export::Args),
    Show(show::Args),
    Status(status::Args),
    Ui(ui::Args),
    Top(top::Args),
    Trace(trace::Args),
    Audit(audit::Args),
    Bench(bench::Args),
    Plan(plan::Args),
    Doctor(doctor::Args),
    Dead(dead::Args),
    Skip(skip::Args),
    Reprocess(reprocess::Args),
    Erase(erase::Args),
    Setup(setup::Args),
    Config(pipeline_file::Args),
    Service(service::Args),
    Process(process::Args),
    Detect(detect::Args),
    Extract(extract::Args),
    Near(near::Args),
    Id(id::Args),
    Schema(schema::Args),
    Conformance(conformance::Args),
    Completions(completions::Args),
    #[command(hide = true)]
    ReadDocuments(read_documents::Args),
    #[command(hide = true)]
    ExecWithParent(exec_with_parent::Args),
}

impl Cli {
    pub(crate) fn run(self) -> Result<ExitCode, Fault> {
        match self.command {
            Command::Up(args) => up::run(args),
            Command::Publish(args) => publish::run(args),
            Command::Tail(args) => tail::run(args),
            Command::Export(args) => export::run(args),
            Command::Show(args) => show::run(args),
            Command::Status(args) => status::run(args),
            Command::Ui(args) => ui::run(args),
            Command::Top(args) => top::run(args),
            Command::Trace(args) => trace::run(args),
            Command::Audit(args) => audit::run(args),
            Command::Bench(args) => bench::run(args),
            Command::Plan(args) => plan::run(args),
            Command::Doctor(args) => doctor::run(args),
            Command::Dead(args) => dead::run(args),
            Command::Skip(args) => skip::run(args),
            Command::Reprocess(args) => reprocess::run(args),
            Command::Erase(args) => erase::run(args),
            Command::Setup(args) => setup::run(args),
            Command::Config(args) => pipeline_file::run(args),
            Command::Service(args) => Ok(service::run(args)),
            Command::Process(args) => process::run(args),
            Command::Detect(args) => detect::run(args),
            Command::Extract(args) => extract::run(args),
            Command::Near(args) => near::run(args),
            Command::Id(args) => id::run(args),
            Command::Schema(args) => schema::run(args),
            Command::Conformance(args) => conformance::run(args),
            Command::Completions(args) => completions::run(args, Self::command()),
            Command::ReadDocuments(args) => Ok(read_documents::run(&args)),
            Command::ExecWithParent(args) => exec_with_parent::run(args),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_command_has_a_summary_and_examples() {
        for command in Cli::command().get_subcommands() {
            let name = command.get_name();
            let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            assert!(command.get_about().is_some(), "{name} has no summary");
            assert!(help.contains(&format!("courant {name}")), "{name} has no example");
        }
    }
}
