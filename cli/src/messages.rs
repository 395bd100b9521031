//! Messages on stderr. Coloured only on a terminal, unless `NO_COLOR` or `CLICOLOR_FORCE` is set.
//!
//! Every message passes the sanitiser here, so no caller can forget it.

use std::fmt::Display;
use std::io::Write;

use anstyle::{AnsiColor, Style};
pub(crate) use operator::plural;

use crate::printable::escaped;

const ERROR: Style = AnsiColor::Red.on_default().bold();
const QUIET: Style = Style::new().dimmed();

/// The error message of a command.
pub(crate) fn error(message: impl Display) {
    print(format_args!("{ERROR}error:{ERROR:#} {}", safe(message)));
}

/// One document that was rejected: `path:line: code: message`.
pub(crate) fn rejected(place: impl Display, code: &str, message: impl Display) {
    let (place, code, message) = (safe(place), safe(code), safe(message));
    print(format_args!("{place}: {ERROR}{code}:{ERROR:#} {message}"));
}

/// One document that was neither published nor rejected.
pub(crate) fn set_aside(place: impl Display, message: impl Display) {
    print(format_args!("{}: {QUIET}{}{QUIET:#}", safe(place), safe(message)));
}

/// A plain line.
pub(crate) fn say(line: impl Display) {
    print(format_args!("{}", safe(line)));
}

fn safe(message: impl Display) -> String {
    escaped(&message.to_string())
}

fn print(line: std::fmt::Arguments<'_>) {
    // A closed stderr is not a reason to stop.
    let _ = writeln!(anstream::stderr(), "{line}");
}
