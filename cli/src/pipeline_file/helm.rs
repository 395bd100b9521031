use std::fmt::Write;
use std::process::ExitCode;

use broker::table::{self, StageSpec};
use config::{Config, Connector, Kind};

use super::yaml::{block, quoted};
use super::{File, commands, connectors};
use crate::fault::Fault;
use crate::output::Output;

pub(super) fn run(file: &File) -> Result<ExitCode, Fault> {
    let config = file.read()?;
    let path = file.file.to_string_lossy();
    let text = values(&config, &path).map_err(Fault::Setting)?;
    let mut output = Output::stdout();
    output.bytes(text.as_bytes())?;
    output.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// The values of the chart.
fn values(config: &Config, path: &str) -> Result<String, String> {
    let mut text = format!(
        "# Written by `courant config helm` from {path}: change that file and run it again.\n\nconfig: {}",
        block(config.text(), 2)
    );
    // An empty value would take away the stages of the chart.
    let mut stages = String::new();
    for stage in config.topology().stages() {
        let lines = of(config, stage)?;
        if !lines.is_empty() {
            writeln!(stages, "  {}:", stage.stage).expect("a string takes any text");
            for line in lines {
                writeln!(stages, "    {line}").expect("a string takes any text");
            }
        }
    }
    if !stages.is_empty() {
        write!(text, "\nstages:\n{stages}").expect("a string takes any text");
    }
    let deliveries: Vec<_> =
        config.connectors().filter(|connector| connector.kind != Kind::Feeds).collect();
    if !deliveries.is_empty() {
        text.push_str("\ndeliveries:\n");
    }
    for delivery in deliveries {
        let kind = delivery.kind.as_str();
        write!(text, "  {}:\n    kind: {kind}\n", delivery.name).expect("a string takes any text");
        let env = env(config, &delivery)?;
        env.iter().for_each(|env| text.push_str(&format!("    {env}\n")));
    }
    for feeds in config.connectors().filter(|connector| connector.kind == Kind::Feeds) {
        text.push_str("\nfeeds:\n  enabled: true\n");
        let env = env(config, &feeds)?;
        env.iter().for_each(|env| text.push_str(&format!("  {env}\n")));
        let list = connectors::settings(config, &feeds);
        let list = list.get("list").map(|list| config.folder().join(list));
        if let Some(list) = list.and_then(|list| std::fs::read_to_string(list).ok()) {
            writeln!(text, "  list: {}", block(&list, 4)).expect("a string takes any text");
        }
    }
    Ok(text)
}

/// The variables of a source or a delivery, but those that the chart sets.
fn env(config: &Config, connector: &Connector<'_>) -> Result<Option<String>, String> {
    let charts = ["COURANT_DELIVERY", "COURANT_FILES_FOLDER", "COURANT_FEEDS_LIST"];
    let variables = connectors::variables(config, connector)?.all();
    let further: Vec<String> = variables
        .filter(|(name, _)| !charts.contains(&name.as_str()))
        .map(|(name, value)| format!("{name}: {}", quoted(&value)))
        .collect();
    Ok((!further.is_empty()).then(|| format!("env: {{ {} }}", further.join(", "))))
}

fn of(config: &Config, stage: &StageSpec) -> Result<Vec<String>, String> {
    let entry = config.stage(stage.stage);
    let mut lines = Vec::new();
    if let Some(entry) = entry {
        lines.push(format!("replicas: {}", entry.replicas));
        lines.extend(entry.image.iter().map(|image| format!("image: {}", quoted(image))));
    }
    match table::stage(stage.stage) {
        None => {
            if entry.is_none_or(|entry| entry.image.is_none()) {
                return Err(format!("stage {}: a container needs image = \"…\"", stage.stage));
            }
            let input = format!("{}/{}", stage.input, stage.stage);
            lines.push(format!("input: {}", quoted(&input)));
            lines.push(format!("output: {}", quoted(stage.output)));
            let variables = commands::variables(config, stage)?.all();
            let further: Vec<String> = variables
                .filter(|(name, _)| name != "COURANT_INPUT" && name != "COURANT_OUTPUT")
                .map(|(name, value)| format!("{name}: {}", quoted(&value)))
                .collect();
            if !further.is_empty() {
                lines.push(format!("env: {{ {} }}", further.join(", ")));
            }
        }
        // The file has its settings.
        Some(usual) if usual.output != stage.output => {
            lines.push(format!("output: {}", quoted(stage.output)));
        }
        Some(_) => {}
    }
    Ok(lines)
}
