use std::ffi::OsString;
use std::process::ExitCode;

use clap::Subcommand;
use ingestion::Ingestion;
use language_detection::LanguageDetection;
use metadata_extraction::MetadataExtraction;
use publishing::Publishing;
use runtime::ServiceArgs;
use stage::Stage;

/// Run one service in the foreground, exactly as its container does.
///
/// The service runs until SIGTERM or Ctrl-C, then finishes the documents in flight or returns them
/// to the server. Exit codes: 0 stopped as requested, 1 fault, 2 wrong setting, 75 the grace period
/// expired.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  courant service ingestion
  courant service language-detection --in-flight 8 --admin 127.0.0.1:8090
  courant service publishing --languages en,de healthcheck")]
pub(crate) struct Args {
    #[command(subcommand)]
    service: Service,
}

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
}

pub(crate) fn run(args: Args) -> ExitCode {
    match args.service {
        Service::Ingestion(_) => runtime::serve::<Ingestion>(own()),
        Service::LanguageDetection(_) => runtime::serve::<LanguageDetection>(own()),
        Service::MetadataExtraction(_) => runtime::serve::<MetadataExtraction>(own()),
        Service::Publishing(_) => runtime::serve::<Publishing>(own()),
    }
}

/// The service's own command line. It is read once more, because the file that it names gives other
/// defaults.
fn own() -> Vec<OsString> {
    let mut words = std::env::args_os().skip(2);
    let stage = words.next().unwrap_or_default();
    let name = format!("courant service {}", stage.to_string_lossy());
    std::iter::once(name.into()).chain(words).collect()
}
