//! The metadata-extraction service.

fn main() -> std::process::ExitCode {
    runtime::main::<metadata_extraction::MetadataExtraction>()
}
