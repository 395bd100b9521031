use clap::{Arg, Command};

use crate::{Settings, nearest};

/// Flags that the file's settings can't set, because they follow from the order of the stages,
/// names and lanes.
const WIRING: [&str; 5] = ["config", "input", "output", "name", "lane"];

/// Makes settings the defaults of a command line. Flags and variables take precedence.
///
/// An error is a usage error: it names the setting.
pub fn with_defaults(mut command: Command, settings: &Settings) -> Result<Command, String> {
    for (name, value) in settings.iter() {
        let known = |arg: &&Arg| arg.get_long() == Some(name) && may_be_set(arg);
        let Some(argument) = command.get_arguments().find(known) else {
            let names: Vec<&str> = command
                .get_arguments()
                .filter(|arg| may_be_set(arg))
                .filter_map(Arg::get_long)
                .collect();
            return Err(match command.get_arguments().any(|arg| arg.get_long() == Some(name)) {
                true => format!(
                    "setting `{name}`: it can't be in the file: secrets are variables, and the order of the stages, names and lanes say what services read and write"
                ),
                false => format!("there is no setting `{name}`: {}", nearest(name, &names)),
            });
        };
        let id = argument.get_id().clone();
        // A process reads its file once at start, and again at each SIGHUP.
        let value: &'static str = value.to_owned().leak();
        command = command.mut_arg(id, |argument| argument.default_value(value));
    }
    Ok(command)
}

/// Whether an argument's value must not be shown.
pub fn is_secret(argument: &Arg) -> bool {
    argument.is_hide_env_values_set()
}

fn may_be_set(argument: &Arg) -> bool {
    let wiring = argument.get_long().is_some_and(|long| WIRING.contains(&long));
    argument.get_env().is_some() && !is_secret(argument) && !wiring
}

#[cfg(test)]
mod tests {
    use clap::ArgAction;

    use super::*;
    use crate::Config;

    fn command() -> Command {
        Command::new("test").args([
            Arg::new("languages").long("languages").env("T_LANGUAGES").value_delimiter(','),
            Arg::new("markdown").long("markdown").env("T_MARKDOWN").action(ArgAction::SetTrue),
            Arg::new("secret").long("secret").env("T_SECRET").hide_env_values(true),
            Arg::new("output").long("output").env("T_OUTPUT"),
        ])
    }

    fn settings(text: &str) -> Settings {
        Config::parse(&format!("settings = {{ {text} }}")).unwrap().common_settings().clone()
    }

    #[test]
    fn a_flag_goes_before_the_file() {
        let command =
            with_defaults(command(), &settings("languages = [\"en\", \"de\"], markdown = true"));
        let matches = command.clone().unwrap().get_matches_from(["test"]);
        let languages: Vec<&String> = matches.get_many("languages").unwrap().collect();
        assert_eq!(languages, ["en", "de"]);
        assert!(matches.get_flag("markdown"));
        let matches = command.unwrap().get_matches_from(["test", "--languages", "fr"]);
        assert_eq!(matches.get_one::<String>("languages").map(String::as_str), Some("fr"));
    }

    #[test]
    fn unknown_settings_secrets_and_wiring_are_refused() {
        let refused = |text: &str| with_defaults(command(), &settings(text)).map(drop).unwrap_err();
        assert!(refused("langages = 1").contains("did you mean languages?"));
        assert!(refused("secret = \"x\"").contains("can't be in the file"));
        assert!(refused("output = \"x\"").contains("can't be in the file"));
    }
}
