//! The service `metadata-extraction`.

fn main() -> std::process::ExitCode {
    stage::main::<metadata_extraction::MetadataExtraction>()
}
