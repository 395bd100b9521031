use clap::{Arg, ArgMatches, Args, Command};
use config::{Config, Connector, Kind, Settings, is_secret};
use delivery::{Files, Postgres, Webhook};
use feeds::Feeds;
use runtime::{DeliveryArgs, SourceArgs, Values};
use stage::{Source, Target};

use super::commands::{Variables, resolve};

/// The command line of the service, without its name.
fn command(kind: Kind) -> Command {
    fn to<T: Target>() -> Command {
        DeliveryArgs::<T::Settings>::augment_args(Command::new("service"))
    }
    match kind {
        Kind::Feeds => {
            SourceArgs::<<Feeds as Source>::Settings>::augment_args(Command::new("service"))
        }
        Kind::Files => to::<Files>(),
        Kind::Postgres => to::<Postgres>(),
        Kind::Webhook => to::<Webhook>(),
    }
}

/// The setting that must be in the file or a variable. Other kinds only need secrets.
fn required(kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::Feeds => Some("list"),
        Kind::Files => Some("folder"),
        Kind::Postgres | Kind::Webhook => None,
    }
}

/// What the file sets for a service.
pub(super) fn settings(config: &Config, connector: &Connector<'_>) -> Settings {
    let command = command(connector.kind);
    let has = |name: &str| command.get_arguments().any(|arg| arg.get_long() == Some(name));
    connector.settings(config.common_settings(), has)
}

/// The command line with the file's settings as defaults, and the resulting values without flags.
pub(super) fn resolved(
    config: &Config,
    connector: &Connector<'_>,
) -> Result<(Command, ArgMatches), String> {
    let Connector { name, kind, .. } = connector;
    let (command, matches) = resolve(command(*kind), &settings(config, connector))
        .map_err(|why| format!("{name}: {why}"))?;
    let missing = required(*kind).filter(|setting| {
        let argument = command.get_arguments().find(|arg| arg.get_long() == Some(setting));
        argument.is_none_or(|arg| matches.get_raw(arg.get_id().as_str()).is_none())
    });
    match missing {
        Some(missing) => {
            Err(format!("{name}: {} needs a setting: {missing} = \"…\"", kind.as_str()))
        }
        None => Ok((command, matches)),
    }
}

/// The values that a service's settings have.
pub(crate) fn values(config: &Config, connector: &Connector<'_>) -> Result<Values, String> {
    let (command, matches) = resolved(config, connector)?;
    Ok(runtime::values(&command, &matches))
}

/// The environment of a service's process, without secrets.
pub(crate) fn variables(config: &Config, connector: &Connector<'_>) -> Result<Variables, String> {
    let (command, _) = resolved(config, connector)?;
    let fixed = match connector.kind {
        Kind::Feeds => connector.lane.map(|lane| ("COURANT_LANE".to_owned(), lane.to_string())),
        Kind::Files | Kind::Postgres | Kind::Webhook => {
            Some(("COURANT_DELIVERY".to_owned(), connector.name.to_string()))
        }
    };
    let settings = Variables::of_settings(&command, &settings(config, connector));
    Ok(Variables { fixed: fixed.into_iter().collect(), settings })
}

/// Whether the folder of a delivery's files is a bucket.
pub(super) fn is_bucket(folder: &str) -> bool {
    folder.starts_with("s3://")
}

/// The variables for the secrets that a service needs besides that of its user, each with the
/// variable that holds it for the service of this name: `COURANT_WEBHOOK_SECRET_ARCHIVE`.
pub(crate) fn secrets(connector: &Connector<'_>) -> Vec<(String, String)> {
    let command = command(connector.kind);
    let variables = command.get_arguments().filter(|arg| is_secret(arg)).filter_map(Arg::get_env);
    let variables = variables.map(|variable| variable.to_string_lossy().into_owned());
    variables
        .filter(|variable| variable.starts_with("COURANT_"))
        .map(|variable| {
            let own = format!("{variable}_{}", connector.name.shouted());
            (variable, own)
        })
        .collect()
}
