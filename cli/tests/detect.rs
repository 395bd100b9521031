//! `courant detect` as users run it.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, its helpers too")]

use std::io::Write;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

#[test]
fn lines_are_answered_in_order_and_a_wrong_one_does_not_stop_the_others() {
    let questions = "{\"id\":1,\"text\":\"The council met on Monday to discuss the bridge.\"}\n\
                     {\"id\":2}\n\
                     {\"id\":\"3\",\"text\":\"市議會星期一開會討論新橋的建設問題。\"}\n";
    let output = detect(&["--jsonl", "-"], questions);
    let answers: Vec<Value> = output
        .stdout
        .split(|&byte| byte == b'\n')
        .filter(|line| !line.is_empty())
        .map(|line| serde_json::from_slice(line).unwrap())
        .collect();
    let ids: Vec<_> = answers.iter().map(|a| (a["id"].clone(), a["tag"].clone())).collect();
    assert_eq!(ids, [(1.into(), "en".into()), ("3".into(), "zh-Hant".into())]);
    assert_eq!(output.status.code(), Some(1));
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(stderr.contains("-:2") && stderr.contains("not_a_text"), "{stderr}");
}

#[test]
fn a_document_is_shown_with_its_evidence() {
    let page = "<html lang=\"fr\"><body><p>The council met on Monday to discuss the new bridge \
                across the river, and decided to ask the residents.</p></body></html>";
    let output = detect(&["-"], page);
    let sheet = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0));
    for part in ["-: en ", "reliable", "declared  fr", "letters   Latn", "fit", "segments"] {
        assert!(sheet.contains(part), "{part}: {sheet}");
    }
}

#[test]
fn a_language_that_is_not_known_is_a_wrong_command_line() {
    let output = detect(&["--detect-languages", "en,tlh", "-"], "");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr).unwrap().contains("--detect-languages"));
}

fn detect(arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_courant"))
        .arg("detect")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // With a wrong command line, the program doesn't read its input.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}
