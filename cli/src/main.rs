//! The `courant` command: see the library beside it.

use std::process::ExitCode;

fn main() -> ExitCode {
    courant::main()
}
