use std::time::Duration;

use crate::{Courant, Process, Server, http, port, until};

/// The stages in the order of the pipeline.
pub const STAGES: [&str; 4] =
    ["ingestion", "language-detection", "metadata-extraction", "publishing"];

const READY_WITHIN: Duration = Duration::from_secs(60);
/// The grace period of 20 s, and time to export the last spans.
const STOPS_WITHIN: Duration = Duration::from_secs(24);

/// A server with the streams set up, and the services that a test starts, one process each.
#[derive(Debug)]
pub struct Pipeline {
    /// The server.
    pub server: Server,
    /// The services in the order in which they were started.
    pub services: Vec<Service>,
}

/// A service as a process.
#[derive(Debug)]
pub struct Service {
    /// Its stage.
    pub stage: String,
    /// Its process.
    pub process: Process,
    /// Its admin port.
    pub admin: u16,
    program: String,
    settings: Vec<(String, String)>,
}

impl Pipeline {
    /// A server without streams, and no services.
    pub fn empty() -> Self {
        Self { server: Server::start(), services: Vec::new() }
    }

    /// A server with the streams set up and no services.
    pub fn bare() -> Self {
        let pipeline = Self::empty();
        pipeline.setup(&[]);
        pipeline
    }

    /// A server with the streams set up, the consumers of a delivery, and no services. The messages of
    /// killed processes are redelivered after a short time.
    pub fn with_delivery(name: &str) -> Self {
        let pipeline = Self::bare();
        pipeline.setup(&["--apply", "--ack-wait", "2"]);
        pipeline.setup(&["--ack-wait", "2", "--delivery", name]);
        pipeline
    }

    /// A server and one replica of each service, all ready.
    pub fn whole() -> Self {
        Self::with(&[])
    }

    /// A server and one replica of each service with these environment variables, all ready.
    pub fn with(settings: &[(&str, &str)]) -> Self {
        let mut pipeline = Self::bare();
        for stage in STAGES {
            pipeline.start(stage, settings);
        }
        pipeline.ready();
        pipeline
    }

    /// Stops every service and returns the stderr of each.
    #[track_caller]
    pub fn stop(&mut self) -> Vec<String> {
        for service in &mut self.services {
            service.process.terminate();
        }
        let services = self.services.iter_mut();
        services
            .map(|Service { stage, process, .. }| {
                let code = process.wait(STOPS_WITHIN);
                assert_eq!(code, Some(0), "{stage}: {}", process.stderr());
                process.stderr()
            })
            .collect()
    }

    /// Runs `courant setup` with these additional arguments.
    #[track_caller]
    pub fn setup(&self, more: &[&str]) {
        let command = ["setup", "--store", "1000000000"].iter().chain(more);
        let ended = Courant::new(command).env("NATS_URL", self.server.url()).run(READY_WITHIN);
        assert_eq!(ended.code, Some(0), "{}{}", ended.stdout, ended.stderr);
    }

    /// Starts one of Courant's services with these environment variables.
    pub fn start(&mut self, stage: &str, settings: &[(&str, &str)]) -> usize {
        self.launch(stage, "courant", settings)
    }

    /// Starts another program as a service, such as a stage of the tests.
    pub fn start_program(&mut self, name: &str, settings: &[(&str, &str)]) -> usize {
        self.launch(name, name, settings)
    }

    /// Restarts the services that have exited, as a supervisor would, and returns their number.
    pub fn revive(&mut self) -> usize {
        let url = self.server.url();
        let mut revived = 0;
        for service in &mut self.services {
            if !service.process.runs() {
                service.process = service.program(&url).start();
                revived += 1;
            }
        }
        revived
    }

    fn launch(&mut self, stage: &str, program: &str, settings: &[(&str, &str)]) -> usize {
        let own = |&(name, value): &(&str, &str)| (name.to_owned(), value.to_owned());
        let settings: Vec<(String, String)> = settings.iter().map(own).collect();
        let admin = port::free();
        let process = program_of(stage, program, admin, &settings, &self.server.url()).start();
        let (stage, program) = (stage.to_owned(), program.to_owned());
        self.services.push(Service { stage, process, admin, program, settings });
        self.services.len() - 1
    }

    /// Waits until every service is ready.
    #[track_caller]
    pub fn ready(&mut self) {
        for service in &mut self.services {
            until(&format!("{} to be ready", service.stage), READY_WITHIN, || {
                assert!(service.process.runs(), "{}: {}", service.stage, service.process.stderr());
                (service.ask("/readyz")? == "ready\n").then_some(())
            });
        }
    }

    /// A service by its index in the order of starting.
    pub fn service(&mut self, place: usize) -> &mut Service {
        &mut self.services[place]
    }
}

impl Service {
    fn program(&self, url: &str) -> Courant {
        program_of(&self.stage, &self.program, self.admin, &self.settings, url)
    }

    /// The body of the admin port's response; `None` if there is none.
    pub fn ask(&self, path: &str) -> Option<String> {
        http::get(self.admin, path)
    }

    /// A counter or gauge: the value on the line of `/metrics` that begins with `name`.
    pub fn metric(&self, name: &str) -> f64 {
        let text = self.ask("/metrics").unwrap_or_default();
        let line = text.lines().find(|line| line.starts_with(name));
        line.and_then(|line| line.rsplit(' ').next()?.parse().ok()).unwrap_or(0.0)
    }
}

fn program_of(
    stage: &str,
    program: &str,
    admin: u16,
    settings: &[(String, String)],
    url: &str,
) -> Courant {
    // The stage of a delivery has its kind after its name: "delivery webhook".
    let service = std::iter::once("service").chain(stage.split(' '));
    let arguments = service.filter(|_| program == "courant");
    let program = Courant::program(program, arguments)
        .env("NATS_URL", url)
        .env("COURANT_ADMIN", format!("127.0.0.1:{admin}"));
    settings.iter().fold(program, |program, (name, value)| program.env(name, value))
}
