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
    let path = file.path().to_string_lossy();
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
    // An empty value would remove the chart's stages.
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
        if let Some(list) = list.get("list").map(|list| config.folder().join(list)) {
            let list = std::fs::read_to_string(&list).map_err(|error| {
                let list = list.display();
                format!("{}: can't read the list {list} ({error})", feeds.name)
            })?;
            writeln!(text, "  list: {}", block(&list, 4)).expect("a string takes any text");
        }
    }
    Ok(text)
}

/// The variables of a source or a delivery, except those that the chart sets.
fn env(config: &Config, connector: &Connector<'_>) -> Result<Option<String>, String> {
    let is_charts = |name: &str, value: &str| match name {
        "COURANT_DELIVERY" | "COURANT_FEEDS_LIST" => true,
        // The chart mounts a volume, not a bucket.
        "COURANT_FILES_FOLDER" => !connectors::is_bucket(value),
        _ => false,
    };
    let variables = connectors::variables(config, connector)?.all();
    let further: Vec<String> = variables
        .filter(|(name, value)| !is_charts(name, value))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_is_a_variable_and_a_folder_the_charts_volume() {
        let values = |folder: &str| {
            let file = format!(
                "[[delivery]]\nname = \"archive\"\nkind = \"files\"\nsettings.folder = \"{folder}\"\n"
            );
            let text = values(&Config::parse(&file).unwrap(), "courant.toml").unwrap();
            text.split_once("\ndeliveries:\n").unwrap().1.to_owned()
        };
        assert_eq!(values("archive"), "  archive:\n    kind: files\n");
        let bucket = "    env: { COURANT_FILES_FOLDER: \"s3://news/a\" }\n";
        assert_eq!(values("s3://news/a"), format!("  archive:\n    kind: files\n{bucket}"));
    }

    #[test]
    fn a_list_of_feeds_that_cant_be_read_is_an_error() {
        let file =
            "[[source]]\nname = \"feeds\"\nkind = \"feeds\"\nsettings.list = \"/no/such/list\"\n";
        let why = values(&Config::parse(file).unwrap(), "courant.toml").unwrap_err();
        assert!(why.contains("feeds: can't read the list /no/such/list"), "{why}");
    }
}
