use std::process::Command;

use bench::{Hop, Placed};
use broker::table::StageSpec;
use clap::ValueEnum;
use e2e::workspace;

/// A program that moves the documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Peer {
    Forwarder,
    Courant,
    Benthos,
    Watermill,
    Faststream,
}

/// Messages in flight at each hop.
const WINDOW: &str = "128";

impl Peer {
    pub const ALL: [Self; 5] =
        [Self::Forwarder, Self::Courant, Self::Benthos, Self::Watermill, Self::Faststream];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Forwarder => "bare forwarder (Rust)",
            Self::Courant => "Courant, stages that do nothing (Rust)",
            Self::Benthos => "Benthos core with a plugin (Go)",
            Self::Watermill => "Watermill (Go)",
            Self::Faststream => "FastStream (Python)",
        }
    }

    /// The settings to measure: with its recipe for dead letters, without it, or both if they differ.
    pub const fn settings(self) -> &'static [bool] {
        match self {
            Self::Forwarder | Self::Courant => &[false],
            Self::Benthos | Self::Watermill | Self::Faststream => &[false, true],
        }
    }

    /// Its recipe for dead letters.
    pub const fn recipe(self) -> &'static str {
        match self {
            Self::Forwarder | Self::Courant => "default",
            Self::Benthos => "`switch` on `errored()`",
            Self::Watermill => "`PoisonQueue` and `Retry`",
            Self::Faststream => "publish to dead letters, `NackMessage`",
        }
    }

    /// Starts it in place of a stage, with or without its recipe for dead letters.
    pub fn place(self, spec: &StageSpec, url: &str, recipe: bool) -> Placed {
        let built = |name: &str| workspace().join("target/peers").join(name);
        let mut command = match self {
            Self::Forwarder | Self::Courant => {
                let hop = if self == Self::Courant { Hop::DoNothing } else { Hop::Forwarder };
                return hop.place(spec, url, []);
            }
            Self::Benthos => Command::new(built("benthos")),
            Self::Watermill => Command::new(built("watermill")),
            Self::Faststream => {
                let mut command = Command::new(built("venv/bin/python"));
                command.arg(workspace().join("tools/peers/faststream/hop.py"));
                command
            }
        };
        command.args([url, spec.input, spec.stage, spec.output, WINDOW]);
        if recipe {
            command.arg(format!("articles.dead.{}.unreadable", spec.stage));
        }
        Placed::start(&mut command)
    }
}
