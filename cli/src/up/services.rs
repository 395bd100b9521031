use std::ffi::OsString;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::time::Duration;

use broker::table::{self, StageSpec};
use config::{Config, Connector};
use tokio::sync::watch;

use super::child::Spec;
use super::scale::Scale;
use crate::fault::Fault;
use crate::pipeline_file::{Variables, connector_variables, secrets, variables};
use crate::skip;

/// The services' grace period, plus time to disconnect.
const GRACE: Duration = Duration::from_secs(25);
/// The default log level of services.
const LOG: &str = "warn";

/// The settings of the services that `up` starts.
pub(super) struct Services<'a> {
    pub(super) config: &'a Config,
    /// The file of the pipeline.
    pub(super) file: Option<&'a Path>,
    pub(super) scale: &'a [Scale],
    /// Their log filter, if one is given.
    pub(super) log: Option<&'a str>,
    pub(super) url: &'a str,
    pub(super) admin_port: u16,
    /// Changes when the services should reload the file.
    pub(super) reloads: watch::Receiver<()>,
}

/// The processes to start, each with its admin port.
#[derive(Debug)]
pub(super) struct Specs {
    /// Those of the stages.
    pub(super) stages: Vec<(Spec, SocketAddr)>,
    /// Those of the sources and deliveries that have a kind.
    pub(super) connectors: Vec<(Spec, SocketAddr)>,
}

impl Services<'_> {
    /// The processes in the order of the pipeline, first one of each stage, then the replicas.
    pub(super) fn specs(&self) -> Result<Specs, Fault> {
        let topology = self.config.topology();
        for scale in self.scale {
            skip::of(topology, &scale.stage)
                .map_err(|why| Fault::Setting(format!("--scale: {why}")))?;
        }
        let mut ports = self.admin_port..=u16::MAX;
        let mut admin = || {
            let port = ports.next().ok_or(Fault::NoPort)?;
            let admin = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
            TcpListener::bind(admin).map_err(|_| Fault::AdminPortTaken(port))?;
            Ok::<_, Fault>(admin)
        };
        let most = topology.stages().iter().map(|stage| self.replicas(stage.stage)).max();
        let mut stages = Vec::new();
        for replica in 1..=most.unwrap_or(1) {
            for stage in topology.stages() {
                if replica <= self.replicas(stage.stage) {
                    let admin = admin()?;
                    stages.push((self.stage(stage, replica, admin)?, admin));
                }
            }
        }
        let mut connectors = Vec::new();
        for connector in self.config.connectors() {
            let admin = admin()?;
            connectors.push((self.connector(&connector, admin)?, admin));
        }
        Ok(Specs { stages, connectors })
    }

    fn replicas(&self, stage: &str) -> usize {
        let scale = self.scale.iter().rev().find(|scale| scale.stage == stage);
        scale.map_or(self.config.replicas(stage), |scale| scale.replicas)
    }

    fn stage(&self, stage: &StageSpec, replica: usize, admin: SocketAddr) -> Result<Spec, Fault> {
        let name = match replica {
            1 => stage.stage.to_owned(),
            _ => format!("{} {replica}", stage.stage),
        };
        let in_file = self.config.settings(stage.stage).get("log").is_some();
        let own = self.own(stage.stage, admin, in_file);
        if table::stage(stage.stage).is_none() {
            let environment = together(variables(self.config, stage).map_err(Fault::Setting)?, own);
            let entry = self.config.stage(stage.stage);
            let mut words = entry.map(|entry| entry.words()).unwrap_or_default().into_iter();
            let Some(program) = words.next() else {
                return Err(Fault::Setting(format!(
                    "stage {}: `up` needs its command: add command = \"…\"",
                    stage.stage
                )));
            };
            let arguments = words.map(Into::into).collect();
            let program = PathBuf::from(program);
            return Ok(self.spec(name, program, arguments, environment));
        }
        // It reads the file itself, and again at SIGHUP.
        let file = self.file.map(|file| std::path::absolute(file).unwrap_or(file.to_owned()));
        let file = file.map(|file| file.to_string_lossy().into_owned());
        let reloads = file.is_some().then(|| self.reloads.clone());
        let file = file.map(|file| ("COURANT_CONFIG".to_owned(), file));
        let environment = own.into_iter().chain(file).collect();
        let arguments = vec!["service".into(), stage.stage.into()];
        let spec = self.spec(name, myself()?, arguments, environment);
        Ok(Spec { folder: None, reloads, ..spec })
    }

    fn connector(&self, connector: &Connector<'_>, admin: SocketAddr) -> Result<Spec, Fault> {
        let variables = connector_variables(self.config, connector).map_err(Fault::Setting)?;
        let in_file = variables.settings.iter().any(|(name, _)| name == "COURANT_LOG");
        let mut environment =
            together(variables, self.own(&connector.service_name(), admin, in_file));
        for (variable, own) in secrets(connector) {
            environment.extend(surrounding(&own).map(|secret| (variable, secret)));
        }
        let arguments = connector.kind.words().iter().map(Into::into).collect();
        Ok(self.spec(connector.name.to_string(), myself()?, arguments, environment))
    }

    /// The variables that `up` gives to every process, whatever the environment says.
    fn own(&self, name: &str, admin: SocketAddr, log_in_file: bool) -> Vec<(String, String)> {
        let mut environment = vec![
            ("NATS_URL".to_owned(), self.url.to_owned()),
            ("COURANT_ADMIN".to_owned(), admin.to_string()),
            // A name from the environment would be the same for all services.
            ("OTEL_SERVICE_NAME".to_owned(), name.to_owned()),
        ];
        if let Some(log) = self.log.or((!log_in_file).then_some(LOG)) {
            environment.push(("COURANT_LOG".to_owned(), log.to_owned()));
        }
        environment
    }

    /// A process in the folder of the file, with its settings in the environment.
    fn spec(
        &self,
        name: String,
        program: PathBuf,
        arguments: Vec<OsString>,
        environment: Vec<(String, String)>,
    ) -> Spec {
        let folder = Some(self.config.folder().to_owned());
        let (grace, lock, log, reloads) = (GRACE, None, None, None);
        Spec { name, program, arguments, environment, folder, grace, lock, log, reloads }
    }
}

/// The file's settings that no variable overrides, the variables of `up`, and the file's environment.
fn together(variables: Variables, own: Vec<(String, String)>) -> Vec<(String, String)> {
    let Variables { fixed, settings } = variables;
    let unset = |(name, _): &(String, String)| surrounding(name).is_none();
    settings.into_iter().filter(unset).chain(own).chain(fixed).collect()
}

#[expect(clippy::disallowed_methods, reason = "no flag has a name that only courant.toml knows")]
fn surrounding(variable: &str) -> Option<String> {
    std::env::var(variable).ok()
}

fn myself() -> Result<PathBuf, Fault> {
    std::env::current_exe().map_err(|error| Fault::Start { program: "courant".into(), error })
}
