use std::process::ExitCode;

use config::{ConfigError, with_defaults};

use super::{File, commands, connectors};
use crate::fault::Fault;
use crate::messages::{self, plural};

pub(super) fn run(file: &File) -> Result<ExitCode, Fault> {
    let config = match file.read() {
        Ok(config) => config,
        Err(fault @ (Fault::Config(ConfigError::Problems { .. }) | Fault::Setting(_))) => {
            fault.to_string().lines().for_each(messages::say);
            return Ok(ExitCode::FAILURE);
        }
        Err(fault) => return Err(fault),
    };
    let place = file.path().display();
    let common = with_defaults(commands::common(), config.common_settings());
    let mut problems: Vec<String> =
        common.err().into_iter().map(|why| format!("settings: {why}")).collect();
    if problems.is_empty() {
        let stages = config.topology().stages().iter();
        problems.extend(stages.filter_map(|stage| commands::resolved(&config, stage.stage).err()));
        let resolved = |one| connectors::resolved(&config, &one).err();
        problems.extend(config.connectors().filter_map(resolved));
    }
    for problem in &problems {
        messages::say(format_args!("{place}: {problem}"));
    }
    if !problems.is_empty() {
        return Ok(ExitCode::FAILURE);
    }
    let names: Vec<&str> = config.topology().stages().iter().map(|stage| stage.stage).collect();
    messages::say(format_args!(
        "{place}: fine: {}; {}, {}, {}",
        names.join(" → "),
        plural(config.sources().len() as u64, "source"),
        plural(config.readers().len() as u64, "reader"),
        match config.deliveries().len() {
            1 => "1 delivery".to_owned(),
            count => format!("{count} deliveries"),
        },
    ));
    Ok(ExitCode::SUCCESS)
}
