use clap::{ArgMatches, Args, Command, Error, FromArgMatches};
use ingestion::{DEFAULT_MAX_BYTES, Ingestion};
use language_detection::LanguageDetection;
use metadata_extraction::MetadataExtraction;
use publishing::Publishing;
use stage::Stage;

/// The settings of the four stages, under the same names as in their services.
#[derive(Debug)]
pub(crate) struct Settings {
    pub(super) ingestion: <Ingestion as Stage>::Settings,
    pub(super) language_detection: <LanguageDetection as Stage>::Settings,
    pub(super) metadata_extraction: <MetadataExtraction as Stage>::Settings,
    pub(super) publishing: <Publishing as Stage>::Settings,
}

impl Settings {
    /// The maximum size of a raw document in bytes.
    pub(crate) fn max_bytes(&self) -> u64 {
        self.ingestion.max_bytes.unwrap_or(DEFAULT_MAX_BYTES)
    }
}

impl FromArgMatches for Settings {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        Ok(Self {
            ingestion: FromArgMatches::from_arg_matches(matches)?,
            language_detection: FromArgMatches::from_arg_matches(matches)?,
            metadata_extraction: FromArgMatches::from_arg_matches(matches)?,
            publishing: FromArgMatches::from_arg_matches(matches)?,
        })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl Args for Settings {
    fn augment_args(command: Command) -> Command {
        let command = taking::<Ingestion>(command);
        let command = taking::<LanguageDetection>(command);
        let command = taking::<MetadataExtraction>(command);
        taking::<Publishing>(command)
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

/// Adds the arguments without their group: clap names a group after its type, which is `Settings`
/// for all stages, and a command can't have two groups of the same name.
fn taking<S: Stage>(command: Command) -> Command {
    let own = S::Settings::augment_args(Command::new(S::ABOUT));
    command.args(own.get_arguments().cloned().map(|argument| {
        // Without a server there is nowhere to keep raw documents.
        let hidden = argument.get_id() == "keep_raw";
        argument.help_heading("Settings").hide(hidden)
    }))
}
