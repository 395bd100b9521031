//! `courant plan`: the resources that a rate of documents needs, by the model in the crate `capacity`.

mod files;
mod measured;
mod report;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use capacity::{Demand, Kind, Parameters, Plan};

use crate::fault::Fault;
use crate::messages;
use crate::output::Output;
use crate::screen::Screen;
use crate::units::size;

/// Estimate the replicas, partitions and nodes that a rate of documents needs.
///
/// Also estimates disk and network, and names the first bottleneck. Works without a server, from
/// costs per document measured by `make bench-scale` (docs/scale.md). With --measured, the stages'
/// costs are those of your documents on your machines. No resource is planned above 70 %
/// utilisation.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  courant plan --rate 1000 --size 80KB --stream-replicas 3
  courant plan --rate 100,1000,10000 --size 80KB --markdown
  courant bench crawl/ --json > bench.json && courant plan --rate 500 --size 60KB --measured bench.json
  courant plan --rate 1000 --size 80KB --stream-replicas 3 --helm values.yaml
  courant plan --rate 50 --size 3KB --kind text --compose docker-compose.override.yml
  courant plan --rate 1000 --size 80KB --json | jq .partitions")]
pub(crate) struct Args {
    /// Documents per second; comma-separated for several rows
    #[arg(long, value_name = "N", value_delimiter = ',', required = true, value_parser = rate)]
    rate: Vec<f64>,
    /// Mean size of a published document
    #[arg(long, value_name = "SIZE", value_parser = document_size)]
    size: u64,
    /// Kind of documents: web pages, of which a tenth is text, or plain text
    #[arg(long, value_name = "KIND", default_value = "page")]
    kind: Kinds,
    /// Copies of each stream
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u8).range(1..=5))]
    stream_replicas: u8,
    /// Processors of a node
    #[arg(long, value_name = "N", default_value_t = 16, value_parser = clap::value_parser!(u16).range(1..))]
    cores: u16,
    /// Use the stages' costs in this output of `courant bench --json`
    #[arg(long, value_name = "FILE")]
    measured: Option<PathBuf>,
    /// Print one JSON object for each rate
    #[arg(long, conflicts_with = "markdown")]
    json: bool,
    /// Print a table in Markdown
    #[arg(long)]
    markdown: bool,
    /// Write values for the Helm chart
    #[arg(long, value_name = "FILE")]
    helm: Option<PathBuf>,
    /// Write an override for docker-compose.yml, which has one server and therefore one copy of
    /// each stream
    #[arg(long, value_name = "FILE")]
    compose: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Kinds {
    /// Web pages
    Page,
    /// Plain text
    Text,
}

pub(crate) fn run(args: Args) -> Result<ExitCode, Fault> {
    let parameters = Parameters::shipped().map_err(|error| Fault::Setting(error.to_string()))?;
    let own = match &args.measured {
        Some(file) => measured::stages(file, parameters.hop_us)?,
        None => Default::default(),
    };
    let kind = match args.kind {
        Kinds::Page => Kind::Page,
        Kinds::Text => Kind::Text,
    };
    let demand = |rate: &f64| Demand {
        rate: *rate,
        bytes: args.size as f64,
        kind,
        replicas: args.stream_replicas,
        cores: args.cores,
    };
    let plans: Vec<Plan> =
        args.rate.iter().map(|rate| Plan::with(&parameters, &demand(rate), &own)).collect();
    if let Some(plan) = plans.last() {
        if plans.len() > 1 && (args.helm.is_some() || args.compose.is_some()) {
            return Err(Fault::Setting("--helm and --compose need a single --rate".to_owned()));
        }
        if let Some(file) = &args.helm {
            write(file, &files::helm(plan))?;
        }
        if let Some(file) = &args.compose {
            write(file, &files::compose(plan))?;
        }
    }
    let mut output = Output::stdout();
    if args.json {
        for plan in &plans {
            output.json(report::json(plan).to_string().as_bytes())?;
        }
    } else if args.markdown {
        report::markdown(&plans).iter().try_for_each(|line| output.text(line))?;
    } else {
        let width = Screen::of_stdout().width;
        for (number, plan) in plans.iter().enumerate() {
            if number > 0 {
                output.text("")?;
            }
            let lines = report::lines(plan, &parameters, !own.is_empty(), width);
            lines.iter().try_for_each(|line| output.text(line))?;
        }
    }
    output.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn write(file: &Path, text: &str) -> Result<(), Fault> {
    let place = file.display();
    std::fs::write(file, text)
        .map_err(|error| Fault::Setting(format!("can't write {place} ({error})")))?;
    messages::say(format_args!("{place}: written"));
    Ok(())
}

/// nats-server accepts no larger message, whatever its `max_payload`.
const LARGEST: u64 = 64_000_000;

fn document_size(text: &str) -> Result<u64, String> {
    let too_large = "must be at most 64MB, the largest message of NATS: keep larger originals in an \
                     object store, and publish their text";
    Some(size(text)?).filter(|size| *size <= LARGEST).ok_or_else(|| too_large.to_owned())
}

fn rate(text: &str) -> Result<f64, String> {
    let rate = text.trim().parse().ok().filter(|rate: &f64| (0.001..=1e9).contains(rate));
    rate.ok_or_else(|| "must be a number from 0.001 to 1000000000".to_owned())
}
