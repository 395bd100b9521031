use std::process::ExitCode;

use broker::table::{self, StageSpec};
use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, Command};
use config::{Config, Connector, Settings, is_secret};
use runtime::reloads;
use serde_json::json;

use super::{File, commands, connectors};
use crate::fault::Fault;
use crate::output::Output;
use crate::printable::condensed;
use crate::screen::Screen;
use crate::table::Align::Left;
use crate::table::Table;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    file: File,
    /// Print each value as one line of JSON
    #[arg(long)]
    json: bool,
}

/// A value, and where it comes from.
struct Line {
    service: String,
    setting: String,
    value: String,
    from: String,
    /// Whether SIGHUP reloads it.
    reloads: bool,
}

impl Line {
    fn new(service: &str, setting: &str, value: String, from: &str) -> Self {
        let (service, setting, from) = (service.to_owned(), setting.to_owned(), from.to_owned());
        Self { service, setting, value, from, reloads: false }
    }
}

pub(super) fn run(args: &Args) -> Result<ExitCode, Fault> {
    let config = args.file.read()?;
    let file = args.file.path().display().to_string();
    let mut output = Output::stdout();
    let mut table = Table::new(&[
        ("service", Left),
        ("setting", Left),
        ("value", Left),
        ("from", Left),
        ("at SIGHUP", Left),
    ]);
    let mut all = Vec::new();
    for stage in config.topology().stages() {
        all.extend(of_stage(&config, stage, &file)?);
    }
    for connector in config.connectors() {
        all.extend(of_connector(&config, &connector, &file)?);
    }
    for Line { service, setting, value, from, reloads } in all {
        match args.json {
            true => {
                let line = json!({
                    "service": service,
                    "setting": setting,
                    "value": value,
                    "from": from,
                    "reloads": reloads,
                });
                output.json(line.to_string().as_bytes())?;
            }
            false => {
                let at = if reloads { "reloaded" } else { "needs a restart" };
                table.row(vec![service, setting, condensed(&value, 60), from, at.into()]);
            }
        }
    }
    if !table.is_empty() {
        for line in table.lines(Screen::of_stdout().width) {
            output.text(&line)?;
        }
    }
    output.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn of_stage(config: &Config, stage: &StageSpec, file: &str) -> Result<Vec<Line>, Fault> {
    let (command, matches) = commands::resolved(config, stage.stage).map_err(Fault::Setting)?;
    let entry = config.stage(stage.stage);
    let line =
        |setting: &str, value: String, from: &str| Line::new(stage.stage, setting, value, from);
    let order = "the order of the stages";
    let mut lines = vec![
        line("input", format!("{}/{}", stage.input, stage.stage), order),
        line("output", stage.output.to_owned(), order),
    ];
    let replicas = if entry.is_some() { file } else { "default" };
    lines.push(line("replicas", config.replicas(stage.stage).to_string(), replicas));
    if let Some(entry) = entry {
        let words = entry.words().join(" ");
        lines.extend((!words.is_empty()).then(|| line("command", words, file)));
        lines.extend(entry.image.clone().map(|image| line("image", image, file)));
    }
    let mut settings =
        of_settings(stage.stage, &command, &matches, &config.settings(stage.stage), file);
    if table::stage(stage.stage).is_some() {
        settings.iter_mut().for_each(|line| line.reloads = reloads(&line.setting));
    }
    lines.extend(settings);
    let env = entry.map(|entry| &entry.env).into_iter().flatten();
    lines.extend(env.map(|(name, value)| line(name, value.clone(), file)));
    Ok(lines)
}

fn of_connector(
    config: &Config,
    connector: &Connector<'_>,
    file: &str,
) -> Result<Vec<Line>, Fault> {
    let (command, matches) = connectors::resolved(config, connector).map_err(Fault::Setting)?;
    let name = connector.name.as_str();
    let mut lines = vec![Line::new(name, "kind", connector.kind.as_str().to_owned(), file)];
    lines.extend(connector.lane.map(|lane| Line::new(name, "lane", lane.to_string(), file)));
    let own = connectors::settings(config, connector);
    lines.extend(of_settings(name, &command, &matches, &own, file));
    Ok(lines)
}

/// The settings that have a value.
fn of_settings(
    service: &str,
    command: &Command,
    matches: &ArgMatches,
    own: &Settings,
    file: &str,
) -> Vec<Line> {
    let mut arguments: Vec<&Arg> = command.get_arguments().collect();
    arguments.sort_by_key(|arg| arg.get_long());
    let mut lines = Vec::new();
    for argument in arguments {
        let Some(name) = argument.get_long() else { continue };
        let Some(variable) = argument.get_env() else { continue };
        if ["input", "output", "config", "name", "lane"].contains(&name) {
            continue;
        }
        let from = match matches.value_source(argument.get_id().as_str()) {
            Some(ValueSource::EnvVariable) => variable.to_string_lossy().into_owned(),
            Some(_) | None if own.get(name).is_some() => file.to_owned(),
            Some(_) => "default".to_owned(),
            None => continue,
        };
        let value = match is_secret(argument) {
            true => "(not shown)".to_owned(),
            false => value(matches, argument),
        };
        lines.push(Line::new(service, name, value, &from));
    }
    lines
}

fn value(matches: &ArgMatches, argument: &Arg) -> String {
    let raw = matches.get_raw(argument.get_id().as_str()).into_iter().flatten();
    raw.map(|value| value.to_string_lossy().into_owned()).collect::<Vec<_>>().join(",")
}
