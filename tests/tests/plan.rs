//! `courant plan`, without a server.

use std::fs;

use e2e::{Courant, Ended, PATIENCE, workspace};
use serde_json::Value;

#[track_caller]
fn plan(arguments: &[&str]) -> Ended {
    let ended = Courant::new(["plan"].iter().chain(arguments)).run(PATIENCE);
    assert_eq!(ended.code, Some(0), "{arguments:?}: {}{}", ended.stdout, ended.stderr);
    ended
}

/// Each table of the page is below the command that prints it.
#[test]
fn the_documented_tables_are_what_it_prints() {
    let page = fs::read_to_string(workspace().join("docs/scale.md")).expect("a page");
    let mut compared = 0;
    let mut lines = page.lines().peekable();
    while let Some(line) = lines.next() {
        let Some(command) = line.strip_prefix("courant plan ") else { continue };
        if !command.contains("--markdown") {
            continue;
        }
        let arguments: Vec<&str> = command.split_whitespace().collect();
        let mut table = Vec::new();
        while lines.peek().is_some_and(|line| !line.starts_with('|')) {
            lines.next();
        }
        while let Some(row) = lines.next_if(|line| line.starts_with('|')) {
            table.push(row);
        }
        assert_eq!(table.join("\n"), plan(&arguments).stdout.trim_end(), "{command}");
        compared += 1;
    }
    assert!(compared >= 2, "{compared} tables were compared");
}

#[test]
fn the_documented_parameters_are_those_of_the_model() {
    let page = fs::read_to_string(workspace().join("docs/scale.md")).expect("a page");
    let parameters = capacity::Parameters::shipped().expect("they can be read");
    let row = |name: &str, line: &capacity::Line| {
        format!("| {name} | {:.0} | {:.1} |", line.fixed, line.per_kb)
    };
    let kinds = [("texts", &parameters.text), ("pages", &parameters.page)];
    for (kind, documents) in kinds {
        for (stage, line) in &documents.stages {
            let row = row(&format!("`{stage}`, {kind}: CPU, µs"), line);
            assert!(page.contains(&row), "{row}");
        }
    }
    for (replicas, servers) in &parameters.servers {
        let lines = [
            ("all servers: CPU, µs", &servers.cpu_us),
            ("all servers: disk writes, bytes", &servers.disk),
            ("all servers: network, bytes", &servers.wire),
            ("one queue: time between two messages, µs", &servers.queue_us),
        ];
        for (name, line) in lines {
            let row = row(&format!("{name}, R{replicas}"), line);
            assert!(page.contains(&row), "{row}");
        }
    }
}

#[test]
fn own_measurements_change_the_replicas_and_files_are_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name).to_str().expect("UTF-8").to_owned();
    let bench = r#"{"stages": [{"stage": "ingestion", "work_ms": {"mean": 50.0}}]}"#;
    fs::write(at("bench.json"), bench).expect("written");
    let (bench, helm, compose) = (at("bench.json"), at("values.yaml"), at("override.yml"));
    let usual = ["--rate", "500", "--size", "80KB", "--json", "--stream-replicas", "1"];
    let own = ["--measured", &bench, "--helm", &helm, "--compose", &compose];
    let reported = |arguments: &[&str]| -> Value {
        serde_json::from_str(&plan(arguments).stdout).expect("JSON")
    };
    let (usual, own) = (reported(&usual), reported(&[&usual[..], &own[..]].concat()));
    let replicas = |plan: &Value| plan["stages"][0]["replicas"].as_u64().expect("a number");
    assert!(replicas(&own) > replicas(&usual), "{own:#}");
    assert_eq!(own["stages"][1], usual["stages"][1], "what was not measured stays");
    let count = format!("  ingestion:\n    replicas: {}\n", replicas(&own));
    let values = fs::read_to_string(&helm).expect("written");
    assert!(values.contains(&count), "{values}");
    let compose = fs::read_to_string(&compose).expect("written");
    assert!(compose.contains("ingestion:\n    deploy: { replicas: "), "{compose}");
}

#[test]
fn what_it_cannot_use_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name).to_str().expect("UTF-8").to_owned();
    fs::write(at("other"), "replicas: 1").expect("written");
    fs::write(at("empty"), r#"{"stages": []}"#).expect("written");
    let (other, empty, missing, nowhere) =
        (at("other"), at("empty"), at("missing"), at("missing/file"));
    for (arguments, why) in [
        (["--rate", "0"], "from 0.001"),
        (["--cores", "0"], "1..="),
        (["--size", "1TB"], "at most 64MB"),
        (["--measured", &other], "not the output of `courant bench --json`"),
        (["--measured", &empty], "the work of no stage"),
        (["--measured", &missing], "can't read"),
        (["--helm", &nowhere], "can't write"),
    ] {
        let usual = [["--rate", "1"], ["--size", "1KB"]];
        let usual = usual.iter().filter(|usual| usual[0] != arguments[0]).flatten();
        let ended = Courant::new(["plan"].iter().chain(usual).chain(&arguments)).run(PATIENCE);
        assert_eq!(ended.code, Some(2), "{arguments:?}: {}", ended.stderr);
        assert!(ended.stderr.contains(why), "{arguments:?}: {}", ended.stderr);
        assert!(!ended.stderr.contains("--nats-data"), "{arguments:?}: {}", ended.stderr);
    }
}
