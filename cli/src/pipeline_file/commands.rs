use broker::table::StageSpec;
use clap::{ArgMatches, Args, Command};
use config::{Config, with_defaults};
use ingestion::Ingestion;
use language_detection::LanguageDetection;
use metadata_extraction::MetadataExtraction;
use publishing::Publishing;
use runtime::{ServiceArgs, Settings, Values};
use stage::Stage;

/// The command line of a stage's service, without its name. A custom stage has the settings common
/// to all services.
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

/// The settings common to all services.
pub(super) fn common() -> Command {
    Settings::augment_args(Command::new("service"))
}

/// A stage's command line with the file's settings as defaults, and the resulting values without flags.
pub(super) fn resolved(config: &Config, stage: &str) -> Result<(Command, ArgMatches), String> {
    resolve(command(stage), &config.settings(stage)).map_err(|why| format!("stage {stage}: {why}"))
}

/// A command line with these settings as defaults, and the resulting values without flags.
pub(super) fn resolve(
    command: Command,
    settings: &config::Settings,
) -> Result<(Command, ArgMatches), String> {
    let command = with_defaults(command, settings)?;
    let matches = command.clone().try_get_matches_from(["service"]);
    let first = |error: clap::Error| {
        let said = error.to_string();
        let line = said.lines().next().unwrap_or_default();
        line.strip_prefix("error: ").unwrap_or(line).to_owned()
    };
    Ok((command, matches.map_err(first)?))
}

/// The values that a stage's settings have.
pub(crate) fn values(config: &Config, stage: &str) -> Result<Values, String> {
    let (command, matches) = resolved(config, stage)?;
    Ok(runtime::values(&command, &matches))
}

/// The environment that the file gives to a process.
#[derive(Debug)]
pub(crate) struct Variables {
    /// Where it reads and writes, and the variables that the file names.
    pub(crate) fixed: Vec<(String, String)>,
    /// Its settings; environment variables take precedence.
    pub(crate) settings: Vec<(String, String)>,
}

impl Variables {
    /// The variables of these settings.
    pub(super) fn of_settings(
        command: &Command,
        settings: &config::Settings,
    ) -> Vec<(String, String)> {
        let variable = |(name, value): (&str, &str)| {
            let argument = command.get_arguments().find(|arg| arg.get_long() == Some(name))?;
            Some((argument.get_env()?.to_string_lossy().into_owned(), value.to_owned()))
        };
        settings.iter().filter_map(variable).collect()
    }

    /// All of them.
    pub(super) fn all(self) -> impl Iterator<Item = (String, String)> {
        self.fixed.into_iter().chain(self.settings)
    }
}

/// The environment for the process of a custom stage.
pub(crate) fn variables(config: &Config, stage: &StageSpec) -> Result<Variables, String> {
    let (command, _) = resolved(config, stage.stage)?;
    let mut fixed = vec![
        ("COURANT_INPUT".to_owned(), format!("{}/{}", stage.input, stage.stage)),
        ("COURANT_OUTPUT".to_owned(), stage.output.to_owned()),
    ];
    fixed.extend(config.stage(stage.stage).map(|entry| entry.env.clone()).unwrap_or_default());
    let settings = Variables::of_settings(&command, &config.settings(stage.stage));
    Ok(Variables { fixed, settings })
}
