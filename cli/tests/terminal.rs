//! Control characters in a document, header or file name never reach the terminal, whatever command
//! prints them.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, its helpers too")]

use std::fs;
use std::process::Command;

use tempfile::TempDir;

/// A sequence that sets the window title, C1 controls, bidi controls and zero-width characters.
const HOSTILE: &str = "a\u{1b}]0;owned\u{7}\u{9b}2J\u{202e}b\u{2066}c\u{200b}d\u{feff}e";

fn page(folder: &TempDir) -> std::path::PathBuf {
    let path = folder.path().join(format!("{HOSTILE}.html"));
    let page = format!(
        "<html lang='fr{HOSTILE}'><head><title>{HOSTILE}</title><meta name=author content='{HOSTILE}'>\
         <meta name=description content='{HOSTILE}'></head><body><article><h1>{HOSTILE}</h1>\
         <p>The council met on Monday to discuss the new bridge across the river. {HOSTILE}</p>\
         <p>{HOSTILE} Nobody had asked the residents before, the mayor said on Tuesday.</p>\
         </article></body></html>"
    );
    fs::write(&path, &page).unwrap();
    fs::write(folder.path().join(format!("{HOSTILE}2.html")), page + " ").unwrap();
    fs::write(folder.path().join(format!("{HOSTILE}.pdf")), "%PDF-1.7").unwrap();
    fs::write(folder.path().join(format!("x.{HOSTILE}")), "skipped").unwrap();
    path
}

#[test]
fn no_command_prints_what_acts_on_a_terminal() {
    let folder = TempDir::new().unwrap();
    page(&folder);
    let pdf = folder.path().join(format!("{HOSTILE}.pdf"));
    for command in [
        &["detect"][..],
        &["detect", "--jsonl"],
        &["extract"],
        &["extract", "--jsonl"],
        &["near"],
        &["near", "--json"],
        &["process"],
        &["id"],
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_courant"))
            .args(command)
            .args([folder.path(), &pdf])
            .output()
            .unwrap();
        for stream in [output.stdout, output.stderr] {
            let text = String::from_utf8(stream).unwrap();
            let acting: Vec<char> = text.chars().filter(|&c| acts(c)).collect();
            assert!(acting.is_empty(), "{command:?} prints {acting:?}:\n{text:?}");
        }
    }
}

fn acts(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}
