//! The service `metadata-extraction`.

fn main() -> std::process::ExitCode {
    runtime::main::<metadata_extraction::MetadataExtraction>()
}
