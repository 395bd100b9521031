use std::collections::BTreeSet;
use std::num::NonZeroU16;

use article::Headers;
use async_nats::Request;
use futures_util::{StreamExt, stream};
use serde::Deserialize;

use crate::message::to_nats;
use crate::table::RAW;
use crate::{Broker, NatsSettings, Part, partition};

/// Servers that don't distribute raw documents across the partitions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unmapped {
    /// The subjects and what they must be mapped to in the account of the streams.
    pub mappings: [(String, String); 2],
    /// Each server, and the streams that receive raw documents published there.
    pub servers: Vec<(String, String)>,
}

/// No stream has this last sequence, so a probe is refused by the stream that it reaches.
const NEVER: &str = "9999999999";
/// The subjects that `setup` probes. The second is a lane that represents all lanes.
pub const PROBED: [&str; 2] = [article::subject::RAW, "articles.raw.courant-probe"];
/// With this many probes per partition, the probability of missing one is 10⁻¹⁰.
const PROBES: usize = 24;
const AT_A_TIME: usize = 64;

/// Probes on each server which streams receive raw documents. Nothing is stored. `None` if all
/// servers distribute them across this many partitions.
pub(super) async fn unmapped(broker: &Broker, count: NonZeroU16) -> Option<Unmapped> {
    let wanted: BTreeSet<String> =
        Part::all(count).into_iter().map(|part| part.stream(RAW)).collect();
    let mut servers = Vec::new();
    for address in broker.addresses() {
        let settings = broker.settings().of_server(&address);
        let found = match Broker::connect(&settings, "courant setup").await {
            Ok(server) => arrivals(&server, count).await,
            Err(error) => {
                servers.push((address, format!("it could not be asked: {error}")));
                continue;
            }
        };
        if found != wanted {
            let found = found.into_iter().collect::<Vec<_>>().join(", ");
            servers.push((address, format!("they arrive in {found}")));
        }
    }
    let mappings = partition::mappings(count);
    (!servers.is_empty()).then_some(Unmapped { mappings, servers })
}

/// The streams that probes reach.
async fn arrivals(server: &Broker, count: NonZeroU16) -> BTreeSet<String> {
    let probes = PROBES * usize::from(count.get());
    let subjects = PROBED.into_iter().cycle().take(2 * probes);
    let asked = stream::iter(subjects).map(|subject| arrival(server, subject));
    asked.buffer_unordered(AT_A_TIME).collect().await
}

#[derive(Deserialize)]
struct Answer {
    stream: Option<String>,
}

async fn arrival(server: &Broker, subject: &'static str) -> String {
    let headers = Headers::from_iter([("Nats-Expected-Last-Sequence", NEVER)]);
    let request = Request::new().headers(to_nats(&headers)).payload("probe".into());
    let answer = server.session().client.send_request(subject, request).await;
    let stream = answer.ok().and_then(|answer| {
        serde_json::from_slice::<Answer>(&answer.payload).ok().and_then(|answer| answer.stream)
    });
    stream.unwrap_or_else(|| format!("no stream ({subject})"))
}

impl Broker {
    /// The servers of the cluster, as the settings and the server name them.
    fn addresses(&self) -> Vec<String> {
        let given = self.settings().nats_url.split(',').map(|url| url.trim().to_owned());
        let known = self.session().client.server_info().connect_urls.into_iter();
        let mut addresses: Vec<String> = Vec::new();
        for address in given.chain(known) {
            let plain = address.rsplit(['/', '@']).next().unwrap_or(&address).to_owned();
            if !addresses.contains(&plain) {
                addresses.push(plain);
            }
        }
        addresses
    }
}

impl NatsSettings {
    /// The same login, at one server of the cluster.
    fn of_server(&self, address: &str) -> Self {
        let (nats_user, nats_password) = self.credentials();
        let tls = self.nats_url.trim_start().starts_with("tls://");
        let scheme = if tls { "tls" } else { "nats" };
        Self { nats_url: format!("{scheme}://{address}"), nats_user, nats_password, ..self.clone() }
    }
}
