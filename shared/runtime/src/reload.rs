use std::collections::BTreeSet;
use std::convert::Infallible;
use std::io;

use clap::{Args, Command};
use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::command_line::{CommandLine, Started, Values, one_line};
use crate::settings::Settings;

/// The settings common to all services that can be reloaded.
const RELOADED: [&str; 9] = [
    "log",
    "traces-sampler",
    "traces-sampler-arg",
    "in-flight",
    "attempts",
    "deadline",
    "grace",
    "recovery",
    "traceparent",
];

/// Whether SIGHUP reloads this setting: all settings of the stage, and the common ones that no
/// connection or port depends on.
pub fn reloads(setting: &str) -> bool {
    !is_common(setting) || RELOADED.contains(&setting)
}

/// Whether every service has this setting.
pub(crate) fn is_common(setting: &str) -> bool {
    let common = Settings::augment_args(Command::new("service"));
    common.get_arguments().any(|argument| argument.get_long() == Some(setting))
}

/// Reads the settings again at each SIGHUP.
#[derive(Debug)]
pub(crate) struct Reloads<A> {
    hangups: Signal,
    line: CommandLine<A>,
    values: Values,
}

/// The names of the settings that differ.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Changed {
    /// Those that are reloaded.
    pub(crate) now: BTreeSet<String>,
    /// Those that need a restart.
    pub(crate) later: BTreeSet<String>,
}

impl<A: Args> Reloads<A> {
    /// Installs the handler, so that SIGHUP no longer ends the process. `values` are the current ones.
    pub(crate) fn new(line: CommandLine<A>, values: Values) -> io::Result<Self> {
        Ok(Self { hangups: signal(SignalKind::hangup())?, line, values })
    }

    /// Calls `apply` with the settings and what changed, at each SIGHUP. If the file or a setting
    /// is invalid, nothing changes.
    pub(crate) async fn follow(
        mut self,
        within: impl Fn(&mut Started<A>) -> Result<(), String>,
        apply: impl AsyncFn(A, &Changed) -> Result<(), String>,
    ) -> Infallible {
        while self.hangups.recv().await.is_some() {
            if let Err(why) = self.reload(&within, &apply).await {
                tracing::error!(error.message = why, "could not reload, keeping the old settings");
            }
        }
        std::future::pending().await
    }

    async fn reload(
        &mut self,
        within: &impl Fn(&mut Started<A>) -> Result<(), String>,
        apply: &impl AsyncFn(A, &Changed) -> Result<(), String>,
    ) -> Result<(), String> {
        let mut started = self.line.read().map_err(|error| one_line(&error))?;
        within(&mut started)?;
        let Started { args, values, .. } = started;
        let changed = Changed::between(&self.values, &values);
        apply(args, &changed).await?;
        for name in &changed.now {
            match values.get(name) {
                Some(value) => self.values.insert(name.clone(), value.clone()),
                None => self.values.remove(name),
            };
        }
        changed.log();
        Ok(())
    }
}

impl Changed {
    /// What differs.
    pub(crate) fn between(before: &Values, after: &Values) -> Self {
        let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
        let differing = names.into_iter().filter(|name| before.get(*name) != after.get(*name));
        let (now, later) = differing.cloned().partition(|name| reloads(name));
        Self { now, later }
    }

    fn log(&self) {
        let list = |names: &BTreeSet<String>| names.iter().cloned().collect::<Vec<_>>().join(",");
        tracing::info!(courant.settings = list(&self.now), "settings reloaded");
        if !self.later.is_empty() {
            let later = list(&self.later);
            tracing::warn!(courant.settings = later, "restart the service to apply these settings");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_and_a_stages_own_settings_are_taken_over_and_connections_are_not() {
        for setting in ["log", "attempts", "in-flight", "languages", "max-bytes"] {
            assert!(reloads(setting), "{setting}");
        }
        for setting in ["nats-url", "admin", "log-format", "spans-queue", "output"] {
            assert!(!reloads(setting), "{setting}");
        }
    }

    #[test]
    fn a_change_is_a_value_that_is_new_gone_or_another() {
        let values = |list: &[(&str, &str)]| {
            list.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect()
        };
        let before =
            values(&[("log", "info"), ("languages", "en"), ("admin", "a"), ("grace", "1")]);
        let after = values(&[("log", "warn"), ("in-flight", "8"), ("admin", "b"), ("grace", "1")]);
        let changed = Changed::between(&before, &after);
        let names = |list: &[&str]| list.iter().map(|name| name.to_string()).collect();
        let expected =
            Changed { now: names(&["in-flight", "languages", "log"]), later: names(&["admin"]) };
        assert_eq!(changed, expected);
    }
}
