//! The delivery services as a separate program; `courant service delivery` is the same.

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use delivery::{Files, Postgres, Webhook};
use runtime::DeliveryArgs;
use stage::Target;

/// Delivers published articles to where they are used.
#[derive(Debug, Parser)]
#[command(name = "delivery", version)]
struct Arguments {
    #[command(subcommand)]
    kind: Kind,
}

#[derive(Debug, Subcommand)]
enum Kind {
    #[command(about = Files::ABOUT)]
    Files(DeliveryArgs<<Files as Target>::Settings>),
    #[command(about = Postgres::ABOUT)]
    Postgres(DeliveryArgs<<Postgres as Target>::Settings>),
    #[command(about = Webhook::ABOUT)]
    Webhook(DeliveryArgs<<Webhook as Target>::Settings>),
}

fn main() -> ExitCode {
    match Arguments::parse().kind {
        Kind::Files(args) => runtime::deliver::<Files>(args),
        Kind::Postgres(args) => runtime::deliver::<Postgres>(args),
        Kind::Webhook(args) => runtime::deliver::<Webhook>(args),
    }
}
