use broker::table::STAGES;
use e2e::{Collector, PATIENCE};

use bench::{Hop, median, sorted};

use crate::bed::{Bed, Traces};
use crate::figure::Figure;
use bench::cpu;

const WARMING: u64 = 500;
const DOCUMENTS: u64 = 20_000;
/// Spans of a message at one stage: process, work, send. A slow acknowledgement adds one.
const SPANS: u64 = 3;

/// CPU time per message of a do-nothing stage with different tracing, compared with the same program
/// without tracing in the same round.
pub async fn measure(rounds: u32) -> Vec<Figure> {
    let mut off = Vec::new();
    let cases = [Traces::Sampled, Traces::Unsampled, Traces::NoCollector, Traces::Off];
    let mut costs = cases.map(|_| Vec::new());
    for round in 1..=rounds {
        let base = each(Traces::Off).await;
        off.push(base);
        for (case, costs) in cases.iter().zip(&mut costs) {
            let ours = each(*case).await;
            eprintln!(
                "telemetry {round}: {case:?} {ours:.2} against {base:.2} µs of CPU per message"
            );
            costs.push(ours);
        }
    }
    let rows = [
        (
            "CPU per message and stage, traces recorded and exported; against no traces",
            "≤ 30 µs more",
        ),
        ("the same, traces not sampled", "–"),
        ("the same, traces recorded and no collector", "–"),
        ("the same, no traces a second time: the noise", "–"),
    ];
    let figure = |((what, aim), costs): ((&'static str, &'static str), Vec<f64>)| {
        let pairs = costs.into_iter().zip(off.iter().copied()).collect();
        Figure { what, unit: "µs", pairs, aim }
    };
    rows.into_iter().zip(costs).map(figure).collect()
}

/// The difference between a figure's pairs, which is more relevant here than their ratio.
pub fn difference(figure: &Figure) -> String {
    let more = sorted(figure.pairs.iter().map(|(ours, base)| ours - base));
    let (least, most) = (more.first().unwrap_or(&0.0), more.last().unwrap_or(&0.0));
    let what = figure.what;
    format!("{what}: {:+.2} µs ({least:+.2} to {most:+.2}), aim {}", median(&more), figure.aim)
}

/// Microseconds of CPU time per message.
async fn each(traces: Traces) -> f64 {
    let collector = Collector::start();
    let mut bed = Bed::fresh().await;
    bed.trace(traces, &collector);
    let stage = bed.place(Hop::DoNothing, &STAGES[0]);
    bed.asked_for(&STAGES[..1]).await;
    bed.load(WARMING).await;
    bed.client.stored(STAGES[1].input, WARMING).await;
    let began = cpu::used(stage);
    bed.load_from(WARMING, DOCUMENTS).await;
    bed.client.stored(STAGES[1].input, WARMING + DOCUMENTS).await;
    if traces == Traces::Sampled {
        e2e::until_async("every span to be exported", PATIENCE, async || {
            (collector.count() as u64 >= SPANS * (WARMING + DOCUMENTS)).then_some(())
        })
        .await;
    }
    (cpu::used(stage) - began) / DOCUMENTS as f64
}
