use std::io::IsTerminal;

use crate::card::Style;

/// What cards are printed on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Screen {
    pub(crate) width: usize,
    pub(crate) style: Style,
}

/// Where the width is not known: a file, a pipe.
const WIDTH: usize = 80;

impl Screen {
    /// As stdout is: coloured on a terminal only, unless the environment says otherwise.
    pub(crate) fn of_stdout() -> Self {
        let stdout = std::io::stdout();
        let colour = anstream::AutoStream::choice(&stdout) != anstream::ColorChoice::Never;
        let width = match stdout.is_terminal() {
            true => terminal_size::terminal_size().map_or(WIDTH, |(width, _)| width.0.into()),
            false => WIDTH,
        };
        Self { width, style: if colour { Style::Colour } else { Style::Plain } }
    }
}
