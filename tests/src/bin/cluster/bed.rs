use std::time::Duration;

use async_nats::{ConnectOptions, jetstream};
use e2e::{
    Client, Courant, Ended, Options, Process, Proxy, STAGES, Server, cluster, guarded_with, login,
    nats_file, port,
};

use crate::disk::Disk;

/// Three servers, a user with all permissions in the account of the streams, and the services.
#[derive(Debug)]
pub(crate) struct Bed {
    pub(crate) servers: Vec<Server>,
    /// The small disk of the last server, if it could be mounted. Dropped after the servers.
    pub(crate) disk: Option<Disk>,
    /// The links between the servers.
    pub(crate) links: Vec<Proxy>,
    pub(crate) breaker: Client,
    /// Has a short timeout, so that a lost response doesn't look like a stalled pipeline.
    watch: jetstream::Context,
    pub(crate) partitions: u16,
    accounts: String,
    services: Vec<Service>,
}

#[derive(Debug)]
struct Service {
    stage: &'static str,
    admin: u16,
    process: Process,
}

/// The number of servers in the cluster, and of replicas of each stream.
pub(crate) const NODES: usize = 3;
/// The server with the small disk.
pub(crate) const LAST: usize = NODES - 1;
const REPLICAS: usize = 2;
const LOOK_AGAIN: Duration = Duration::from_millis(100);
const ASK_AGAIN: Duration = Duration::from_millis(500);
const ANSWERS_WITHIN: Duration = Duration::from_secs(120);

impl Bed {
    /// Starts the servers, with a replica of each stream on each.
    pub(crate) async fn start(nodes: usize, partitions: u16, disk: Option<Disk>) -> Self {
        let accounts = accounts(partitions, partitions);
        let (servers, links) = servers(nodes, &accounts, disk.as_ref());
        let urls = urls(&servers);
        let login = ConnectOptions::with_user_and_password("breaker".into(), "breaks".into());
        let login = login.custom_inbox_prefix("_INBOX_breaker");
        let nats = login.connect(urls.clone()).await.expect("the servers are up");
        let mut watch = jetstream::new(nats.clone());
        watch.set_timeout(ASK_AGAIN);
        let breaker = Client { nats: nats.clone(), jetstream: jetstream::new(nats) };
        let services = Vec::new();
        let mut bed = Self { servers, disk, links, breaker, watch, partitions, accounts, services };
        let set_up = bed.setup(partitions);
        assert_eq!(set_up.code, Some(0), "{}{}", set_up.stdout, set_up.stderr);
        for _ in 0..REPLICAS {
            for stage in STAGES {
                let admin = port::free();
                let process = service(stage, admin, &urls.join(","));
                bed.services.push(Service { stage, admin, process });
            }
        }
        bed
    }

    pub(crate) fn urls(&self) -> Vec<String> {
        urls(&self.servers)
    }

    /// Runs `courant setup` with this number of partitions.
    pub(crate) fn setup(&self, partitions: u16) -> Ended {
        let (copies, count) = (self.servers.len().to_string(), partitions.to_string());
        let arguments = [
            "setup",
            "--replicas",
            &copies,
            "--store",
            "2GB",
            "--ack-wait",
            "5s",
            "--partitions",
            &count,
        ];
        let command = Courant::new(arguments).env("NATS_URL", self.urls().join(","));
        command.envs(login("setup")).run(ANSWERS_WITHIN)
    }

    /// Makes every server reload the accounts for `partitions` partitions, with raw documents
    /// distributed over `mapping` of them.
    pub(crate) fn reload(&mut self, partitions: u16, mapping: u16) {
        let next = accounts(partitions, mapping);
        for server in &mut self.servers {
            server.reload_replaced(&self.accounts, &next);
        }
        self.accounts = next;
    }

    /// Restarts the services that have exited, as a supervisor would.
    pub(crate) fn revive(&mut self) {
        let urls = self.urls().join(",");
        for Service { stage, admin, process } in &mut self.services {
            if !process.runs() {
                *process = service(stage, *admin, &urls);
            }
        }
    }

    /// The number of published articles. Waits until a server answers.
    pub(crate) async fn published(&self) -> u64 {
        loop {
            let stream = self.watch.get_stream("ARTICLES_PUBLISHED").await;
            match stream {
                Ok(stream) => return stream.cached_info().state.last_sequence,
                Err(_) => tokio::time::sleep(LOOK_AGAIN).await,
            }
        }
    }

    /// Waits until more than `before` articles are published. Returns whether that was in time.
    pub(crate) async fn moved(&self, before: u64, within: Duration) -> bool {
        let moved = async {
            while self.published().await <= before {
                tokio::time::sleep(LOOK_AGAIN).await;
            }
        };
        tokio::time::timeout(within, moved).await.is_ok()
    }
}

fn urls(servers: &[Server]) -> Vec<String> {
    servers.iter().map(Server::url).collect()
}

/// The shipped accounts for `partitions` partitions, and a user with all permissions in that of the streams.
fn accounts(partitions: u16, mapping: u16) -> String {
    let list = nats_file("courant.toml");
    let list = format!("partitions = {partitions}\nmapping = {mapping}\n{list}");
    let breaker = r#"{ user: breaker, password: "breaks" }, { user: setup,"#;
    guarded_with(&list).more.replacen("{ user: setup,", breaker, 1)
}

/// The servers, and a proxy for each link between two of them.
fn servers(nodes: usize, accounts: &str, disk: Option<&Disk>) -> (Vec<Server>, Vec<Proxy>) {
    let more = format!("ping_interval: \"2s\"\nping_max: 2\n{accounts}");
    if nodes == 1 {
        return (vec![Server::with(&Options { more, ..Options::default() })], Vec::new());
    }
    let mut links = Vec::new();
    let options = |node| Options {
        store: disk.filter(|_| node == LAST).map(|disk| disk.path().to_owned()),
        more: more.clone(),
        ..Options::default()
    };
    let servers = cluster(nodes, "ping_interval: \"2s\", ping_max: 2", options, |port| {
        let link = Proxy::to(&format!("127.0.0.1:{port}"));
        let url = link.url();
        links.push(link);
        url
    });
    (servers, links)
}

fn service(stage: &str, admin: u16, urls: &str) -> Process {
    let command = Courant::new(["service", stage]).env("NATS_URL", urls).envs(login(stage));
    command.env("COURANT_ADMIN", format!("127.0.0.1:{admin}")).start()
}
