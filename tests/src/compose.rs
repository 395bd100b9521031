use std::collections::HashMap;
use std::fs;
use std::process::{Command, Output};

use serde_json::Value;

use crate::workspace;

/// A deployment of the real docker-compose.yml under its own project name. Dropping it takes it down
/// and deletes its volumes.
#[derive(Debug)]
pub struct Compose {
    project: String,
    files: Vec<String>,
    environment: HashMap<String, String>,
}

impl Compose {
    /// docker-compose.yml with these overrides and environment variables. Removes the remains of an earlier
    /// run with the same name.
    pub fn new(project: &str, overrides: &[&str], environment: &[(&str, String)]) -> Self {
        let files = ["docker-compose.yml"].iter().chain(overrides).map(|&file| file.into());
        let own = |(name, value): &(&str, String)| ((*name).to_owned(), value.clone());
        let environment = environment.iter().map(own).collect();
        let compose = Self { project: project.into(), files: files.collect(), environment };
        compose.down();
        compose
    }

    /// Runs `docker compose` with these arguments.
    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("docker is there")
    }

    /// Runs a command line that begins with `docker compose`, as a shell would.
    pub fn line(&self, line: &str) -> Output {
        let mut script = format!("set -- --project-name {}", self.project);
        for file in &self.files {
            script += &format!(" --file {file}");
        }
        script += &format!("\n{}", line.replacen("docker compose", "docker compose \"$@\"", 1));
        let mut shell = Command::new("sh");
        shell.args(["-ec", &script]).current_dir(workspace()).envs(&self.environment);
        shell.output().expect("sh is there")
    }

    /// Like `run`, but must succeed; returns its output.
    #[track_caller]
    pub fn done(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let said = String::from_utf8_lossy(&output.stderr);
        // The failure is at the end of the output.
        let logs = || self.logs(&[]);
        assert!(output.status.success(), "{}docker compose {arguments:?}: {said}", logs());
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// The containers of a service, including stopped ones.
    pub fn containers(&self, service: &str) -> Vec<Container> {
        let ids = self.done(&["ps", "--all", "--quiet", service]);
        ids.lines().map(|id| Container(id.to_owned())).collect()
    }

    /// The logs of these services, or of all if none is named.
    pub fn logs(&self, services: &[&str]) -> String {
        let arguments = ["logs", "--no-color", "--no-log-prefix"];
        let output = self.run(&[&arguments[..], services].concat());
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// The URL of its NATS server, as seen from the host.
    pub fn nats_url(&self) -> String {
        format!("nats://127.0.0.1:{}", self.setting("NATS_PORT"))
    }

    /// The password of a NATS user.
    pub fn password(&self, user: &str) -> String {
        self.setting(&format!("NATS_PASSWORD_{}", user.replace('-', "_").to_uppercase()))
    }

    /// The value of a variable in Compose: from these variables, else from `.env`.
    pub fn setting(&self, name: &str) -> String {
        if let Some(value) = self.environment.get(name) {
            return value.clone();
        }
        let file = fs::read_to_string(workspace().join(".env")).expect("it stands in the root");
        let value = file.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
        value.unwrap_or_else(|| panic!(".env has no {name}")).to_owned()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("docker");
        command.arg("compose").args(["--project-name", &self.project]).current_dir(workspace());
        for file in &self.files {
            command.args(["--file", file]);
        }
        command.args(arguments).envs(&self.environment);
        command
    }

    fn down(&self) {
        self.run(&["--profile", "*", "down", "--volumes", "--remove-orphans", "--timeout", "0"]);
    }
}

impl Drop for Compose {
    fn drop(&mut self) {
        self.down();
    }
}

/// A container, by its id.
#[derive(Debug, Clone)]
pub struct Container(pub String);

impl Container {
    /// Its state, as `docker inspect` reports it.
    pub fn inspect(&self) -> Value {
        let output = docker(&["container", "inspect", &self.0]);
        let reported: Value = serde_json::from_str(&output).expect("JSON");
        reported[0].clone()
    }

    /// Its log.
    pub fn logs(&self) -> String {
        let output = Command::new("docker").args(["logs", &self.0]).output().expect("docker");
        let both = [output.stdout, output.stderr].concat();
        String::from_utf8_lossy(&both).into_owned()
    }
}

/// Runs `docker`, which must succeed; returns its output.
#[track_caller]
pub fn docker(arguments: &[&str]) -> String {
    let output = Command::new("docker").args(arguments).output().expect("docker is there");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "docker {arguments:?}: {said}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}
