//! `make compose-test`: the real docker-compose.yml with the real images, as users run it.
//!
//! Prints a line for each passed check, and stops at the first failure. The last line counts documents
//! and checks. `tests/compose/run.sh` prepares Docker and the images.

#![expect(clippy::panic, reason = "to panic is how a check fails, and these sentences say why")]

mod bad_input;
mod cluster;
mod console;
mod documents;
mod faults;
mod fifth_stage;
mod flow;
mod images;
mod jaeger;
mod postgres;
mod readme;
mod report;
mod running;
mod scaling;
mod stopping;
mod traces;

use clap::Parser;
use e2e::{Compose, port};
use report::Report;

/// The four services in the order of the pipeline.
const SERVICES: [&str; 4] = e2e::STAGES;

#[derive(Debug, clap::Parser)]
struct Args {
    /// Skip traces and the README's commands, which need Jaeger
    #[arg(long, env = "COURANT_WITHOUT_JAEGER", value_parser = clap::builder::FalseyValueParser::new())]
    without_jaeger: bool,
    /// Check only custom stages
    #[arg(long, conflicts_with = "without_jaeger")]
    fifth_stage: bool,
}

fn main() {
    let Args { without_jaeger, fifth_stage } = Args::parse();
    let mut report = Report::default();
    if fifth_stage {
        fifth_stage::is_seen_everywhere(&surroundings(), &mut report);
        return report.close();
    }
    images::carry_little(&mut report);
    {
        let files: &[&str] = if without_jaeger { &[WITHOUT_JAEGER] } else { &[] };
        let compose = Compose::new("courant-test", files, &surroundings());
        running::comes_up(&compose, &mut report);
        running::is_hardened(&compose, &mut report);
        documents::go_through(&compose, &mut report);
        if without_jaeger {
            println!(
                "COURANT_WITHOUT_JAEGER is set: traces are NOT checked, nor the README's commands, nor a fifth stage"
            );
        } else {
            traces::begin_at_the_publisher(&compose, &mut report);
            traces::are_complete(&compose, &mut report);
            traces::are_found(&compose, &mut report);
            readme::commands_work_as_pasted(&compose, &mut report);
        }
        console::shows_the_pipeline(&compose, "compose", &mut report);
        documents::are_refused_where_they_should(&compose, &mut report);
        scaling::shares_the_work(&compose, &mut report);
        faults::lose_nothing(&compose, &mut report);
        postgres::ends_in_a_select(&compose, &mut report);
        if !without_jaeger {
            traces::may_find_nobody(&compose, &mut report);
        }
        bad_input::a_wrong_password_is_named(&compose, &mut report);
        bad_input::a_taken_port_is_named(&compose, &mut report);
        bad_input::drift_is_told_and_mended(&compose, &mut report);
        stopping::is_orderly(&compose, &mut report);
    }
    if !without_jaeger {
        fifth_stage::is_seen_everywhere(&surroundings(), &mut report);
    }
    bad_input::a_full_disk_loses_nothing(&mut report);
    cluster::survives_a_lost_node(&mut report);
    report.close();
}

/// Override for deployments whose traces are not checked.
const WITHOUT_JAEGER: &str = "tests/compose/without-jaeger.yml";

/// Environment variables with free ports, so that another deployment can run on this machine.
fn surroundings() -> Vec<(&'static str, String)> {
    let ports = [
        "NATS_PORT",
        "JAEGER_PORT",
        "PROMETHEUS_PORT",
        "GRAFANA_PORT",
        "POSTGRES_PORT",
        "CONSOLE_PORT",
    ];
    ports.map(|name| (name, port::free().to_string())).into()
}
