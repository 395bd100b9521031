//! Prints the cost and the result of each page of the hostile set: `make hostile`.

#[path = "../tests/hostile_set/child.rs"]
mod child;
#[path = "../tests/hostile_set/pages.rs"]
mod pages;

use std::path::Path;
use std::process::ExitCode;

use child::Extract;
use pages::MEMORY;

/// The maximum CPU time for a page in an optimised build, in seconds.
const CPU: f64 = 2.0;

fn main() -> Result<ExitCode, Box<dyn std::error::Error>> {
    let courant = std::env::args().nth(1).ok_or("usage: hostile PATH-OF-COURANT")?;
    let folder = tempfile::TempDir::new()?;
    let mut code = ExitCode::SUCCESS;
    println!("| page | bytes | CPU s | peak MB | comes to |\n|---|--:|--:|--:|---|");
    for page in pages::pages(1) {
        let mut extract = Extract::start(Path::new(&courant))?;
        let outcome = extract.page(folder.path(), &page)?;
        extract.end()?;
        let answer = outcome.answer.unwrap_or_default();
        let refused = answer["error"].as_str().or(answer["code"].as_str());
        let comes_to = match (refused, answer["text"].as_str()) {
            (Some(code), _) => format!("`{code}`"),
            (None, Some(text)) => format!("a text of {} bytes", text.len()),
            (None, None) => "the process died".to_owned(),
        };
        let right = page.is_answered_by(&answer) && outcome.cpu <= CPU && outcome.peak <= MEMORY;
        if !right {
            code = ExitCode::FAILURE;
        }
        let (name, bytes) = (page.name, page.bytes.len());
        let mark = if right { "" } else { " **wrong**" };
        println!(
            "| {name} | {bytes} | {:.2} | {:.0} | {comes_to}{mark} |",
            outcome.cpu, outcome.peak
        );
    }
    Ok(code)
}
