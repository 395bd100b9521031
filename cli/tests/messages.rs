//! Help, exit codes, schema, completions.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, its helpers too")]

use std::io::Read;
use std::process::{Command, Stdio};

#[test]
fn the_schema_is_json_and_names_the_sections() {
    let (code, stdout, _) = courant(&["schema"]);
    let schema: serde_json::Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!(code, Some(0));
    for section in ["document", "language", "metadata", "publication", "trail"] {
        assert!(schema["properties"].get(section).is_some(), "{section}");
    }
}

#[test]
fn completions_know_the_commands() {
    for shell in ["bash", "zsh", "fish"] {
        let (code, stdout, _) = courant(&["completions", shell]);
        assert_eq!(code, Some(0));
        assert!(stdout.contains("process") && stdout.contains("schema"), "{shell}");
    }
}

#[test]
fn a_wrong_command_line_exits_with_2_and_a_hint() {
    for (args, hint) in [
        (&["proces"][..], "similar"),
        (&["process"], "<PATH>"),
        (&["process", "--max-bytes", "0", "x"], "--max-bytes"),
        (&["completions", "dos"], "bash"),
        (&[], "Commands:"),
    ] {
        let (code, stdout, stderr) = courant(args);
        assert_eq!((code, stdout.as_str()), (Some(2), ""), "{args:?}");
        assert!(stderr.contains(hint), "{args:?}: {stderr}");
    }
}

#[test]
fn output_to_a_pipe_has_no_colours() {
    let (_, stdout, stderr) = courant(&["process", "missing.txt"]);
    assert!(!(stdout + &stderr).contains('\u{1b}'));
}

#[test]
fn a_closed_stdout_ends_every_command_quietly() {
    for args in [&["schema"][..], &["completions", "zsh"], &["--help"], &["id", "Cargo.toml"]] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_courant"));
        command.args(args).current_dir(env!("CARGO_MANIFEST_DIR"));
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut child = command.stdout(writer).stderr(Stdio::piped()).spawn().unwrap();
        let mut messages = String::new();
        child.stderr.take().unwrap().read_to_string(&mut messages).unwrap();
        assert_eq!((child.wait().unwrap().code(), messages.as_str()), (Some(0), ""), "{args:?}");
    }
}

fn courant(args: &[&str]) -> (Option<i32>, String, String) {
    let ended = Command::new(env!("CARGO_BIN_EXE_courant")).args(args).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (ended.status.code(), text(ended.stdout), text(ended.stderr))
}
