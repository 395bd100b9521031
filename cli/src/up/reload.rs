use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::io;
use std::path::Path;

use broker::table;
use config::{Config, Connector};
use runtime::Values;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;

use crate::fault::Fault;
use crate::messages;
use crate::pipeline_file::{self, connector_values, values};

/// Forwards SIGHUP to the services, if the file is valid.
pub(super) struct Reloads<'a> {
    hangups: Signal,
    file: &'a Path,
    /// Whether `up` sets the services' log filter, which overrides the file.
    log_is_given: bool,
    services: watch::Sender<()>,
}

/// Names of settings, by stage.
type Names = BTreeMap<String, BTreeSet<String>>;

/// The changes in a file: those that apply at once, and those that need a restart.
#[derive(Debug, Default, PartialEq, Eq)]
struct Changed {
    now: Names,
    later: Names,
}

impl<'a> Reloads<'a> {
    /// Installs the handler, so that SIGHUP no longer ends `up`.
    pub(super) fn new(
        file: &'a Path,
        log_is_given: bool,
        services: watch::Sender<()>,
    ) -> io::Result<Self> {
        Ok(Self { hangups: signal(SignalKind::hangup())?, file, log_is_given, services })
    }

    /// Forwards signals forever. `config` is the file when `up` started.
    pub(super) async fn follow(mut self, config: &Config) -> Infallible {
        let place = self.file.display();
        let mut last = None;
        while self.hangups.recv().await.is_some() {
            match self.changed(config, last.as_ref().unwrap_or(config)) {
                Ok((changed, after)) => {
                    last = Some(after);
                    // No receiver, if all services are custom stages.
                    let _ = self.services.send(());
                    changed
                        .lines()
                        .iter()
                        .for_each(|line| messages::say(format!("{place}: {line}")));
                }
                Err(fault) => messages::error(format_args!("{fault}\nthe old settings stay")),
            }
        }
        std::future::pending().await
    }

    /// The differences from the last file and, for settings that need a restart, from the first one.
    fn changed(&self, first: &Config, last: &Config) -> Result<(Changed, Config), Fault> {
        let after = pipeline_file::read(Some(self.file))?;
        // Without a level in the file, `up` sets its own.
        let given = |stage: &str| self.log_is_given || first.settings(stage).get("log").is_none();
        let between = |before| -> Result<Changed, Fault> {
            let mut changed = Changed::between(before, &after).map_err(Fault::Setting)?;
            changed.put_off("log", given);
            Ok(changed)
        };
        let changed = Changed { now: between(last)?.now, later: between(first)?.later };
        Ok((changed, after))
    }
}

impl Changed {
    fn between(before: &Config, after: &Config) -> Result<Self, String> {
        let mut changed = Self::default();
        if before.partitions() != after.partitions() {
            let server = changed.later.entry("nats-server".to_owned()).or_default();
            server.insert("partitions".to_owned());
        }
        for stage in after.topology().stages() {
            let name = stage.stage;
            let was = match before.topology().stage(name) {
                Some(_) => all(before, name)?,
                None => Values::new(),
            };
            let takes_over = |setting: &str| {
                table::stage(name).is_some()
                    && !UPS_OWN.contains(&setting)
                    && runtime::reloads(setting)
            };
            changed.compare(name, &was, &all(after, name)?, takes_over);
        }
        for connector in after.connectors() {
            let was = before.connectors().find(|one| one.name == connector.name);
            let was = was.map(|was| of_connector(before, &was)).transpose()?.unwrap_or_default();
            let is = of_connector(after, &connector)?;
            changed.compare(connector.name.as_str(), &was, &is, |_| false);
        }
        let stages = before.topology().stages().iter().map(|stage| stage.stage);
        let gone = stages.filter(|name| after.topology().stage(name).is_none());
        let left = |one: &Connector<'_>| after.connectors().any(|other| other.name == one.name);
        let connectors = before.connectors().filter(|one| !left(one));
        for name in gone.chain(connectors.map(|one| one.name.as_str())) {
            changed.later.entry(name.to_owned()).or_default().insert("name".to_owned());
        }
        Ok(changed)
    }

    /// Records which values of a service differ.
    fn compare(
        &mut self,
        service: &str,
        was: &Values,
        is: &Values,
        takes_over: impl Fn(&str) -> bool,
    ) {
        let names: BTreeSet<&String> = was.keys().chain(is.keys()).collect();
        for setting in names.into_iter().filter(|one| was.get(*one) != is.get(*one)) {
            let kind = if takes_over(setting) { &mut self.now } else { &mut self.later };
            kind.entry(service.to_owned()).or_default().insert(setting.clone());
        }
    }

    /// Records that a setting of these stages needs a restart.
    fn put_off(&mut self, setting: &str, of: impl Fn(&str) -> bool) {
        for (stage, names) in &mut self.now {
            if of(stage) && names.remove(setting) {
                self.later.entry(stage.clone()).or_default().insert(setting.to_owned());
            }
        }
        self.now.retain(|_, names| !names.is_empty());
    }

    fn lines(&self) -> Vec<String> {
        let list = |names: &Names| {
            let stage = |(stage, names): (&String, &BTreeSet<String>)| {
                let names = names.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
                format!("{stage} ({names})")
            };
            names.iter().map(stage).collect::<Vec<_>>().join(", ")
        };
        let mut lines = Vec::new();
        if !self.now.is_empty() {
            lines.push(format!("reloaded: {}", list(&self.now)));
        }
        if !self.later.is_empty() {
            lines.push(format!("restart `courant up` to apply: {}", list(&self.later)));
        }
        if lines.is_empty() {
            lines.push("nothing has changed".to_owned());
        }
        lines
    }
}

/// Keys that only `up` reads.
const UPS_OWN: [&str; 5] = ["replicas", "command", "env", "input", "output"];

/// Everything that the file says about a stage.
fn all(config: &Config, stage: &str) -> Result<Values, String> {
    let mut all = values(config, stage)?;
    all.insert("replicas".to_owned(), config.replicas(stage).to_string());
    if let Some(entry) = config.stage(stage) {
        all.insert("command".to_owned(), entry.words().join(" "));
        all.insert("env".to_owned(), format!("{:?}", entry.env));
    }
    if let Some(spec) = config.topology().stage(stage) {
        all.insert("input".to_owned(), spec.input.to_owned());
        all.insert("output".to_owned(), spec.output.to_owned());
    }
    Ok(all)
}

/// Everything that the file says about a source or a delivery.
fn of_connector(config: &Config, connector: &Connector<'_>) -> Result<Values, String> {
    let mut all = connector_values(config, connector)?;
    all.insert("kind".to_owned(), connector.kind.as_str().to_owned());
    all.extend(connector.lane.map(|lane| ("lane".to_owned(), lane.to_string())));
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: &str = "[[stage]]\nname = \"rating\"\nafter = \"ingestion\"\ncommand = \"x\"\n";
    const PUBLISHING: &str = "[[stage]]\nname = \"publishing\"\n";

    #[test]
    fn what_changed_is_named_by_stage() {
        let config = |text: &str| Config::parse(text).unwrap();
        let before = config(&format!("{PUBLISHING}settings = {{ log = \"info\" }}\n{OWN}"));
        let lines = |after: &str| Changed::between(&before, &config(after)).unwrap().lines();
        assert_eq!(
            lines(&format!("{PUBLISHING}settings = {{ log = \"info\" }}\n{OWN}")),
            ["nothing has changed"]
        );
        let settings = "settings = { log = \"warn\", languages = \"en\", admin = \"0.0.0.0:1\" }";
        assert_eq!(
            lines(&format!(
                "{PUBLISHING}replicas = 2\n{settings}\n{OWN}settings = {{ attempts = 2 }}"
            )),
            [
                "reloaded: publishing (languages, log)",
                "restart `courant up` to apply: publishing (admin, replicas), rating (attempts)"
            ]
        );
        assert_eq!(
            lines(&format!("{PUBLISHING}settings = {{ log = \"info\" }}")),
            ["restart `courant up` to apply: ingestion (output), rating (name)"]
        );
    }

    #[test]
    fn a_delivery_needs_a_restart() {
        let file = |settings: &str| {
            let text = "[[delivery]]\nname = \"archive\"\nkind = \"files\"\n";
            Config::parse(&format!("{text}settings = {{ {settings} }}")).unwrap()
        };
        let before = file("folder = \"a\"");
        let lines = |after: &Config| Changed::between(&before, after).unwrap().lines();
        let restart = |what: &str| [format!("restart `courant up` to apply: archive ({what})")];
        assert_eq!(lines(&file("folder = \"b\", log = \"warn\"")), restart("folder, log"));
        assert_eq!(lines(&Config::default()), restart("name"));
        assert_eq!(lines(&before), ["nothing has changed"]);
    }

    #[test]
    fn partitions_need_a_restart() {
        let after = Config::parse("partitions = 2").unwrap();
        let lines = Changed::between(&Config::default(), &after).unwrap().lines();
        assert_eq!(lines, ["restart `courant up` to apply: nats-server (partitions)"]);
    }

    #[test]
    fn a_setting_that_up_gives_is_put_off() {
        let config = |text: &str| Config::parse(text).unwrap();
        let before = config("[settings]\nlog = \"info\"");
        let mut changed = Changed::between(&before, &config("[settings]\nlog = \"warn\"")).unwrap();
        assert_eq!(changed.now.len(), 4);
        changed.put_off("log", |_| true);
        assert!(changed.now.is_empty() && changed.later.len() == 4, "{changed:?}");
    }
}
