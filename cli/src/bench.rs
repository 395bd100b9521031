//! Benchmarks an installation with its own kind of documents.

mod figures;
mod report;
mod run;
mod sending;
mod watch;

use std::process::ExitCode;
use std::time::Duration;

use crate::connection::{Connection, run_async};
use crate::fault::Fault;
use crate::inputs::Inputs;
use crate::output::Output;
use crate::screen::Screen;
use crate::units::duration;

/// Measure how many of your documents this installation processes per second.
///
/// Publishes the documents again and again to articles.raw, like any source, and follows each
/// through the stages. Publishing recognises them by their source, courant-bench, and sets them
/// aside as filtered: readers and deliveries receive none of them, and published articles don't
/// change. Their marks expire from ARTICLES_SET_ASIDE like any others. Documents from other sources
/// are processed at the same time and share the capacity.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  courant bench samples/
  courant bench crawl/ --duration 2m
  courant bench crawl.warc.gz --rate 50          # does it keep up with 50 documents per second?
  courant bench samples/ --json | jq .throughput_per_second

Exits with 1 if documents are missing at the end, or if the rate was not reached.")]
pub(crate) struct Args {
    #[command(flatten)]
    inputs: Inputs,
    /// Documents per second to publish; by default as many as the installation can process
    #[arg(long, value_name = "N", value_parser = rate)]
    rate: Option<f64>,
    /// How long to publish
    #[arg(long, value_name = "TIME", default_value = "30s", value_parser = duration)]
    duration: Duration,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    connection: Connection,
}

pub(crate) fn run(args: Args) -> Result<ExitCode, Fault> {
    run_async(async {
        let broker = args.connection.open().await?;
        let measured = run::run(&broker, &args.inputs, args.rate, args.duration).await?;
        let mut output = Output::stdout();
        match args.json {
            true => output.json(report::json(&measured).to_string().as_bytes())?,
            false => {
                for line in report::lines(&measured, Screen::of_stdout().width) {
                    output.text(&line)?;
                }
            }
        }
        output.flush()?;
        Ok(if measured.is_fine() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    })
}

/// The supported rates. The waits between documents are computed from them.
const RATES: std::ops::RangeInclusive<f64> = 0.001..=1e6;

fn rate(text: &str) -> Result<f64, String> {
    let rate = text.parse().ok().filter(|rate: &f64| RATES.contains(rate));
    rate.ok_or_else(|| "must be a number from 0.001 to 1000000".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_one_that_can_be_kept() {
        for (text, expected) in [("0.001", Some(0.001)), ("50", Some(50.0)), ("1e6", Some(1e6))] {
            assert_eq!(rate(text).ok(), expected);
        }
        for text in ["1e-20", "0", "-1", "1e7", "inf", "NaN", "fast"] {
            assert!(rate(text).is_err(), "{text}");
        }
    }
}
