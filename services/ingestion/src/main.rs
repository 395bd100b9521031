//! The ingestion service.

fn main() -> std::process::ExitCode {
    runtime::main::<ingestion::Ingestion>()
}
