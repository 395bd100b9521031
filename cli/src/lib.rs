//! The command line of Courant.
//!
//! Owns the commands, their inputs (files, folders, JSONL, standard input) and what people see:
//! records and tables on stdout, messages and progress on stderr, exit codes. Knows no rule of the
//! pipeline: the stages decide about documents, and only the broker crate talks to NATS.

use std::process::ExitCode;

use clap::Parser;

mod accounts;
mod asyncapi;
mod audit;
mod bench;
pub mod card;
mod command;
mod completions;
mod confirm;
mod conformance;
mod connection;
mod cpu;
mod dead;
mod demo;
mod detect;
mod doctor;
mod erase;
mod exec_with_parent;
mod export;
mod extract;
mod fault;
mod id;
mod in_order;
mod inputs;
mod messages;
mod near;
mod output;
mod pipeline;
mod pipeline_file;
mod plan;
mod printable;
mod process;
mod progress;
mod publish;
mod read_documents;
mod reprocess;
mod schema;
mod screen;
mod service;
mod setup;
mod show;
mod site;
mod skip;
mod status;
mod store_account;
mod table;
mod tail;
mod top;
mod trace;
mod trace_link;
mod ui;
mod units;
mod up;
mod wrap;

/// Runs the command that the process was started with.
///
/// Exits with 0 on success, 1 if something failed, 2 if the command line is wrong.
pub fn main() -> ExitCode {
    let cli = match command::Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // `--help` is an "error", too. A closed stream is not a reason to fail.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    cli.run().unwrap_or_else(|fault| fault.exit())
}
