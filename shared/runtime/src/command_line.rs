use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::Path;

use clap::error::ErrorKind;
use clap::{ArgMatches, Args, Command, Error};
use config::{Config, Settings, with_defaults};

/// A command line of a program that may have a `courant.toml`.
#[derive(Debug)]
pub(crate) struct CommandLine<A> {
    /// Its clap definition.
    pub(crate) command: Command,
    /// Its arguments; the first is the program.
    pub(crate) words: Vec<OsString>,
    /// The file that it names.
    pub(crate) file: fn(&A) -> Option<&Path>,
    /// What the file says about this program.
    pub(crate) settings: fn(&A, &Config) -> Result<Settings, String>,
}

/// A program's settings, and the pipeline that it belongs to.
#[derive(Debug)]
pub(crate) struct Started<A> {
    pub(crate) args: A,
    pub(crate) config: Config,
    pub(crate) values: Values,
}

/// The values of settings by the long names of their flags.
pub type Values = BTreeMap<String, String>;

impl<A: Args> CommandLine<A> {
    /// Reads it and the file that it names. Flags take precedence over variables, and both over the file.
    pub(crate) fn read(&self) -> Result<Started<A>, Error> {
        let (args, matches) = self.parse(&self.command)?;
        let Some(path) = (self.file)(&args) else {
            let values = values(&self.command, &matches);
            return Ok(Started { args, config: Config::default(), values });
        };
        let usage = |why: String| self.command.clone().error(ErrorKind::ValueValidation, why);
        let within = |why| usage(format!("{}: {why}", path.display()));
        let config = Config::read(path).map_err(|error| usage(error.to_string()))?;
        let settings = (self.settings)(&args, &config).map_err(within)?;
        let with_file = with_defaults(self.command.clone(), &settings).map_err(within)?;
        // Flags and variables were valid without the file.
        let (args, matches) = self.parse(&with_file).map_err(|error| within(one_line(&error)))?;
        Ok(Started { args, config, values: values(&with_file, &matches) })
    }

    fn parse(&self, command: &Command) -> Result<(A, ArgMatches), Error> {
        let matches = command.clone().try_get_matches_from(&self.words)?;
        Ok((A::from_arg_matches(&matches)?, matches))
    }
}

/// An error on one line, for a log.
pub(crate) fn one_line(error: &Error) -> String {
    let said = error.to_string();
    let lines = said.lines().take_while(|line| !line.is_empty());
    let said = lines.map(str::trim).collect::<Vec<_>>().join("; ");
    said.strip_prefix("error: ").unwrap_or(&said).to_owned()
}

/// The settings that have a value.
pub fn values(command: &Command, matches: &ArgMatches) -> Values {
    let set = |argument: &clap::Arg| {
        argument.get_env()?;
        let raw = matches.get_raw(argument.get_id().as_str())?;
        let value = raw.map(|value| value.to_string_lossy()).collect::<Vec<_>>().join(",");
        Some((argument.get_long()?.to_owned(), value))
    };
    command.get_arguments().filter_map(set).collect()
}
