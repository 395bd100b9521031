use std::path::Path;

use crate::figure::Figure;
use crate::hops::{Run, through_build};

/// Compares four do-nothing stages of this build with those of another build in `folder`: CPU time per
/// document of the stages and of the server, and the rate. The order alternates.
pub async fn measure(rounds: u32, folder: &Path) -> [Figure; 3] {
    let own = std::env::current_exe().expect("a running program has a path");
    let own = own.parent().expect("a program is in a folder");
    let mut pairs: Vec<(Run, Run)> = Vec::new();
    for round in 1..=rounds {
        let pair = if round % 2 == 1 {
            let ours = through_build(own).await;
            (ours, through_build(folder).await)
        } else {
            let other = through_build(folder).await;
            (through_build(own).await, other)
        };
        eprintln!("builds {round}: {}; the other build {}", pair.0, pair.1);
        pairs.push(pair);
    }
    let of = |figure: fn(&Run) -> f64| {
        pairs.iter().map(|(ours, other)| (figure(ours), figure(other))).collect()
    };
    let what = "CPU per document: four do-nothing stages of this build; of the other build";
    let stages = Figure { what, unit: "µs", pairs: of(|run| run.cpu), aim: "≤ 1.02" };
    let what = "CPU per document of the server meanwhile";
    let server = Figure { what, unit: "µs", pairs: of(|run| run.server), aim: "≤ 1.02" };
    let what = "rate meanwhile";
    [stages, server, Figure { what, unit: "docs/s", pairs: of(|run| run.rate), aim: "–" }]
}
