use broker::table::StageSpec;
use clap::{ArgMatches, Args, Command};
use config::{Config, with_defaults};
use ingestion::Ingestion;
use language_detection::LanguageDetection;
use metadata_extraction::MetadataExtraction;
use publishing::Publishing;
use runtime::{ServiceArgs, Settings, Values};
use stage::Stage;

/// The command line of a stage's service, without its name. A stage of your own has the settings that
/// every service has.
pub(super) fn command(stage: &str) -> Command {
    fn of<S: Stage>() -> Command {
        ServiceArgs::<S::Settings>::augment_args(Command::new("service"))
    }
    match stage {
        "ingestion" => of::<Ingestion>(),
        "language-detection" => of::<LanguageDetection>(),
        "metadata-extraction" => of::<MetadataExtraction>(),
        "publishing" => of::<Publishing>(),
        _ => common(),
    }
}

/// The settings that every service has.
pub(super) fn common() -> Command {
    Settings::augment_args(Command::new("service"))
}

/// A stage's command line with the file's settings as defaults, and what it gives without flags.
pub(super) fn resolved(config: &Config, stage: &str) -> Result<(Command, ArgMatches), String> {
    let wrong = |why: String| format!("stage {stage}: {why}");
    let settings = config.settings(stage);
    let command = with_defaults(command(stage), &settings).map_err(wrong)?;
    let matches = command.clone().try_get_matches_from(["service"]);
    let first = |error: clap::Error| {
        let said = error.to_string();
        let line = said.lines().next().unwrap_or_default();
        line.strip_prefix("error: ").unwrap_or(line).to_owned()
    };
    Ok((command, matches.map_err(|error| wrong(first(error)))?))
}

/// The values that a stage's settings have.
pub(crate) fn values(config: &Config, stage: &str) -> Result<Values, String> {
    let (command, matches) = resolved(config, stage)?;
    Ok(runtime::values(&command, &matches))
}

/// The environment of a stage's process: what it reads and writes, its settings, and the variables
/// that the file has.
pub(crate) fn variables(
    config: &Config,
    stage: &StageSpec,
) -> Result<Vec<(String, String)>, String> {
    let (command, _) = resolved(config, stage.stage)?;
    let mut variables = vec![
        ("COURANT_INPUT".to_owned(), format!("{}/{}", stage.input, stage.stage)),
        ("COURANT_OUTPUT".to_owned(), stage.output.to_owned()),
    ];
    for (name, value) in config.settings(stage.stage).iter() {
        let argument = command.get_arguments().find(|arg| arg.get_long() == Some(name));
        if let Some(variable) = argument.and_then(|arg| arg.get_env()) {
            variables.push((variable.to_string_lossy().into_owned(), value.to_owned()));
        }
    }
    let own = config.stage(stage.stage).map(|entry| entry.env.clone()).unwrap_or_default();
    variables.extend(own);
    Ok(variables)
}
