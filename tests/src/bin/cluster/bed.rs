use std::time::Duration;

use async_nats::{ConnectOptions, jetstream};
use e2e::{
    Client, Courant, Options, Process, Proxy, STAGES, Server, cluster, guarded_with, login,
    nats_file, port,
};

use crate::disk::Disk;

/// Three servers, a user who may do anything in the account of the streams, and the services.
#[derive(Debug)]
pub(crate) struct Bed {
    pub(crate) servers: Vec<Server>,
    /// The small disk of the last server, if this user may mount one. Dropped after the servers.
    pub(crate) disk: Option<Disk>,
    /// The links between two servers.
    pub(crate) links: Vec<Proxy>,
    pub(crate) breaker: Client,
    pub(crate) partitions: u16,
    services: Vec<Service>,
}

#[derive(Debug)]
struct Service {
    stage: &'static str,
    admin: u16,
    process: Process,
}

const NODES: usize = 3;
/// The server that has a small disk.
pub(crate) const LAST: usize = NODES - 1;
const REPLICAS: usize = 2;
const LOOK_AGAIN: Duration = Duration::from_millis(100);
const ANSWERS_WITHIN: Duration = Duration::from_secs(120);

impl Bed {
    pub(crate) async fn start(partitions: u16) -> Self {
        let disk = Disk::mount();
        let (servers, links) = servers(partitions, disk.as_ref());
        let urls = urls(&servers);
        setup(&urls, partitions);
        let login = ConnectOptions::with_user_and_password("breaker".into(), "breaks".into());
        let login = login.custom_inbox_prefix("_INBOX_breaker");
        let nats = login.connect(urls.clone()).await.expect("the servers are up");
        let breaker = Client { nats: nats.clone(), jetstream: jetstream::new(nats) };
        let mut bed = Self { servers, disk, links, breaker, partitions, services: Vec::new() };
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

    /// Restarts the services that have ended, as a supervisor would.
    pub(crate) fn revive(&mut self) {
        let urls = self.urls().join(",");
        for Service { stage, admin, process } in &mut self.services {
            if !process.runs() {
                *process = service(stage, *admin, &urls);
            }
        }
    }

    /// How many articles were published; waits while nobody answers.
    pub(crate) async fn published(&self) -> u64 {
        loop {
            let stream = self.breaker.jetstream.get_stream("ARTICLES_PUBLISHED").await;
            match stream {
                Ok(stream) => return stream.cached_info().state.last_sequence,
                Err(_) => tokio::time::sleep(LOOK_AGAIN).await,
            }
        }
    }

    /// Waits until more is published than `before`. Whether it was in time.
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

/// The servers, and a proxy for each link between two of them.
fn servers(partitions: u16, disk: Option<&Disk>) -> (Vec<Server>, Vec<Proxy>) {
    let list = format!("partitions = {partitions}\n{}", nats_file("courant.toml"));
    let accounts = guarded_with(&list).more;
    let breaker = r#"{ user: breaker, password: "breaks" }, { user: setup,"#;
    let accounts = accounts.replacen("{ user: setup,", breaker, 1);
    let more = format!("ping_interval: \"2s\"\nping_max: 2\n{accounts}");
    let mut links = Vec::new();
    let options = |node| Options {
        store: disk.filter(|_| node == LAST).map(|disk| disk.path().to_owned()),
        more: more.clone(),
        ..Options::default()
    };
    let servers = cluster(NODES, "ping_interval: \"2s\", ping_max: 2", options, |port| {
        let link = Proxy::to(&format!("127.0.0.1:{port}"));
        let url = link.url();
        links.push(link);
        url
    });
    (servers, links)
}

fn setup(urls: &[String], partitions: u16) {
    let count = partitions.to_string();
    let arguments =
        ["setup", "--replicas", "3", "--store", "2GB", "--ack-wait", "5s", "--partitions", &count];
    let command = Courant::new(arguments).env("NATS_URL", urls.join(",")).envs(login("setup"));
    let ended = command.run(ANSWERS_WITHIN);
    assert_eq!(ended.code, Some(0), "{}{}", ended.stdout, ended.stderr);
}

fn service(stage: &str, admin: u16, urls: &str) -> Process {
    let command = Courant::new(["service", stage]).env("NATS_URL", urls).envs(login(stage));
    command.env("COURANT_ADMIN", format!("127.0.0.1:{admin}")).start()
}
