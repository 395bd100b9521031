use std::path::PathBuf;
use std::process::ExitCode;

use broker::{Broker, ConnectError, NatsSettings};
use operator::doctor::{Aids, Finding, Level, Logins, Survives, examine};
use serde_json::{Value, json};
use url::Url;

use crate::connection::{Connection, run_async};
use crate::fault::Fault;
use crate::messages::plural;
use crate::output::Output;
use crate::screen::Screen;
use crate::table::hanging;

/// Check whether this installation can lose or leak documents.
///
/// Each finding says what is wrong, why it matters, and how to fix it. Changes nothing: permissions
/// are tested with messages that the server can't store. Exits with 1 if anything is wrong.
/// Whatever can't be checked from here is listed as not checked.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  courant doctor
  courant doctor --users .env --survives power
  courant doctor --json | jq '.findings[] | select(.level == \"error\")'
  NATS_SYSTEM_USER=admin NATS_SYSTEM_PASSWORD=… courant doctor")]
pub(crate) struct Args {
    /// Failure that must not lose an acknowledged document: the crash of a process; also a power
    /// cut; also the loss of a server
    #[arg(long, value_name = "WHAT", value_enum, default_value_t = Survived::Process)]
    survives: Survived,
    /// User of the server's system account, to see its settings and connections
    #[arg(long, env = "NATS_SYSTEM_USER", value_name = "NAME", requires = "system_password")]
    system_user: Option<String>,
    /// Password of that user
    #[arg(long, env = "NATS_SYSTEM_PASSWORD", value_name = "PASSWORD", hide_env_values = true)]
    system_password: Option<String>,
    /// File with lines `NATS_PASSWORD_<USER>=…`, such as .env: try what these users must not do, and
    /// ask the server as its user `system`
    #[arg(long, value_name = "FILE")]
    users: Option<PathBuf>,
    /// Address of Prometheus, to check its alert rules
    #[arg(long, env = "COURANT_PROMETHEUS_URL", value_name = "URL", value_parser = host_and_port)]
    prometheus_url: Option<String>,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    connection: Connection,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Survived {
    Process,
    Power,
    Server,
}

pub(crate) fn run(args: Args) -> Result<ExitCode, Fault> {
    run_async(async {
        let broker = match args.connection.open().await {
            Err(Fault::Connect(ConnectError::TooOld(version))) => {
                return show(&args, &[Finding::too_old(&version)]);
            }
            opened => opened?,
        };
        let findings = examine(&broker, &aids(&args).await?).await?;
        show(&args, &findings)
    })
}

async fn aids(args: &Args) -> Result<Aids, Fault> {
    let nats = &args.connection.nats;
    let logins = match &args.users {
        Some(file) => {
            let text = std::fs::read_to_string(file).map_err(|error| {
                Fault::Setting(format!("can't read --users {} ({error})", file.display()))
            })?;
            Some(Logins::read(nats.clone(), &text))
        }
        None => None,
    };
    let in_file = logins.as_ref().and_then(|logins| logins.system.as_ref());
    let system = match (&args.system_user, &args.system_password, in_file) {
        (Some(user), Some(password), _) => Some((user, password)),
        (_, _, Some(login)) => Some((&login.user, &login.password)),
        _ => None,
    };
    let system = match system {
        Some((user, password)) => {
            let settings = NatsSettings {
                nats_user: Some(user.clone()),
                nats_password: Some(password.clone()),
                nats_nkey: None,
                nats_creds: None,
                ..nats.clone()
            };
            Some(Broker::connect(&settings, "courant doctor").await?)
        }
        None => None,
    };
    let survives = match args.survives {
        Survived::Process => Survives::Process,
        Survived::Power => Survives::Power,
        Survived::Server => Survives::Server,
    };
    let prometheus = args.prometheus_url.clone();
    Ok(Aids { survives, system, logins, prometheus, local: is_local(&nats.nats_url) })
}

/// Whether all servers are on this machine.
fn is_local(urls: &str) -> bool {
    urls.split(',').all(|url| {
        let host = Url::parse(url.trim()).ok().and_then(|url| url.host_str().map(str::to_owned));
        host.is_some_and(|host| matches!(&*host, "localhost" | "127.0.0.1" | "[::1]"))
    })
}

fn host_and_port(text: &str) -> Result<String, String> {
    let url = Url::parse(text).ok().filter(|url| url.scheme() == "http");
    let address =
        url.and_then(|url| Some(format!("{}:{}", url.host_str()?, url.port_or_known_default()?)));
    address.ok_or_else(|| "try http://localhost:9090".to_owned())
}

fn show(args: &Args, findings: &[Finding]) -> Result<ExitCode, Fault> {
    let mut output = Output::stdout();
    match args.json {
        true => output.json(json(findings).to_string().as_bytes())?,
        false => {
            let width = Screen::of_stdout().width;
            for line in findings.iter().flat_map(|finding| lines(finding, width)) {
                output.text(&line)?;
            }
            output.text(&summary(findings))?;
        }
    }
    output.flush()?;
    Ok(match count(findings, Level::Error) {
        0 => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    })
}

fn json(findings: &[Finding]) -> Value {
    json!({
        "findings": findings,
        "errors": count(findings, Level::Error),
        "warnings": count(findings, Level::Warning),
        "not_checked": count(findings, Level::NotChecked),
    })
}

fn lines(finding: &Finding, width: usize) -> Vec<String> {
    let mark = match finding.level {
        Level::Error => "ERROR  ",
        Level::Warning => "warning",
        Level::NotChecked => "-      ",
        Level::Fine => "ok     ",
    };
    let mut lines = vec![hanging(&format!("{mark}  {}: {}", finding.check, finding.what), width)];
    if let Some(fix) = &finding.fix {
        lines.push(hanging(&format!("         because {}", finding.why), width));
        lines.push(hanging(&format!("         fix: {fix}"), width));
    }
    lines
}

fn summary(findings: &[Finding]) -> String {
    let count = |level| count(findings, level) as u64;
    format!(
        "{}, {}, {} fine, {} not checked",
        plural(count(Level::Error), "error"),
        plural(count(Level::Warning), "warning"),
        count(Level::Fine),
        count(Level::NotChecked)
    )
}

fn count(findings: &[Finding], level: Level) -> usize {
    findings.iter().filter(|finding| finding.level == level).count()
}
