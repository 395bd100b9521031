//! What is said on stderr. Coloured on a terminal only, unless `NO_COLOR` or `CLICOLOR_FORCE` say
//! otherwise.

use std::fmt::Display;
use std::io::Write;

use anstyle::{AnsiColor, Style};

const LOUD: Style = AnsiColor::Red.on_default().bold();
const QUIET: Style = Style::new().dimmed();

/// The sentence that a command ends with when it can't do its work.
pub(crate) fn error(sentence: impl Display) {
    say(format_args!("{LOUD}error:{LOUD:#} {sentence}"));
}

/// One document that was rejected: `path:line: code: sentence`.
pub(crate) fn rejected(place: impl Display, code: &str, sentence: impl Display) {
    say(format_args!("{place}: {LOUD}{code}:{LOUD:#} {sentence}"));
}

/// One document that something other than an error became of.
pub(crate) fn set_aside(place: impl Display, sentence: impl Display) {
    say(format_args!("{place}: {QUIET}{sentence}{QUIET:#}"));
}

/// A plain line.
pub(crate) fn say(line: impl Display) {
    // A closed stderr is no reason to stop the work.
    let _ = writeln!(anstream::stderr(), "{line}");
}
