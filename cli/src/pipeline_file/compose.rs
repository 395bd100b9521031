use std::fmt::Write;
use std::process::ExitCode;

use broker::table::{self, StageSpec};
use config::{Config, Login, Name, Services};

use super::yaml::quoted;
use super::{File, commands};
use crate::fault::Fault;
use crate::messages;
use crate::output::Output;

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  courant config compose courant.toml > docker-compose.override.yml

`docker compose up` reads docker-compose.yml and this file together. Each stage of your own logs in
with NATS_PASSWORD_<STAGE>, which belongs into .env.")]
pub(super) struct Args {
    #[command(flatten)]
    file: File,
}

pub(super) fn run(args: &Args) -> Result<ExitCode, Fault> {
    let config = args.file.read()?;
    let path = args.file.file.to_string_lossy();
    let text = text(&config, &path).map_err(Fault::Setting)?;
    let mut output = Output::stdout();
    output.bytes(text.as_bytes())?;
    output.flush()?;
    let own = || config.topology().stages().iter().filter(|stage| is_own(stage));
    if own().next().is_some() && config.login() == Login::Password {
        let variables: Vec<String> = own().map(|stage| password(stage.stage)).collect();
        messages::say(format_args!("set in .env: {}", variables.join(", ")));
    }
    Ok(ExitCode::SUCCESS)
}

fn is_own(stage: &StageSpec) -> bool {
    table::stage(stage.stage).is_none()
}

fn password(stage: &str) -> String {
    let name: Result<Name, _> = stage.parse();
    format!("NATS_PASSWORD_{}", name.map_or_else(|_| stage.to_uppercase(), |name| name.shouted()))
}

/// The compose file.
fn text(config: &Config, path: &str) -> Result<String, String> {
    let relative = if path.starts_with(['/', '.']) { path.to_owned() } else { format!("./{path}") };
    let mount = quoted(&format!("{relative}:/etc/courant/courant.toml:ro"));
    let mut text = format!(
        "# Written by `courant config compose` from {path}: change that file and run it again.\n\nservices:\n"
    );
    let mut line = |depth: usize, line: &str| {
        writeln!(text, "{}{line}", "  ".repeat(depth)).expect("a string takes any text");
    };
    let own: Vec<&StageSpec> = config.topology().stages().iter().filter(|s| is_own(s)).collect();
    if !own.is_empty() && config.login() == Login::Password {
        line(1, "nats:");
        line(2, "environment:");
        for stage in &own {
            let variable = password(stage.stage);
            line(3, &format!("{variable}: '\"${{{variable}:?set it in .env}}\"'"));
        }
    }
    for service in ["setup", "courant", "operator", "console"] {
        line(1, &format!("{service}:"));
        line(2, "environment: { COURANT_CONFIG: /etc/courant/courant.toml }");
        line(2, &format!("volumes: [{mount}]"));
    }
    for stage in config.topology().stages() {
        let entry = config.stage(stage.stage);
        line(1, &format!("{}:", stage.stage));
        if let Some(image) = entry.and_then(|entry| entry.image.as_ref()) {
            line(2, &format!("image: {}", quoted(image)));
        } else if is_own(stage) {
            return Err(format!("stage {}: a container needs image = \"…\"", stage.stage));
        }
        if entry.is_some() {
            line(2, &format!("deploy: {{ replicas: {} }}", config.replicas(stage.stage)));
        }
        match is_own(stage) {
            false => {
                line(2, "environment: { COURANT_CONFIG: /etc/courant/courant.toml }");
                line(2, &format!("volumes: [{mount}]"));
            }
            true => {
                service(&mut line);
                let login = [
                    ("NATS_URL".to_owned(), "nats://nats:4222".to_owned()),
                    ("NATS_USER".to_owned(), stage.stage.to_owned()),
                    ("NATS_JS_API_PREFIX".to_owned(), prefix(config.services()).to_owned()),
                    ("COURANT_ADMIN".to_owned(), "127.0.0.1:8080".to_owned()),
                    ("OTEL_SERVICE_NAME".to_owned(), stage.stage.to_owned()),
                    ("OTEL_EXPORTER_OTLP_ENDPOINT".to_owned(), "http://jaeger:4317".to_owned()),
                ];
                let password = password(stage.stage);
                line(3, &format!("NATS_PASSWORD: ${{{password}:?set it in .env}}"));
                for (name, value) in login.into_iter().chain(commands::variables(config, stage)?) {
                    // Compose replaces `$`.
                    line(3, &format!("{name}: {}", quoted(&value.replace('$', "$$"))));
                }
            }
        }
    }
    Ok(text)
}

/// What every service has in docker-compose.yml.
fn service(line: &mut impl FnMut(usize, &str)) {
    for text in [
        "init: true",
        "read_only: true",
        "cap_drop: [ALL]",
        "security_opt: [\"no-new-privileges:true\"]",
        "restart: unless-stopped",
        "stop_grace_period: 30s",
        "mem_limit: 512m",
        "depends_on:",
    ] {
        line(2, text);
    }
    line(3, "nats: { condition: service_healthy }");
    line(3, "setup: { condition: service_completed_successfully }");
    line(2, "environment:");
}

/// Where a service finds JetStream's API.
fn prefix(services: Services) -> &'static str {
    match services {
        Services::Together => "$JS.API",
        Services::Separate => "COURANT.API",
    }
}
