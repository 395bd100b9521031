use std::time::Duration;

use async_nats::ConnectOptions;
use async_nats::jetstream;
use e2e::{Client, Courant, Pipeline, STAGES, Server, guarded, login, until_async};
use serde_json::Value;

/// The server with its accounts, the services, and a user who causes faults.
#[derive(Debug)]
pub(crate) struct Bed {
    pub(crate) pipeline: Pipeline,
    /// A user with all permissions in the account of the streams.
    pub(crate) breaker: Client,
}

const REPLICAS: usize = 2;
const ANSWERS_WITHIN: Duration = Duration::from_secs(60);
/// Stopping services takes up to the grace period, and the last messages several times `ack_wait`.
const RESTS_WITHIN: Duration = Duration::from_secs(300);
/// Shorter texts are filtered.
pub(crate) const SHORTEST: &str = "40";

impl Bed {
    pub(crate) async fn start() -> Self {
        let mut options = guarded();
        let breaker = r#"{ user: breaker, password: "breaks" }, { user: setup,"#;
        options.more = options.more.replacen("{ user: setup,", breaker, 1);
        assert!(options.more.contains("user: breaker"), "the account of the streams has changed");
        let server = Server::with(&options);
        let login = ConnectOptions::with_user_and_password("breaker".into(), "breaks".into());
        let nats = login.connect(server.url()).await.expect("the server is up");
        let breaker = Client { nats: nats.clone(), jetstream: jetstream::new(nats) };
        let mut bed = Self { pipeline: Pipeline { server, services: Vec::new() }, breaker };
        bed.setup();
        bed.courant("setup", &["setup", "--reader", "reader"]);
        for _ in 0..REPLICAS {
            for stage in STAGES {
                bed.start_service(stage);
            }
        }
        bed.pipeline.ready();
        bed
    }

    fn start_service(&mut self, stage: &str) {
        let login = login(stage);
        let mut settings: Vec<(&str, &str)> =
            login.iter().map(|(name, value)| (*name, value.as_str())).collect();
        if stage == "publishing" {
            settings.push(("COURANT_MIN_CHARACTERS", SHORTEST));
        }
        self.pipeline.start(stage, &settings);
    }

    pub(crate) fn url(&self) -> String {
        self.pipeline.server.url()
    }

    /// Creates what is missing and changes what differs.
    pub(crate) fn setup(&self) {
        self.courant("setup", &["setup", "--apply", "--store", "2GB", "--ack-wait", "5s"]);
    }

    /// Runs a command as a user, and returns its stdout.
    #[track_caller]
    fn courant(&self, user: &str, arguments: &[&str]) -> String {
        let command = Courant::new(arguments).env("NATS_URL", self.url());
        let command =
            login(user).iter().fold(command, |command, (name, value)| command.env(name, value));
        let ended = command.run(ANSWERS_WITHIN);
        assert_eq!(ended.code, Some(0), "{arguments:?}: {}{}", ended.stdout, ended.stderr);
        ended.stdout
    }

    /// Restarts the services that have exited, as a supervisor would.
    pub(crate) fn revive(&mut self) {
        self.pipeline.revive();
    }

    /// Waits until nothing is in flight, and returns the output of `courant status`.
    pub(crate) async fn rest(&mut self) -> Value {
        let url = self.url();
        until_async("the pipeline to be at rest", RESTS_WITHIN, async || {
            self.pipeline.revive();
            let command = Courant::new(["status", "--json"]).env("NATS_URL", &url);
            let command = login("operator")
                .iter()
                .fold(command, |command, (name, value)| command.env(name, value));
            let status: Value = serde_json::from_str(&command.run(ANSWERS_WITHIN).stdout).ok()?;
            let verdict = &status["verdict"];
            (!verdict.is_null() && verdict != "running").then_some(status)
        })
        .await
    }

    /// Prints the logs of the services after a failure.
    pub(crate) fn print_logs(&self) {
        for service in &self.pipeline.services {
            let log = service.process.stderr();
            let bad = log.lines().filter(|line| line.contains("ERROR") || line.contains("WARN"));
            for line in bad.take(20) {
                println!("{}: {line}", service.stage);
            }
        }
    }
}
