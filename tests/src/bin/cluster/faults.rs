use std::time::Duration;

use fastrand::Rng;
use rustix::process::{Pid, Signal, kill_process};

use crate::bed::{Bed, LAST};

/// A fault of the cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// A server is killed and restarted.
    Kill,
    /// A server is paused until after the others have elected another leader.
    Stop,
    /// The leader of a stream is asked to step down.
    StepDown,
    /// The link between two servers loses all data.
    Cut,
    /// The disk of a server is full. If the server disables JetStream, it is restarted.
    Full,
    /// All servers are restarted, one after the other.
    Roll,
}

/// nats-server elects another leader after 4 to 9 s.
const PAST_ELECTION: Duration = Duration::from_secs(10);
const AWAY: Duration = Duration::from_secs(4);
const CUT: Duration = Duration::from_secs(8);
const FULL: Duration = Duration::from_secs(8);
/// Time for a restarted server to catch up before the next one stops.
const CATCHES_UP: Duration = Duration::from_secs(5);

const QUEUES: [&str; 5] = [
    "ARTICLES_RAW",
    "ARTICLES_INGESTED",
    "ARTICLES_LANGUAGE_DETECTED",
    "ARTICLES_METADATA_EXTRACTED",
    "ARTICLES_PUBLISHED",
];

impl Fault {
    const ALL: [Self; 6] =
        [Self::Kill, Self::Stop, Self::StepDown, Self::Cut, Self::Full, Self::Roll];

    /// The possible faults of this cluster.
    pub(crate) fn all(bed: &Bed) -> Vec<Self> {
        let possible = |fault: &Self| *fault != Self::Full || bed.disk.is_some();
        Self::ALL.into_iter().filter(possible).collect()
    }

    /// Causes the fault, repairs it, and returns its description.
    pub(crate) async fn strike(self, bed: &mut Bed, dice: &mut Rng) -> String {
        let node = dice.usize(0..bed.servers.len());
        match self {
            Self::Kill => {
                bed.servers[node].kill();
                tokio::time::sleep(AWAY).await;
                bed.servers[node].restart();
                format!("server {node} killed for {AWAY:?}")
            }
            Self::Stop => {
                let id = bed.servers[node].id().and_then(|id| Pid::from_raw(id.cast_signed()));
                let id = id.expect("every server runs");
                kill_process(id, Signal::STOP).expect("it is ours");
                tokio::time::sleep(PAST_ELECTION).await;
                kill_process(id, Signal::CONT).expect("it is ours");
                format!("server {node} stopped for {PAST_ELECTION:?}")
            }
            Self::StepDown => {
                let stream = stream(bed.partitions, dice);
                let subject = format!("$JS.API.STREAM.LEADER.STEPDOWN.{stream}");
                let asked = bed.breaker.nats.request(subject, "".into()).await;
                let done = if asked.is_ok() { "asked" } else { "asked in vain" };
                format!("the leader of {stream} {done} to step down")
            }
            Self::Cut => {
                let place = dice.usize(0..bed.links.len());
                bed.links[place].go_silent();
                tokio::time::sleep(CUT).await;
                bed.links[place].speak();
                format!("link {place} cut for {CUT:?}")
            }
            Self::Full => {
                let Some(disk) = &bed.disk else { return "no disk to fill".to_owned() };
                let bytes = disk.fill(FULL).await;
                disk.free();
                let mut what = format!("disk of server {LAST} full for {FULL:?} ({bytes} bytes)");
                let server = &mut bed.servers[LAST];
                if server.log().contains("DISABLED") {
                    server.restart();
                    what.push_str(", JetStream was off, server restarted");
                }
                what
            }
            Self::Roll => {
                for server in &mut bed.servers {
                    server.restart();
                    tokio::time::sleep(CATCHES_UP).await;
                }
                "all servers restarted in turn".to_owned()
            }
        }
    }
}

fn stream(partitions: u16, dice: &mut Rng) -> String {
    let queue = QUEUES[dice.usize(0..QUEUES.len())];
    match partitions {
        2.. if queue != "ARTICLES_PUBLISHED" => format!("{queue}_{}", dice.u16(0..partitions)),
        _ => queue.to_owned(),
    }
}
