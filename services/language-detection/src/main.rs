//! The language-detection service.

fn main() -> std::process::ExitCode {
    stage::main::<language_detection::LanguageDetection>()
}
