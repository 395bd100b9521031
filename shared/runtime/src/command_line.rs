use std::ffi::OsString;

use article::Section;
use broker::Topology;
use clap::error::ErrorKind;
use clap::{Args, Command, Error, FromArgMatches};
use config::{Config, with_defaults};
use stage::Stage;

use crate::args::ServiceArgs;

/// What a service is started with: its settings, and the pipeline that it belongs to.
#[derive(Debug)]
pub(crate) struct Started<A: Args> {
    pub(crate) args: ServiceArgs<A>,
    pub(crate) topology: Topology,
}

/// Reads a command line, whose first word is the program, and the `courant.toml` that it names.
/// A flag goes before a variable, and both before the file.
pub(crate) fn read<S: Stage>(arguments: &[OsString]) -> Result<Started<S::Settings>, Error> {
    let name = arguments.first().map(|name| name.to_string_lossy().into_owned());
    let command = Command::new(S::Section::STAGE)
        .version(env!("CARGO_PKG_VERSION"))
        .about(S::ABOUT)
        .bin_name(name.unwrap_or(S::Section::STAGE.to_owned()));
    let command = ServiceArgs::<S::Settings>::augment_args(command);
    let args: ServiceArgs<S::Settings> = parse(&command, arguments)?;
    let Some(path) = &args.runtime.config else {
        return Ok(Started { args, topology: Topology::default() });
    };
    let usage = |why: String| command.clone().error(ErrorKind::ValueValidation, why);
    let config = Config::read(path).map_err(|error| usage(error.to_string()))?;
    let settings = config.settings(S::Section::STAGE);
    let with_file = with_defaults(command.clone(), &settings)
        .map_err(|why| usage(format!("{}: {why}", path.display())))?;
    let args = parse(&with_file, arguments)?;
    Ok(Started { args, topology: config.topology().clone() })
}

fn parse<A: Args>(command: &Command, arguments: &[OsString]) -> Result<ServiceArgs<A>, Error> {
    let matches = command.clone().try_get_matches_from(arguments)?;
    ServiceArgs::from_arg_matches(&matches)
}
