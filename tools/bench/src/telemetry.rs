use broker::table::STAGES;
use e2e::{Collector, PATIENCE};

use crate::bed::{Bed, Hop};
use crate::cpu;
use crate::figure::{Figure, median, sorted};

const WARMING: u64 = 500;
const DOCUMENTS: u64 = 20_000;
/// Spans of a message at one stage: process, work, send, settle.
const SPANS: u64 = 4;

/// What a stage does with its traces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Traces {
    /// Nothing: `OTEL_SDK_DISABLED`.
    Off,
    /// All are recorded, and a collector takes them.
    Sampled,
    /// None is recorded.
    Unsampled,
    /// All are recorded, and nobody takes them.
    Untaken,
}

/// The CPU time of one do-nothing stage for each message, by what it does with its traces; each
/// against the same program with traces off, in the same round.
pub async fn measure(rounds: u32) -> Vec<Figure> {
    let mut off = Vec::new();
    let cases = [Traces::Sampled, Traces::Unsampled, Traces::Untaken, Traces::Off];
    let mut taken = cases.map(|_| Vec::new());
    for round in 1..=rounds {
        let base = each(Traces::Off).await;
        off.push(base);
        for (case, taken) in cases.iter().zip(&mut taken) {
            let ours = each(*case).await;
            eprintln!(
                "telemetry {round}: {case:?} {ours:.2} against {base:.2} µs of CPU a message"
            );
            taken.push(ours);
        }
    }
    let told = [
        ("CPU a message and stage, traces recorded and taken; against traces off", "≤ 10 µs more"),
        ("the same, traces not recorded", "≤ 3 µs more"),
        ("the same, traces recorded and no collector there", "–"),
        ("the same, off a second time: the noise", "–"),
    ];
    let figure = |((what, aim), taken): ((&'static str, &'static str), Vec<f64>)| {
        let pairs = taken.into_iter().zip(off.iter().copied()).collect();
        Figure { what, unit: "µs", pairs, aim }
    };
    told.into_iter().zip(taken).map(figure).collect()
}

/// What a figure of these comes to: the difference, not the ratio.
pub fn more(figure: &Figure) -> String {
    let more = sorted(figure.pairs.iter().map(|(ours, base)| ours - base));
    let (least, most) = (more.first().unwrap_or(&0.0), more.last().unwrap_or(&0.0));
    let what = figure.what;
    format!("{what}: {:+.2} µs ({least:+.2} to {most:+.2}), aim {}", median(&more), figure.aim)
}

/// Microseconds of CPU a message.
async fn each(traces: Traces) -> f64 {
    let collector = Collector::start();
    let mut bed = Bed::fresh().await;
    let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    bed.telemetry = match traces {
        Traces::Off => Vec::new(),
        Traces::Sampled => collector.settings().iter().map(own).collect(),
        Traces::Unsampled => {
            let none = ("OTEL_TRACES_SAMPLER", "parentbased_always_off");
            collector.settings().iter().chain([&none]).map(own).collect()
        }
        Traces::Untaken => {
            let nobody = [
                ("OTEL_SDK_DISABLED", "false"),
                ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9"),
            ];
            nobody.iter().map(own).collect()
        }
    };
    let stage = bed.place(Hop::DoNothing, &STAGES[0]);
    bed.asked_for(&STAGES[..1]).await;
    bed.load(WARMING).await;
    bed.client.stored(STAGES[1].input, WARMING).await;
    let began = cpu::used(stage);
    bed.load_from(WARMING, DOCUMENTS).await;
    bed.client.stored(STAGES[1].input, WARMING + DOCUMENTS).await;
    if traces == Traces::Sampled {
        e2e::until_async("every span to be taken", PATIENCE, async || {
            (collector.count() as u64 >= SPANS * (WARMING + DOCUMENTS)).then_some(())
        })
        .await;
    }
    (cpu::used(stage) - began) / DOCUMENTS as f64
}
