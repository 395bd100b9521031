//! The ingestion service.

fn main() -> std::process::ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    if let [ingestion::Documents::COMMAND, limits @ ..] =
        &words.iter().map(String::as_str).collect::<Vec<_>>()[..]
    {
        return ingestion::read_documents(limits);
    }
    runtime::main::<ingestion::Ingestion>()
}
