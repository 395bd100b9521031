//! Documentation, help and comments are in plain English, and links in pages are valid.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use e2e::{Courant, STAGES, workspace};

/// Phrases that are hard to understand, and their replacements.
const PHRASES: &[(&str, &str)] = &[
    ("parted by", "separated by"),
    ("made anew", "recreated"),
    ("in hand", "in flight"),
    ("grace was over", "the grace period expired"),
    ("fails in passing", "fails transiently"),
    ("may stand more than once", "repeatable"),
    ("what came of", "the result of"),
    ("what became of it", "what happened to it"),
    ("the server's word", "the server's acknowledgement"),
    ("without a word", "without a result"),
    ("both sides of the accounts", "documents in and out"),
    ("in the place of", "instead of"),
    ("least length", "minimum length"),
    ("that is no page", "but not a web page"),
    ("a number from 1 on", "must be at least 1"),
    ("words to stderr", "messages go to stderr"),
    ("what tells the language", "language-detection engine"),
    ("ask nothing", "skip confirmation"),
    ("stand on", "depend on"),
    ("stands on", "depends on"),
    ("the house", "the project"),
    ("leashed", "bound to its parent"),
    ("buried", "dead-lettered"),
    ("buries", "dead-letters"),
    ("a suspect", "a redelivered message"),
    ("innocent", "a document that did not cause it"),
    ("whoever", "the person or program that"),
    ("handed back", "returned to the server"),
    ("hands back", "returns to the server"),
    ("nobody told", "unknown"),
    ("is told", "is reported"),
    ("are told", "are reported"),
    ("tells of", "reports"),
];

#[test]
fn pages_configuration_and_comments_are_plain_english() {
    let mut files = Vec::new();
    for place in ["docs", "deploy", "fuzz/fuzz_targets", "samples/README.md", ".github", ".ci/run"]
    {
        collect(&workspace().join(place), &mut files);
    }
    for place in ["services", "shared", "cli", "tests", "tools", "sdk"] {
        collect(&workspace().join(place), &mut files);
    }
    for entry in fs::read_dir(workspace()).expect("the workspace") {
        let path = entry.expect("an entry").path();
        if path.is_file() {
            collect(&path, &mut files);
        }
    }
    // This file lists the phrases.
    files.retain(|file| !file.ends_with("tests/tests/prose.rs"));
    let ends = |name: &str| files.iter().any(|file| file.ends_with(name));
    assert!(ends("README.md") && ends("Makefile") && ends("shared/page/src/lib.rs"), "{files:?}");
    let found: Vec<String> = files.iter().flat_map(|file| faults_of_file(file)).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

fn faults_of_file(file: &Path) -> Vec<String> {
    let text = fs::read_to_string(file).expect("a text file");
    let text =
        if file.extension().is_some_and(|ending| ending == "rs") { comments(&text) } else { text };
    faults(&file.display().to_string(), &text)
}

/// The comments of a source. Code between two comments separates them.
fn comments(source: &str) -> String {
    let line = |line: &str| match line.trim_start().strip_prefix("//") {
        Some(comment) => comment.trim_start_matches(['/', '!']).to_owned(),
        None => "|".to_owned(),
    };
    source.lines().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn links_between_pages_lead_somewhere() {
    let mut files = Vec::new();
    for place in ["docs", "samples", "sdk", "README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"] {
        collect(&workspace().join(place), &mut files);
    }
    let mut count = 0;
    for page in files.iter().filter(|file| file.extension().is_some_and(|ending| ending == "md")) {
        let text = fs::read_to_string(page).expect("a page");
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let (file, heading) = link.split_once('#').unwrap_or((link, ""));
            if link.contains("://") {
                continue;
            }
            let target = if file.is_empty() { page.clone() } else { page.with_file_name(file) };
            assert!(target.exists(), "{}: {link} does not exist", page.display());
            let anchors = || anchors(&fs::read_to_string(&target).expect("a page"));
            let known = heading.is_empty() || anchors().iter().any(|anchor| anchor == heading);
            assert!(known, "{}: {link} names no heading", page.display());
            count += 1;
        }
    }
    assert!(count > 30, "only {count} links were found");
}

/// The anchors of a page's headings, by GitHub's rules.
fn anchors(page: &str) -> Vec<String> {
    let headings = page.lines().filter(|line| line.starts_with('#'));
    let anchor = |line: &str| {
        let heading = line.trim_start_matches('#').trim().to_lowercase();
        let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | ' '));
        kept.collect::<String>().replace(' ', "-")
    };
    headings.map(anchor).collect()
}

#[test]
fn help_is_written_in_plain_english() {
    let help = |args: &[&str]| {
        let ended = Courant::new(args).run(Duration::from_secs(20));
        assert_eq!(ended.code, Some(0), "{}", ended.stderr);
        ended.stdout
    };
    let overview = help(&["--help"]);
    let commands = overview.lines().filter_map(|line| line.strip_prefix("  "));
    let commands: Vec<&str> = commands
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| name.chars().all(|c| c.is_ascii_lowercase()) && *name != "help")
        .collect();
    assert!(commands.contains(&"publish") && commands.contains(&"extract"), "{commands:?}");
    let mut found = faults("courant --help", &overview);
    let mut pages: Vec<Vec<&str>> =
        commands.iter().filter(|name| **name != "courant").map(|name| vec![*name]).collect();
    pages.extend(STAGES.iter().map(|stage| vec!["service", stage]));
    pages.extend(["list", "show", "replay", "drop"].map(|name| vec!["dead", name]));
    for mut page in pages {
        page.push("--help");
        found.extend(faults(&format!("courant {}", page.join(" ")), &help(&page)));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// Each phrase in `text`, with its place, even if it contains line breaks.
fn faults(place: &str, text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    let words = lower.split_whitespace().collect::<Vec<_>>().join(" ");
    PHRASES
        .iter()
        .filter(|(phrase, _)| holds(&words, phrase))
        .map(|(phrase, instead)| format!("{place}: `{phrase}`; write: {instead}"))
        .collect()
}

/// Whether `text` contains the phrase as whole words.
fn holds(text: &str, phrase: &str) -> bool {
    text.match_indices(phrase).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + phrase.len()..].chars().next();
        [before, after].iter().all(|c| c.is_none_or(|c| !c.is_alphanumeric()))
    })
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) {
    if path.is_dir() {
        for entry in fs::read_dir(path).expect("a folder") {
            collect(&entry.expect("an entry").path(), files);
        }
        return;
    }
    let prose = ["md", "yml", "yaml", "conf", "rs", "sh", "toml", "py"];
    let named = ["Makefile", "Dockerfile", "run", ".env", "courant.json", "article.schema.json"];
    let extension =
        path.extension().is_some_and(|ending| prose.iter().any(|known| ending == *known));
    if extension || named.iter().any(|name| path.ends_with(name)) {
        files.push(path.to_owned());
    }
}
