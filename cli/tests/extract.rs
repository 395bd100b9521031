//! `courant extract` as users run it.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, its helpers too")]

use std::fs;
use std::io::Write;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

const PAGE: &str = "<html lang=en><title>The new bridge - The Herald</title>\
    <meta name=author content='Jane Doe'><meta property=article:published_time content=2024-05-03>\
    <meta property=og:site_name content='The Herald'><meta name=description content='A bridge.'>\
    <link rel=license href=https://creativecommons.org/licenses/by/4.0/>\
    <body><nav>Home</nav><article><h1>The new bridge</h1>\
    <p>The council met on Monday to discuss the new bridge across the river, and decided to ask \
    the residents of both banks what they think of it before the summer ends.</p>\
    <p>Nobody had asked them before, said the mayor, and it was time that somebody did.</p>\
    </article></body></html>";

#[test]
fn the_text_is_printed_in_a_format() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("page.html");
    let link = "said\u{1b} <a href=https://a.example/b>the _mayor_</a>";
    fs::write(&path, PAGE.replace("said the mayor", link)).unwrap();
    for (format, expected) in [
        ("markdown", ", said [the \\_mayor\\_](https://a.example/b), and it was"),
        ("text", ", said the _mayor_, and it was"),
        ("html", "said <a href=\"https://a.example/b\">the _mayor_</a>, and"),
    ] {
        let output = extract(&["--format", format, path.to_str().unwrap()], "");
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(text.contains(expected) && !text.contains('\u{1b}'), "{format}: {text}");
        assert!(!text.contains("Home"), "{format}: {text}");
    }
    let output = extract(&["--format", "text", "--jsonl", "-"], "");
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn lines_are_answered_in_order_and_a_wrong_one_does_not_stop_the_others() {
    let folder = TempDir::new().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    fs::write(path("page.html"), PAGE).unwrap();
    fs::write(path("empty.html"), "").unwrap();
    fs::write(path("script.html"), "<title>The bridge</title><script>1</script><p>–").unwrap();
    let url = "https://herald.example/bridge";
    let question = |id: Value, name| serde_json::json!({"id": id, "path": path(name), "url": url});
    let questions = [
        question(7.into(), "page.html").to_string(),
        question("8".into(), "empty.html").to_string(),
        "{\"id\":9}".to_owned(),
        question("10".into(), "none.html").to_string(),
        question("11".into(), "script.html").to_string(),
        question("12".into(), "page.html").to_string(),
    ];
    let output = extract(&["--jsonl", "-"], &questions.join("\n"));
    let answers: Vec<Value> = output
        .stdout
        .split(|&byte| byte == b'\n')
        .filter(|line| !line.is_empty())
        .map(|line| serde_json::from_slice(line).unwrap())
        .collect();
    let ids: Vec<_> = answers.iter().map(|a| (a["id"].clone(), a["error"].as_str())).collect();
    let expected = [
        (7.into(), None),
        ("8".into(), Some("empty")),
        ("10".into(), Some("not_found")),
        ("11".into(), None),
        ("12".into(), None),
    ];
    assert_eq!(ids, expected);
    let answer = &answers[0];
    for (name, expected) in [
        ("title", Value::from("The new bridge")),
        ("authors", Value::from(vec!["Jane Doe"])),
        ("date", "2024-05-03".into()),
        ("sitename", "The Herald".into()),
        ("description", "A bridge.".into()),
        ("license", "https://creativecommons.org/licenses/by/4.0/".into()),
    ] {
        assert_eq!(answer[name], expected, "{name}");
    }
    assert!(answer["text"].as_str().unwrap().contains("\n\nNobody had asked them before"));
    let textless = &answers[3];
    assert_eq!(textless["text"], "");
    assert_eq!(textless["title"], "The bridge");
    assert_eq!(textless["code"], "no_text");
    assert!(answer["us"].as_f64().unwrap() > 0.0);
    assert_eq!(output.status.code(), Some(1));
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(stderr.contains("-:3: not_a_path") && stderr.contains("-:2: empty"), "{stderr}");
    assert!(stderr.contains("-:5: no_text"), "{stderr}");
}

#[test]
fn a_document_is_shown_with_its_evidence() {
    let output = extract(&["-"], PAGE);
    let sheet = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0));
    for part in [
        "-\n  id          ",
        "content     text/html, utf-8, ",
        "language    en  [",
        "title       The new bridge  [",
        "author      Jane Doe  [meta",
        "published   2024-05-03  [",
        "licence     https://creativecommons.org/",
        "\n\nThe council met on Monday",
    ] {
        assert!(sheet.contains(part), "{part}: {sheet}");
    }
}

fn extract(arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_courant"))
        .arg("extract")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}
