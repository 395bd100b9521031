use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::time::Duration;

use broker::table::{self, StageSpec};
use config::Config;
use tokio::sync::watch;

use super::child::Spec;
use super::scale::Scale;
use crate::fault::Fault;
use crate::pipeline_file::variables;
use crate::skip;

/// The services' own grace period, and time to disconnect.
const GRACE: Duration = Duration::from_secs(25);
/// What services log unless something else is set.
const LOG: &str = "warn";

/// What the services of `up` are started with.
pub(super) struct Services<'a> {
    pub(super) config: &'a Config,
    /// The file of the pipeline.
    pub(super) file: Option<&'a Path>,
    pub(super) scale: &'a [Scale],
    /// Their log filter, if one is given.
    pub(super) log: Option<&'a str>,
    pub(super) url: &'a str,
    pub(super) admin_port: u16,
    /// Changes when the services should read the file once more.
    pub(super) reloads: watch::Receiver<()>,
}

impl Services<'_> {
    /// The services to start, in the order of the pipeline, first one of each, then the replicas.
    pub(super) fn specs(&self) -> Result<Vec<(Spec, SocketAddr)>, Fault> {
        let topology = self.config.topology();
        for scale in self.scale {
            skip::of(topology, &scale.stage)
                .map_err(|why| Fault::Setting(format!("--scale: {why}")))?;
        }
        let most = topology.stages().iter().map(|stage| self.replicas(stage.stage)).max();
        let mut specs = Vec::new();
        for replica in 1..=most.unwrap_or(1) {
            for stage in topology.stages() {
                if replica > self.replicas(stage.stage) {
                    continue;
                }
                let offset = u16::try_from(specs.len()).unwrap_or(u16::MAX);
                let port = self.admin_port.checked_add(offset).ok_or(Fault::NoPort)?;
                let admin = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
                TcpListener::bind(admin).map_err(|_| Fault::AdminPortTaken(port))?;
                specs.push((self.spec(stage, replica, admin)?, admin));
            }
        }
        Ok(specs)
    }

    fn replicas(&self, stage: &str) -> usize {
        let scale = self.scale.iter().rev().find(|scale| scale.stage == stage);
        scale.map_or(self.config.replicas(stage), |scale| scale.replicas)
    }

    fn spec(&self, stage: &StageSpec, replica: usize, admin: SocketAddr) -> Result<Spec, Fault> {
        let name = match replica {
            1 => stage.stage.to_owned(),
            _ => format!("{} {replica}", stage.stage),
        };
        let mut environment = vec![
            ("NATS_URL".to_owned(), self.url.to_owned()),
            ("COURANT_ADMIN".to_owned(), admin.to_string()),
            // A name from the environment would be the same for all.
            ("OTEL_SERVICE_NAME".to_owned(), stage.stage.to_owned()),
        ];
        let in_file = self.config.settings(stage.stage).get("log").is_some();
        if let Some(log) = self.log.or((!in_file).then_some(LOG)) {
            environment.push(("COURANT_LOG".to_owned(), log.to_owned()));
        }
        let ours = table::stage(stage.stage).is_some();
        let (program, arguments, folder) = match ours {
            true => {
                // It reads the file itself, and once more at SIGHUP.
                if let Some(file) = self.file {
                    let file = std::path::absolute(file).unwrap_or(file.to_owned());
                    let file = file.to_string_lossy().into_owned();
                    environment.push(("COURANT_CONFIG".to_owned(), file));
                }
                let myself = std::env::current_exe()
                    .map_err(|error| Fault::Start { program: "courant".into(), error })?;
                (myself, vec!["service".into(), stage.stage.into()], None)
            }
            false => {
                environment.extend(variables(self.config, stage).map_err(Fault::Setting)?);
                let entry = self.config.stage(stage.stage);
                let mut words = entry.map(|entry| entry.words()).unwrap_or_default().into_iter();
                let Some(program) = words.next() else {
                    return Err(Fault::Setting(format!(
                        "stage {}: `up` needs its command: add command = \"…\"",
                        stage.stage
                    )));
                };
                let folder = self.config.folder().to_owned();
                (PathBuf::from(program), words.map(Into::into).collect(), Some(folder))
            }
        };
        // A program of your own has its settings in the environment.
        let reloads = (ours && self.file.is_some()).then(|| self.reloads.clone());
        let (grace, lock, log) = (GRACE, None, None);
        Ok(Spec { name, program, arguments, environment, folder, grace, lock, log, reloads })
    }
}
