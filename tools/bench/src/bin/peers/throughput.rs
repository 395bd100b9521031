use std::fmt;
use std::time::{Duration, Instant};

use bench::{cpu, median, sorted};
use broker::table::{PUBLISHED, STAGES};
use e2e::{Client, Courant, Server};
use futures_util::{StreamExt, stream};

use crate::peer::Peer;

/// The results of a run.
#[derive(Debug)]
pub struct Figures {
    /// Documents per second.
    rate: f64,
    /// Microseconds of CPU time of the four processes, per document.
    hops: f64,
    /// The same for the server.
    server: f64,
    /// Peak memory of the four processes in bytes.
    memory: f64,
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { rate, hops, server, memory } = self;
        let megabytes = memory / 1e6;
        write!(
            f,
            "{rate:.0} documents/s; CPU per document {hops:.0} µs in the hops and {server:.0} µs in the \
             server; {megabytes:.0} MB"
        )
    }
}

const TEXT: usize = 2_900;
const LOADING: usize = 256;
const LOOK: Duration = Duration::from_millis(5);
const PATIENCE: Duration = Duration::from_secs(300);

/// A server on which `courant setup` has created the streams.
pub async fn server() -> (Server, Client) {
    let server = Server::start();
    let setup = Courant::new(["setup", "--store", "7GB"]).env("NATS_URL", server.url());
    let setup = setup.run(Duration::from_secs(60));
    assert_eq!(setup.code, Some(0), "{}", setup.stderr);
    let client = Client::connect(&server).await;
    (server, client)
}

/// Publishes `documents` records to the first stage.
pub async fn load(client: &Client, documents: u64) {
    let text = bench::sentences(TEXT);
    let publish = async |number: u64| {
        let (_, body) = bench::record(number, &text);
        let sent = client.jetstream.publish("articles.raw", body.into()).await;
        sent.expect("the server is up").await.expect("there is room");
    };
    stream::iter(0..documents).for_each_concurrent(LOADING, publish).await;
}

/// Measures from a tenth of the documents to the last one, to exclude the start.
pub async fn measure(peer: Peer, documents: u64) -> Figures {
    let (server, client) = server().await;
    load(&client, documents).await;
    let url = server.url();
    let hops: Vec<_> = STAGES.iter().map(|spec| peer.place(spec, &url, false)).collect();
    let used = || {
        let hops: f64 = hops.iter().map(|hop| cpu::used(hop.id())).sum();
        (hops, server.id().map_or(0.0, cpu::used))
    };
    let warm = reached(&client, documents / 10).await;
    let (before, began) = (used(), Instant::now());
    let end = reached(&client, documents).await;
    let (after, took) = (used(), began.elapsed());
    let counted = (end - warm) as f64;
    Figures {
        rate: counted / took.as_secs_f64(),
        hops: (after.0 - before.0) / counted,
        server: (after.1 - before.1) / counted,
        memory: hops.iter().map(|hop| cpu::peak_memory(hop.id())).sum(),
    }
}

/// Waits until at least `count` documents are published, and returns their number.
async fn reached(client: &Client, count: u64) -> u64 {
    let wait = async {
        loop {
            let published = client.stream(PUBLISHED).await.last_sequence;
            if published >= count {
                return published;
            }
            tokio::time::sleep(LOOK).await;
        }
    };
    tokio::time::timeout(PATIENCE, wait).await.expect("the hops move documents")
}

/// The cells of the table.
pub fn row(figures: &[Figures]) -> String {
    let median = |of: fn(&Figures) -> f64| median(&sorted(figures.iter().map(of)));
    format!(
        "{:.0} | {:.0} µs | {:.0} µs | {:.0} MB",
        median(|run| run.rate),
        median(|run| run.hops),
        median(|run| run.server),
        median(|run| run.memory) / 1e6
    )
}
