use std::fmt::Write;
use std::path::Path;
use std::process::ExitCode;

use broker::table::{self, StageSpec};
use config::{Config, Connector, Kind, Login, Name, Services};

use super::yaml::quoted;
use super::{File, commands, connectors};
use crate::fault::Fault;
use crate::messages;
use crate::output::Output;

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  courant config compose courant.toml > docker-compose.override.yml

`docker compose up` reads docker-compose.yml and this file together. Each stage of your own and each
delivery logs in with NATS_PASSWORD_<NAME>, which belongs into .env like the secrets of a delivery.")]
pub(super) struct Args {
    #[command(flatten)]
    file: File,
}

pub(super) fn run(args: &Args) -> Result<ExitCode, Fault> {
    let config = args.file.read()?;
    let compose = Compose::of(&config, args.file.path()).map_err(Fault::Setting)?;
    let mut output = Output::stdout();
    output.bytes(compose.text.as_bytes())?;
    output.flush()?;
    if !compose.secrets.is_empty() {
        messages::say(format_args!("set in .env: {}", compose.secrets.join(", ")));
    }
    Ok(ExitCode::SUCCESS)
}

/// The compose file.
struct Compose<'a> {
    config: &'a Config,
    /// The folder of courant.toml, as Compose sees it.
    folder: String,
    /// Mounts courant.toml.
    mount: String,
    text: String,
    /// Variables that `.env` has to set.
    secrets: Vec<String>,
}

/// Where a service has its files.
const DATA: &str = "/data";
const LIST: &str = "/etc/courant/feeds.txt";
/// The lines that every service has in docker-compose.yml.
const HARDENED: [&str; 9] = [
    "init: true",
    "read_only: true",
    "cap_drop: [ALL]",
    "security_opt: [\"no-new-privileges:true\"]",
    "restart: unless-stopped",
    "stop_grace_period: 30s",
    "mem_limit: 512m",
    "pids_limit: 256",
    "logging: { driver: json-file, options: { max-size: 10m, max-file: \"5\" } }",
];

impl<'a> Compose<'a> {
    fn of(config: &'a Config, path: &Path) -> Result<Self, String> {
        let relative = |path: &Path| match path.to_string_lossy() {
            path if path.starts_with(['/', '.']) => path.into_owned(),
            path => format!("./{path}"),
        };
        let mount = quoted(&format!("{}:/etc/courant/courant.toml:ro", relative(path)));
        let folder = relative(path.parent().unwrap_or(Path::new("")));
        let folder = folder.trim_end_matches('/').to_owned();
        let path = path.display();
        let text = format!(
            "# Written by `courant config compose` from {path}: change that file and run it again.\n\nservices:\n"
        );
        let mut compose = Self { config, folder, mount, text, secrets: Vec::new() };
        compose.logins();
        for service in ["setup", "courant", "operator", "console"] {
            compose.line(1, &format!("{service}:"));
            compose.file();
        }
        for stage in config.topology().stages() {
            compose.stage(stage)?;
        }
        for connector in config.connectors() {
            compose.connector(&connector)?;
        }
        Ok(compose)
    }

    /// Passes the passwords of users that are not in docker-compose.yml to nats-server.
    fn logins(&mut self) {
        let stages = self.config.topology().stages().iter().filter(|stage| is_own(stage));
        let stages = stages.map(|stage| password(stage.stage));
        let connectors = self.config.connectors().filter(|one| !is_known(one));
        let connectors = connectors.map(|one| password(one.name.as_str()));
        let passwords: Vec<String> = stages.chain(connectors).collect();
        if passwords.is_empty() || self.config.login() != Login::Password {
            return;
        }
        self.line(1, "nats:");
        self.line(2, "environment:");
        for variable in &passwords {
            self.line(3, &format!("{variable}: '\"${{{variable}:?set it in .env}}\"'"));
        }
        self.secrets = passwords;
    }

    fn stage(&mut self, stage: &StageSpec) -> Result<(), String> {
        let entry = self.config.stage(stage.stage);
        self.line(1, &format!("{}:", stage.stage));
        if let Some(image) = entry.and_then(|entry| entry.image.as_ref()) {
            self.line(2, &format!("image: {}", quoted(image)));
        } else if is_own(stage) {
            return Err(format!("stage {}: a container needs image = \"…\"", stage.stage));
        }
        if entry.is_some() {
            let replicas = self.config.replicas(stage.stage);
            self.line(2, &format!("deploy: {{ replicas: {replicas} }}"));
        }
        if !is_own(stage) {
            self.file();
            return Ok(());
        }
        let prefix = match self.config.services() {
            Services::Together => "$JS.API",
            Services::Separate => "COURANT.API",
        };
        self.hardened(&[]);
        self.line(2, "environment:");
        self.login(stage.stage, prefix);
        self.variable("OTEL_SERVICE_NAME", stage.stage);
        self.variable("COURANT_ADMIN", "127.0.0.1:8080");
        let variables = commands::variables(self.config, stage)?.all();
        variables.for_each(|(name, value)| self.variable(&name, &value));
        Ok(())
    }

    fn connector(&mut self, connector: &Connector<'_>) -> Result<(), String> {
        let service = connector.service_name();
        let variables = connectors::variables(self.config, connector)?.all();
        let (volume, folder) = match connector.kind {
            Kind::Feeds => (Some(("COURANT_FEEDS_LIST", LIST, ":ro")), None),
            Kind::Files => {
                (Some(("COURANT_FILES_FOLDER", DATA, "")), Some(format!("{service}-folder")))
            }
            Kind::Postgres | Kind::Webhook => (None, None),
        };
        let mut mounted = None;
        let mut set = Vec::new();
        for (variable, value) in variables {
            match volume.filter(|(of, ..)| *of == variable && !connectors::is_bucket(&value)) {
                Some((_, place, mode)) => {
                    mounted = Some(format!("{}:{place}{mode}", self.within(&value)));
                    set.push((variable, place.to_owned()));
                }
                None => set.push((variable, value)),
            }
        }
        let folder = folder.filter(|_| mounted.is_some());
        if let (Some(folder), Some(mounted)) = (&folder, &mounted) {
            self.owned(folder, mounted);
        }
        // A service of another kind replaces the one in docker-compose.yml completely.
        let other = is_named(connector) && !is_known(connector);
        self.line(1, &format!("{service}:{}", if other { " !override" } else { "" }));
        let words = connector.kind.words();
        self.line(2, &format!("command: {}", list(words)));
        if is_known(connector) {
            // The database that a delivery depends on stays in its profile, and so does the delivery.
            if connector.kind == Kind::Feeds {
                self.line(2, "profiles: !reset []");
            }
            self.line(2, "environment:");
        } else {
            self.line(2, "image: courant/cli:${COURANT_VERSION}");
            self.checked(words);
            self.hardened(folder.as_deref().as_slice());
            self.line(2, "environment:");
            // Deliveries have their own accounts.
            self.login(connector.name.as_str(), "COURANT.API");
            for (variable, own) in connectors::secrets(connector) {
                self.line(3, &format!("{variable}: ${{{own}:?set it in .env}}"));
                self.secrets.push(own);
            }
        }
        self.variable("OTEL_SERVICE_NAME", &service);
        self.variable("COURANT_ADMIN", "0.0.0.0:8080");
        set.iter().for_each(|(name, value)| self.variable(name, value));
        if let Some(mounted) = mounted {
            self.line(2, &format!("volumes: [{}]", quoted(&mounted)));
        }
        Ok(())
    }

    /// The health check, which the image of the command line doesn't define.
    fn checked(&mut self, words: &[&str]) {
        let asked = [&["CMD", "courant"], words, &["healthcheck"]].concat();
        self.line(2, "healthcheck:");
        self.line(3, &format!("test: {}", list(&asked)));
        for line in ["interval: 5s", "timeout: 5s", "retries: 3", "start_period: 30s"] {
            self.line(3, line);
        }
    }

    /// A service that makes the images' user the owner of a folder.
    fn owned(&mut self, name: &str, mounted: &str) {
        self.line(1, &format!("{name}:"));
        self.line(2, "image: ${NATS_IMAGE}");
        self.line(2, &format!("entrypoint: [\"chown\", \"10001:10001\", \"{DATA}\"]"));
        for line in HARDENED.iter().filter(|line| !line.starts_with("restart")) {
            self.line(2, line);
        }
        self.line(2, "cap_add: [CHOWN]");
        self.line(2, "restart: \"no\"");
        self.line(2, &format!("volumes: [{}]", quoted(mounted)));
    }

    /// A path of the file as Compose sees it.
    fn within(&self, path: &str) -> String {
        match path.starts_with('/') {
            true => path.to_owned(),
            false => format!("{}/{path}", self.folder),
        }
    }

    /// The file, for one of Courant's services that reads it.
    fn file(&mut self) {
        self.line(2, "environment: { COURANT_CONFIG: /etc/courant/courant.toml }");
        self.line(2, &format!("volumes: [{}]", self.mount.clone()));
    }

    fn hardened(&mut self, waits_for: &[&str]) {
        HARDENED.iter().for_each(|line| self.line(2, line));
        self.line(2, "depends_on:");
        self.line(3, "nats: { condition: service_healthy }");
        for service in ["setup"].iter().chain(waits_for) {
            self.line(3, &format!("{service}: {{ condition: service_completed_successfully }}"));
        }
    }

    /// The settings for a user's connection, and for its spans.
    fn login(&mut self, user: &str, prefix: &str) {
        self.line(3, &format!("NATS_PASSWORD: ${{{}:?set it in .env}}", password(user)));
        self.variable("NATS_URL", "nats://nats:4222");
        self.variable("NATS_USER", user);
        self.variable("NATS_JS_API_PREFIX", prefix);
        self.variable("OTEL_EXPORTER_OTLP_ENDPOINT", "http://jaeger:4317");
    }

    fn variable(&mut self, name: &str, value: &str) {
        // Compose interpolates `$`.
        self.line(3, &format!("{name}: {}", quoted(&value.replace('$', "$$"))));
    }

    fn line(&mut self, depth: usize, line: &str) {
        writeln!(self.text, "{}{line}", "  ".repeat(depth)).expect("a string takes any text");
    }
}

/// The services that docker-compose.yml has, in a profile, with their users.
const KNOWN: [(&str, Kind); 2] = [("feeds", Kind::Feeds), ("delivery-postgres", Kind::Postgres)];

/// Whether docker-compose.yml has the service and its user.
fn is_known(connector: &Connector<'_>) -> bool {
    let service = connector.service_name();
    KNOWN.iter().any(|(name, kind)| *name == service && *kind == connector.kind)
}

/// Whether docker-compose.yml has a service with this name, of any kind.
fn is_named(connector: &Connector<'_>) -> bool {
    let service = connector.service_name();
    KNOWN.iter().any(|(name, _)| *name == service)
}

fn is_own(stage: &StageSpec) -> bool {
    table::stage(stage.stage).is_none()
}

fn password(user: &str) -> String {
    let name: Result<Name, _> = user.parse();
    format!("NATS_PASSWORD_{}", name.map_or_else(|_| user.to_uppercase(), |name| name.shouted()))
}

fn list(words: &[&str]) -> String {
    format!("[{}]", words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compose(file: &str) -> String {
        let config = Config::parse(file).unwrap();
        Compose::of(&config, Path::new("courant.toml")).unwrap().text
    }

    #[test]
    fn a_folder_is_mounted_and_a_bucket_is_not() {
        let file = |folder: &str| {
            format!(
                "[[delivery]]\nname = \"archive\"\nkind = \"files\"\nsettings.folder = \"{folder}\"\n"
            )
        };
        let folder = compose(&file("archive"));
        assert!(folder.contains("volumes: [\"./archive:/data\"]"), "{folder}");
        assert!(folder.contains("  delivery-archive-folder:"), "{folder}");
        let bucket = compose(&file("s3://news/archive"));
        assert!(bucket.contains("COURANT_FILES_FOLDER: \"s3://news/archive\""), "{bucket}");
        assert!(!bucket.contains("/data") && !bucket.contains("archive-folder"), "{bucket}");
    }

    #[test]
    fn a_delivery_of_another_kind_replaces_the_service_of_its_name() {
        let file = |kind: &str| format!("[[delivery]]\nname = \"postgres\"\nkind = \"{kind}\"\n");
        let same = compose(&file("postgres"));
        assert!(same.contains("  delivery-postgres:\n"), "{same}");
        assert!(!same.contains("COURANT_WEBHOOK_URL"), "{same}");
        let other = compose(&file("webhook"));
        assert!(other.contains("  delivery-postgres: !override\n"), "{other}");
        assert!(other.contains("COURANT_WEBHOOK_URL: ${COURANT_WEBHOOK_URL_POSTGRES"), "{other}");
    }
}
