use std::ffi::OsString;
use std::process::ExitCode;

use clap::Subcommand;
use delivery::{Files, Postgres, Webhook};
use feeds::Feeds;
use ingestion::Ingestion;
use language_detection::LanguageDetection;
use metadata_extraction::MetadataExtraction;
use publishing::Publishing;
use runtime::{DeliveryArgs, ServiceArgs, SourceArgs};
use stage::{Source, Stage, Target};

/// Run one service in the foreground, as in its container.
///
/// The service runs until SIGTERM or Ctrl-C, then finishes the documents in flight or returns them
/// to the server. Exit codes: 0 stopped as requested, 1 fault, 2 wrong setting, 75 the grace period
/// expired.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  courant service ingestion
  courant service language-detection --in-flight 8 --admin 127.0.0.1:8090
  courant service publishing --languages en,de healthcheck
  courant service delivery webhook --url https://example.org/articles
  courant service feeds --list feeds.txt --contact https://example.org/bot")]
pub(crate) struct Args {
    #[command(subcommand)]
    service: Service,
}

const FEEDS: &str = "\
Examples:
  courant service feeds --list feeds.txt --contact https://example.org/bot
  courant service feeds --list subscriptions.opml --min-interval 1m
  courant service feeds --list feeds.txt healthcheck";

type Of<S> = ServiceArgs<<S as Stage>::Settings>;

#[derive(Debug, Subcommand)]
enum Service {
    #[command(about = Ingestion::ABOUT)]
    Ingestion(Of<Ingestion>),
    #[command(about = LanguageDetection::ABOUT)]
    LanguageDetection(Of<LanguageDetection>),
    #[command(about = MetadataExtraction::ABOUT)]
    MetadataExtraction(Of<MetadataExtraction>),
    #[command(about = Publishing::ABOUT)]
    Publishing(Of<Publishing>),
    Delivery(Delivery),
    #[command(about = Feeds::ABOUT, after_help = FEEDS)]
    Feeds(SourceArgs<<Feeds as Source>::Settings>),
}

/// Deliver published articles to other systems.
///
/// Each running delivery has a name, and durable consumers of that name, which `courant setup
/// --delivery NAME` creates. Articles arrive at least once, and replacements follow. An article
/// that the target rejects becomes a dead letter of the stage `delivery-NAME`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  courant setup --delivery webhook
  courant service delivery webhook --url https://example.org/articles
  courant service delivery postgres --dry-run        # prints the table
  courant service delivery files --folder archive/
  courant dead replay --stage delivery-webhook")]
struct Delivery {
    #[command(subcommand)]
    kind: Kind,
}

type To<T> = DeliveryArgs<<T as Target>::Settings>;

#[derive(Debug, Subcommand)]
enum Kind {
    #[command(about = Files::ABOUT)]
    Files(To<Files>),
    #[command(about = Postgres::ABOUT)]
    Postgres(To<Postgres>),
    #[command(about = Webhook::ABOUT)]
    Webhook(To<Webhook>),
}

pub(crate) fn run(args: Args) -> ExitCode {
    match args.service {
        Service::Ingestion(_) => runtime::serve::<Ingestion>(own()),
        Service::LanguageDetection(_) => runtime::serve::<LanguageDetection>(own()),
        Service::MetadataExtraction(_) => runtime::serve::<MetadataExtraction>(own()),
        Service::Publishing(_) => runtime::serve::<Publishing>(own()),
        Service::Feeds(args) => runtime::source::<Feeds>(args),
        Service::Delivery(Delivery { kind }) => match kind {
            Kind::Files(args) => runtime::deliver::<Files>(args),
            Kind::Postgres(args) => runtime::deliver::<Postgres>(args),
            Kind::Webhook(args) => runtime::deliver::<Webhook>(args),
        },
    }
}

/// The service's own command line. It is parsed again, because the file that it names changes the
/// defaults.
fn own() -> Vec<OsString> {
    let mut words = std::env::args_os().skip(2);
    let stage = words.next().unwrap_or_default();
    let name = format!("courant service {}", stage.to_string_lossy());
    std::iter::once(name.into()).chain(words).collect()
}
