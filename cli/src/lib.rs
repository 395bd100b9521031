//! The command line of Courant.
//!
//! Owns the commands, their inputs (files, folders, JSONL, standard input) and what a person
//! sees: records and tables on stdout, words and progress on stderr, exit codes. Knows no rule of
//! the pipeline: what becomes of a document the stages decide, and the broker crate alone speaks
//! to NATS.

use std::process::ExitCode;

use clap::Parser;

pub mod card;
mod command;
mod completions;
mod connection;
mod cpu;
mod dead;
mod demo;
mod detect;
mod extract;
mod fault;
mod id;
mod in_order;
mod inputs;
mod leashed;
mod near;
mod output;
mod pipeline;
mod process;
mod progress;
mod publish;
mod schema;
mod screen;
mod service;
mod setup;
mod show;
mod status;
mod tail;
mod trace_link;
mod up;
mod words;

/// Runs the command that the process was started with.
///
/// Ends with 0 when all went well, 1 when something did not, 2 when the command line is wrong.
pub fn main() -> ExitCode {
    let cli = match command::Cli::try_parse() {
        Ok(cli) => cli,
        Err(told) => {
            // Help asked for is an "error" too; nothing is left to say where its stream is closed.
            let _ = told.print();
            return ExitCode::from(u8::try_from(told.exit_code()).unwrap_or(2));
        }
    };
    cli.run().unwrap_or_else(|fault| fault.exit())
}
