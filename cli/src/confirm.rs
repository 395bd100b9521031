use std::fmt::Display;
use std::io::{IsTerminal, Write};

/// Asks for confirmation before a permanent `change`, if a person can answer.
pub(crate) fn confirmed(change: impl Display) -> bool {
    if !std::io::stdin().is_terminal() || !std::io::stderr().is_terminal() {
        return false;
    }
    eprint!("permanently {change}? [y/N] ");
    let _ = std::io::stderr().flush();
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer).is_ok() && answer.trim().eq_ignore_ascii_case("y")
}
