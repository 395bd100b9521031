use std::fmt::Write;
use std::process::ExitCode;

use broker::table::{self, StageSpec};
use config::Config;

use super::yaml::{block, quoted};
use super::{File, commands};
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
    text.push_str("\nstages:\n");
    for stage in config.topology().stages() {
        let lines = of(config, stage)?;
        if !lines.is_empty() {
            writeln!(text, "  {}:", stage.stage).expect("a string takes any text");
            for line in lines {
                writeln!(text, "    {line}").expect("a string takes any text");
            }
        }
    }
    Ok(text)
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
            let variables = commands::variables(config, stage)?.into_iter();
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
