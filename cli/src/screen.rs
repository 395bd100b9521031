use std::io::IsTerminal;

use crate::card::Style;

/// The terminal or file that text for people is written to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Screen {
    pub(crate) width: usize,
    pub(crate) style: Style,
}

/// The width for a file or a pipe if `COLUMNS` is not set.
const WIDTH: usize = 80;

impl Screen {
    /// Stdout: coloured only on a terminal, unless the environment says otherwise.
    pub(crate) fn of_stdout() -> Self {
        let stdout = std::io::stdout();
        let colour = anstream::AutoStream::choice(&stdout) != anstream::ColorChoice::Never;
        let terminal = match stdout.is_terminal() {
            true => terminal_size::terminal_size().map(|(width, _)| width.0.into()),
            false => None,
        };
        Self {
            width: terminal.or_else(columns).unwrap_or(WIDTH),
            style: if colour { Style::Colour } else { Style::Plain },
        }
    }
}

/// The width set by the shell, `watch` or the user.
fn columns() -> Option<usize> {
    #[expect(clippy::disallowed_methods, reason = "a convention of terminals, no setting of ours")]
    let columns = std::env::var("COLUMNS").ok()?;
    columns.parse().ok().filter(|&columns| columns > 0)
}
