use std::fmt;
use std::path::Path;
use std::time::{Duration, Instant};

use broker::table::PUBLISHED;
use e2e::{Collector, PATIENCE};

use bench::Hop;

use crate::bed::{BREATH, Bed, Traces};
use crate::figure::Figure;

const DOCUMENTS: u64 = 10_000;
/// Spans of a document: process, work and send at each of four stages. Slow acknowledgements add some.
const SPANS: u64 = 12;

/// CPU time per document of four do-nothing stages, with and without traces, compared with four
/// forwarders in the same round.
pub async fn measure(rounds: u32) -> [Figure; 2] {
    let (mut without, mut with) = (Vec::new(), Vec::new());
    for round in 1..=rounds {
        let base = through(Hop::Forwarder, Traces::Off).await;
        let off = through(Hop::DoNothing, Traces::Off).await;
        let on = through(Hop::DoNothing, Traces::Sampled).await;
        eprintln!("hops {round}: forwarders {base}; without traces {off}; with traces {on}");
        without.push((off.cpu, base.cpu));
        with.push((on.cpu, base.cpu));
    }
    let what = "CPU per document: four do-nothing stages, no traces; against four forwarders";
    let without = Figure { what, unit: "µs", pairs: without, aim: "–" };
    let what = "the same with traces, all recorded and exported";
    [without, Figure { what, unit: "µs", pairs: with, aim: "≤ 2.50" }]
}

/// One run of all documents through four hops.
pub struct Run {
    /// Microseconds of CPU time per document, of the four hops.
    pub cpu: f64,
    /// The same for the server.
    pub server: f64,
    /// Documents per second.
    pub rate: f64,
}

async fn through(hop: Hop, traces: Traces) -> Run {
    let collector = Collector::start();
    let mut bed = Bed::fresh().await;
    bed.trace(traces, &collector);
    let began = loaded(&bed).await;
    bed.chain(hop);
    let took = passed(&bed, began.at).await;
    if traces == Traces::Sampled {
        e2e::until_async("every span to be exported", PATIENCE, async || {
            (collector.count() as u64 >= SPANS * DOCUMENTS).then_some(())
        })
        .await;
    }
    used(&bed, &began, took)
}

/// The same through do-nothing stages whose program is in `folder`, without traces.
pub async fn through_build(folder: &Path) -> Run {
    let mut bed = Bed::fresh().await;
    let began = loaded(&bed).await;
    bed.chain_of(folder);
    let took = passed(&bed, began.at).await;
    used(&bed, &began, took)
}

struct Began {
    at: Instant,
    /// CPU time of the server before the run.
    server: f64,
}

/// Stores the documents.
async fn loaded(bed: &Bed) -> Began {
    bed.load(DOCUMENTS).await;
    tokio::time::sleep(BREATH).await;
    let (_, server) = bed.cpu();
    Began { at: Instant::now(), server }
}

async fn passed(bed: &Bed, began: Instant) -> Duration {
    bed.client.stored(PUBLISHED, DOCUMENTS).await;
    began.elapsed()
}

fn used(bed: &Bed, began: &Began, took: Duration) -> Run {
    let (hops, server) = bed.cpu();
    let documents = DOCUMENTS as f64;
    Run {
        cpu: hops / documents,
        server: (server - began.server) / documents,
        rate: documents / took.as_secs_f64(),
    }
}

impl fmt::Display for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { cpu, server, rate } = self;
        write!(f, "{cpu:.0} µs (server {server:.0} µs, {rate:.0} docs/s)")
    }
}
