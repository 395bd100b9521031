//! The language-detection service.

fn main() -> std::process::ExitCode {
    runtime::main::<language_detection::LanguageDetection>()
}
