//! The hostile set: every page is extracted or rejected with a code, at a bounded cost. `make hostile`
//! tests a release build at full size, and prints a table.
#![cfg(target_os = "linux")]

mod child;
mod pages;

use std::path::Path;

use child::Extract;
use pages::MEMORY;
use tempfile::TempDir;

/// In a debug build the full size takes minutes; most faults depend on the form, not the size.
const PART: usize = 16;
/// The maximum CPU time for a page, in seconds.
const CPU: f64 = 2.0;

#[test]
fn every_page_comes_out_or_has_its_code_at_a_bounded_cost() {
    let folder = TempDir::new().expect("a folder");
    let courant = Path::new(env!("CARGO_BIN_EXE_courant"));
    let pages = pages::pages(PART);
    assert!(pages.len() >= 50, "{}", pages.len());
    let mut wrong = Vec::new();
    let mut extract = Extract::start(courant).expect("a process");
    for page in &pages {
        let outcome = extract.page(folder.path(), page).expect("an answer");
        if outcome.answer.is_none() || outcome.peak > MEMORY / 2.0 {
            extract.end().expect("its end");
            extract = Extract::start(courant).expect("a process");
        }
        let answer = outcome.answer.unwrap_or_default();
        if !page.is_answered_by(&answer) || outcome.cpu > CPU || outcome.peak > MEMORY {
            let (cpu, peak) = (outcome.cpu, outcome.peak);
            let codes = [&answer["error"], &answer["code"]];
            wrong.push(format!("{}: {codes:?}, {cpu:.2} s, {peak:.0} MB", page.name));
        }
    }
    extract.end().expect("its end");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
