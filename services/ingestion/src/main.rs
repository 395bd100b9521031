//! The ingestion service.

fn main() -> std::process::ExitCode {
    stage::main::<ingestion::Ingestion>()
}
