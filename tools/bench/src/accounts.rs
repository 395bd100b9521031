use broker::table::PUBLISHED;

use bench::Hop;

use crate::bed::{BREATH, Bed, Services};
use crate::figure::Figure;

const DOCUMENTS: u64 = 5_000;
/// The arrangement in the shipped list.
const TOGETHER: &str = "services = \"together\"";

/// CPU time per document of the four services and nats-server, with an account for each service,
/// compared with all services in the account of the streams in the same round. First for the real
/// services, then for services that do nothing.
pub async fn measure(rounds: u32) -> [Figure; 2] {
    let (mut real, mut bare) = (Vec::new(), Vec::new());
    for round in 1..=rounds {
        real.push(pair(round, Hop::Service).await);
        bare.push(pair(round, Hop::DoNothing).await);
    }
    let what = "CPU per text of 4 KB, services and server: an account for each service; against one for all";
    let real = Figure { what, unit: "µs", pairs: real, aim: "≤ 1.05" };
    [real, Figure { what: "the same, four do-nothing stages", unit: "µs", pairs: bare, aim: "–" }]
}

async fn pair(round: u32, hop: Hop) -> (f64, f64) {
    // The order alternates, so that a machine that slows down favours neither.
    let first = if round.is_multiple_of(2) { Services::Together } else { Services::Separate };
    let one = through(hop, first).await;
    let other = through(hop, first.other()).await;
    let (separate, together) = match first {
        Services::Separate => (one, other),
        Services::Together => (other, one),
    };
    eprintln!("accounts {round}: {hop:?}, separate {separate:.0?} µs, together {together:.0?} µs");
    (separate.0 + separate.1, together.0 + together.1)
}

/// Microseconds of CPU time per document, of the services and of the server.
async fn through(hop: Hop, services: Services) -> (f64, f64) {
    let list = e2e::nats_file("courant.toml");
    assert!(list.contains(TOGETHER), "the shipped list no longer says {TOGETHER}");
    let list = match services {
        Services::Separate => list.replace(TOGETHER, "services = \"separate\""),
        Services::Together => list,
    };
    let mut bed = Bed::guarded(&list, services).await;
    match hop {
        Hop::Service => bed.load_texts(DOCUMENTS).await,
        Hop::DoNothing | Hop::Forwarder | Hop::Waiting => bed.load(DOCUMENTS).await,
    }
    tokio::time::sleep(BREATH).await;
    let (_, before) = bed.cpu();
    bed.chain(hop);
    bed.client.stored(PUBLISHED, DOCUMENTS).await;
    let (hops, server) = bed.cpu();
    (hops / DOCUMENTS as f64, (server - before) / DOCUMENTS as f64)
}
