//! `courant.toml`: a pipeline with a fifth stage, from the file to the output of `status`.

use std::fs;
use std::path::Path;
use std::time::Duration;

use article::ArticleId;
use e2e::{
    Client, Courant, Ended, PATIENCE, Pipeline, Server, accounts_of, guarded_with, login,
    nats_file, password, port, until,
};
use serde_json::Value;

/// A file with a fifth stage (`tests/src/bin/reading-level.rs`), and settings of two others.
fn file(folder: &Path) -> String {
    let program = std::env::current_exe().expect("a running program has a path");
    let built = program.ancestors().nth(2).expect("target/<profile>/deps/<test>");
    let path = folder.join("courant.toml");
    let text = format!(
        "[settings]\nattempts = 4\n\n\
         [[stage]]\nname = \"reading-level\"\nafter = \"language-detection\"\ncommand = [{:?}]\nimage = \"example.org/reading-level:1\"\n\n\
         [[stage]]\nname = \"publishing\"\nreplicas = 2\nsettings = {{ min-characters = 20, languages = [\"en\", \"de\"] }}\n",
        built.join("reading-level").to_str().expect("UTF-8")
    );
    fs::write(&path, text).expect("the folder is ours");
    path.to_str().expect("UTF-8").to_owned()
}

fn courant(arguments: &[&str]) -> Ended {
    Courant::new(arguments).run(Duration::from_secs(60))
}

const TEXT: &str = "The choir of Milton sang on Sunday. The hall was full to the last seat.";

#[tokio::test]
async fn up_and_status_follow_the_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = file(folder.path());
    let (server, admin) = (port::free().to_string(), port::free_run(6).to_string());
    let data = folder.path().join("data");
    let arguments = [
        "up",
        "--config",
        &file,
        "--data",
        data.to_str().expect("UTF-8"),
        "--store",
        "1GB",
        "--port",
        &server,
        "--admin-port",
        &admin,
    ];
    let mut up = Courant::new(arguments).start();
    until("it to run", PATIENCE, || up.stderr().contains("publish to").then_some(()));
    assert!(up.stderr().contains("reading-level") && up.stderr().contains("publishing 2"));
    let url = format!("nats://127.0.0.1:{server}");
    let status = || {
        let status = Courant::new(["status", "--json", "--config", &file]).env("NATS_URL", &url);
        let status = status.run(PATIENCE);
        serde_json::from_str::<Value>(&status.stdout)
            .unwrap_or_else(|_| panic!("{}", status.stderr))
    };
    let client = Client::at(&url).await;
    client.publish(&[], TEXT).await;
    let (record, _) = client.published(ArticleId::of("", "", TEXT.as_bytes())).await;
    let level = record.raw("reading_level").map(|raw| raw.get());
    assert_eq!(level, Some(r#"{"words_per_sentence":7.5}"#));
    let trail = record.trail().expect("a trail");
    let trail: Vec<&str> = trail.iter().map(|entry| &*entry.stage).collect();
    let stages =
        ["ingestion", "language-detection", "reading-level", "metadata-extraction", "publishing"];
    assert_eq!(trail, stages);
    client.publish(&[], "Too short.").await;
    until("the filter of the file to work", PATIENCE, || {
        (status()["conservation"]["set_aside"] == 1).then_some(())
    });
    let shown = status();
    let names: Vec<&str> = shown["stages"]
        .as_array()
        .expect("stages")
        .iter()
        .filter_map(|stage| stage["stage"].as_str())
        .collect();
    assert_eq!(names, stages);
    assert_eq!(shown["verdict"], "balanced", "{shown}");
    up.terminate();
    assert_eq!(up.wait(PATIENCE), Some(0), "{}", up.stderr());
}

#[test]
fn check_names_what_is_wrong_and_what_would_be_right() {
    let folder = tempfile::tempdir().expect("a folder");
    let good = file(folder.path());
    let checked = courant(&["config", "check", &good]);
    assert_eq!(checked.code, Some(0), "{}", checked.stderr);
    assert!(checked.stderr.contains("language-detection → reading-level → metadata-extraction"));
    let bad = folder.path().join("bad.toml");
    let path = bad.to_str().expect("UTF-8");
    for (text, expected) in [
        ("[settings]\nlogg = \"info\"", "there is no setting `logg`: did you mean log?"),
        ("[settings]\nlanguages = \"en\"", "settings: there is no setting `languages`"),
        (
            "[[stage]]\nname = \"publishing\"\nsettings = { min-characters = \"few\" }",
            "stage publishing: invalid value 'few'",
        ),
        ("[[stage]]\nname = \"publishing\"\nsettings = { nats-password = \"x\" }", "secrets"),
        ("[[reader]]\nname = \"archive\"\nlanguage = \"german\"", "did you mean de?"),
        ("[[stage]]\nname = \"publishing\"\nreplica = 2", "did you mean replicas?"),
    ] {
        fs::write(&bad, text).expect("the folder is ours");
        let checked = courant(&["config", "check", path]);
        assert_eq!(checked.code, Some(1), "{text}: {}", checked.stderr);
        assert!(checked.stderr.contains(expected), "{text}: {}", checked.stderr);
    }
    fs::write(&bad, "[[stage]]\nname = \"publishing\"\nsettings = { langages = \"en\" }").unwrap();
    let service = courant(&["service", "publishing", "--config", path]);
    assert_eq!(service.code, Some(2), "{}", service.stderr);
    assert!(service.stderr.contains("did you mean languages?"), "{}", service.stderr);
}

#[test]
fn explain_prints_each_value_and_where_it_comes_from() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = file(folder.path());
    let explained = Courant::new(["config", "explain", "--json", &file])
        .env("COURANT_LOG", "debug")
        .env("NATS_PASSWORD", "hunter2")
        .run(PATIENCE);
    assert_eq!(explained.code, Some(0), "{}", explained.stderr);
    assert!(!explained.stdout.contains("hunter2"));
    let lines: Vec<Value> =
        explained.stdout.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let of = |stage: &str, setting: &str| {
        let line = lines.iter().find(|line| line["service"] == stage && line["setting"] == setting);
        let line = line.unwrap_or_else(|| panic!("{stage} {setting}: {}", explained.stdout));
        let text = |key: &str| line[key].as_str().expect("text").to_owned();
        (text("value"), text("from"))
    };
    let own = |(value, from): (&str, &str)| (value.to_owned(), from.to_owned());
    for (stage, setting, expected) in [
        ("publishing", "languages", ("en,de", file.as_str())),
        ("publishing", "replicas", ("2", &file)),
        ("publishing", "attempts", ("4", &file)),
        ("publishing", "declared", ("drop", "default")),
        ("publishing", "log", ("debug", "COURANT_LOG")),
        ("ingestion", "nats-password", ("(not shown)", "NATS_PASSWORD")),
        ("language-detection", "output", ("articles.reading-level", "the order of the stages")),
        ("reading-level", "output", ("articles.language-detected", "the order of the stages")),
        ("reading-level", "attempts", ("4", &file)),
    ] {
        assert_eq!(of(stage, setting), own(expected), "{stage} {setting}");
    }
}

#[test]
fn compose_and_helm_get_the_stages_of_the_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = file(folder.path());
    let compose = courant(&["config", "compose", &file]);
    assert_eq!(compose.code, Some(0), "{}", compose.stderr);
    for line in [
        "  reading-level:",
        "    image: \"example.org/reading-level:1\"",
        "      COURANT_INPUT: \"ARTICLES_READING_LEVEL/reading-level\"",
        "      COURANT_OUTPUT: \"articles.language-detected\"",
        "      COURANT_ATTEMPTS: \"4\"",
        "      NATS_PASSWORD: ${NATS_PASSWORD_READING_LEVEL:?set it in .env}",
        "    deploy: { replicas: 2 }",
    ] {
        assert!(compose.stdout.lines().any(|is| is == line), "{line}:\n{}", compose.stdout);
    }
    assert!(compose.stderr.contains("NATS_PASSWORD_READING_LEVEL"), "{}", compose.stderr);
    let helm = courant(&["config", "helm", &file]);
    assert_eq!(helm.code, Some(0), "{}", helm.stderr);
    for line in [
        "  [[stage]]",
        "  reading-level:",
        "    input: \"ARTICLES_READING_LEVEL/reading-level\"",
        "    output: \"articles.reading-level\"",
        "    replicas: 2",
    ] {
        assert!(helm.stdout.lines().any(|is| is == line), "{line}:\n{}", helm.stdout);
    }
}

/// With users, the fifth stage works with the generated configuration and may filter.
#[tokio::test]
async fn a_fifth_stage_has_the_rights_that_it_needs() {
    let folder = tempfile::tempdir().expect("a folder");
    let own = fs::read_to_string(file(folder.path())).expect("written");
    for services in ["together", "separate"] {
        let base = nats_file("courant.toml");
        let list = base.replace("services = \"together\"", &format!("services = {services:?}"));
        let list = own.replacen("[settings]\nattempts = 4\n", &list, 1);
        assert!(accounts_of(&list).contains("NATS_PASSWORD_READING_LEVEL"));
        let path = folder.path().join("listed.toml");
        fs::write(&path, &list).expect("the folder is ours");
        let path = path.to_str().expect("UTF-8");
        let server = Server::with(&guarded_with(&list));
        let setup = ["setup", "--store", "1GB", "--config", path];
        let run = |user: &str, arguments: &[&str]| {
            let run = Courant::new(arguments).env("NATS_URL", server.url()).envs(login(user));
            run.run(PATIENCE)
        };
        let made = run("setup", &setup);
        assert_eq!(made.code, Some(0), "{}{}", made.stdout, made.stderr);
        assert!(made.stdout.contains("consumer ARTICLES_READING_LEVEL/reading-level: created"));
        let prefix = if services == "together" { "$JS.API" } else { "COURANT.API" };
        let mut wire =
            e2e::Wire::connect(&server.url(), "reading-level", &password("reading-level"))
                .expect("a user of the list");
        for subject in [
            "articles.language-detected".to_owned(),
            "articles.filtered.too_hard".to_owned(),
            "articles.dead.reading-level.crashed".to_owned(),
            "articles.duplicate.reading-level".to_owned(),
            format!("{prefix}.CONSUMER.INFO.ARTICLES_READING_LEVEL.reading-level"),
        ] {
            wire.publish(&subject).unwrap_or_else(|refusal| panic!("{services}: {refusal}"));
        }
        for subject in ["articles.ingested", "articles.published.en.1", "articles.dead.ingestion.x"]
        {
            assert!(wire.publish(subject).is_err(), "{services}: {subject}");
        }
        let shown = run("operator", &["status", "--config", path]);
        assert!(shown.stdout.contains("reading-level"), "{}{}", shown.stdout, shown.stderr);
    }
}

/// The stages of a running pipeline are compared with the file like its streams.
#[test]
fn setup_refuses_a_stream_size_for_a_stream_that_is_not_there() {
    let pipeline = Pipeline { server: Server::start(), services: Vec::new() };
    let folder = tempfile::tempdir().expect("a folder");
    let file = file(folder.path());
    let size = "ARTICLES_READING_LEVEL=20MB";
    let setup = |more: &[&str]| {
        let arguments = [&["setup", "--store", "1GB", "--stream-size", size], more].concat();
        Courant::new(arguments).env("NATS_URL", pipeline.server.url()).run(PATIENCE)
    };
    let refused = setup(&[]);
    assert_eq!(refused.code, Some(2), "{}", refused.stderr);
    assert!(refused.stderr.contains("there is no stream ARTICLES_READING_LEVEL"));
    let made = setup(&["--config", &file]);
    assert_eq!(made.code, Some(0), "{}{}", made.stdout, made.stderr);
}
