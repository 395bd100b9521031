//! `make compose-test`: the real docker-compose.yml with the real images, as users run it.
//!
//! Each line is a check that passed; the first failure ends the run. The last line counts documents and
//! checks. `tests/compose/run.sh` prepares the engine and the images.

#![expect(clippy::panic, reason = "to panic is how a check fails, and these sentences say why")]

mod bad_input;
mod cluster;
mod documents;
mod faults;
mod flow;
mod images;
mod report;
mod running;
mod scaling;
mod stopping;
mod traces;

use e2e::{Compose, port};
use report::Report;

/// The four services in the order of the pipeline.
const SERVICES: [&str; 4] = e2e::STAGES;

fn main() {
    let mut report = Report::default();
    images::carry_little(&mut report);
    {
        let compose =
            Compose::new("courant-test", &["tests/compose/override.yml"], &surroundings());
        running::comes_up(&compose, &mut report);
        running::is_hardened(&compose, &mut report);
        documents::go_through(&compose, &mut report);
        traces::begin_at_the_publisher(&compose, &mut report);
        traces::are_complete(&compose, &mut report);
        documents::are_refused_where_they_should(&compose, &mut report);
        scaling::shares_the_work(&compose, &mut report);
        faults::lose_nothing(&compose, &mut report);
        traces::may_find_nobody(&compose, &mut report);
        bad_input::a_wrong_password_is_named(&compose, &mut report);
        bad_input::a_taken_port_is_named(&compose, &mut report);
        bad_input::drift_is_told_and_mended(&compose, &mut report);
        stopping::is_orderly(&compose, &mut report);
    }
    bad_input::a_full_disk_loses_nothing(&mut report);
    cluster::survives_a_lost_node(&mut report);
    report.close();
}

/// Free ports, so that another deployment can run on this machine, and the program that replaces
/// Jaeger.
fn surroundings() -> Vec<(&'static str, String)> {
    let this = std::env::current_exe().expect("a running program has a path");
    let receiver = this.with_file_name("otlp-receiver").display().to_string();
    let ports = ["NATS_PORT", "JAEGER_PORT", "PROMETHEUS_PORT", "GRAFANA_PORT"];
    let ports = ports.map(|name| (name, port::free().to_string()));
    ports.into_iter().chain([("OTLP_RECEIVER", receiver)]).collect()
}
