//! On SIGHUP, a running service and `courant up` reload `courant.toml`.

use std::fs;
use std::path::Path;
use std::time::Duration;

use article::ArticleId;
use e2e::{Client, Courant, PATIENCE, Pipeline, Process, STAGES, port, until};
use serde_json::Value;

const ENGLISH: &str = "A storm tore the roof off the old mill in Westbrook during the night. \
    Nobody was hurt, the fire brigade said, but the road stays closed until the evening.";
const GERMAN: &str = "Ein Sturm hat in der Nacht das Dach der alten Mühle abgedeckt. Verletzt wurde \
    niemand, sagte die Feuerwehr, aber die Straße bleibt bis zum Abend gesperrt.";

/// Lines of the log whose message is `message`, as JSON.
fn logged(process: &Process, message: &str) -> Vec<Value> {
    let said = process.stderr();
    let lines = said.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    lines.filter(|line| line["message"] == message).collect()
}

fn settings(path: &Path, text: &str) {
    let text = format!("[[stage]]\nname = \"publishing\"\nsettings = {{ {text} }}\n");
    fs::write(path, text).expect("the folder is ours");
}

#[tokio::test]
async fn a_service_takes_over_what_it_can_and_names_what_it_cannot() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("courant.toml");
    settings(&file, "languages = \"en\", grace = \"9s\"");
    let config = file.to_str().expect("UTF-8");
    let mut pipeline = Pipeline::bare();
    for stage in STAGES {
        pipeline.start(stage, &[("COURANT_CONFIG", config), ("COURANT_ATTEMPTS", "3")]);
    }
    pipeline.ready();
    let client = Client::connect(&pipeline.server).await;
    client.publish(&[], GERMAN).await;
    client.stored("ARTICLES_SET_ASIDE", 1).await;

    settings(
        &file,
        "languages = [\"en\", \"de\"], log = \"debug\", in-flight = 4, attempts = 8, \
         recovery = \"1h\", log-format = \"pretty\"",
    );
    let publishing = &mut pipeline.service(3).process;
    publishing.reload();
    until("the reload", PATIENCE, || {
        logged(publishing, "settings reloaded").len().eq(&1).then_some(())
    });
    let names = |message: &str, process: &Process| {
        let lines = logged(process, message);
        lines.last().map(|line| line["courant.settings"].as_str().expect("text").to_owned())
    };
    // The attempts are set by a variable.
    let now = names("settings reloaded", publishing);
    assert_eq!(now.as_deref(), Some("grace,in-flight,languages,log,recovery"));
    let later = names("restart the service to apply these settings", publishing);
    assert_eq!(later.as_deref(), Some("log-format"));
    client.publish(&[("Courant-External-Id", "2")], GERMAN).await;
    client.published(ArticleId::of("", "2", GERMAN.as_bytes())).await;
    let debug = publishing.stderr();
    assert!(debug.contains("\"DEBUG\""), "the level is another: {debug}");

    for (wrong, why) in [
        ("langages = \"en\"", "did you mean languages?"),
        ("languages = \"klingon\"", "not a language code"),
        ("log = \"loud\"", "is not a level"),
        ("languages = ", "TOML"),
    ] {
        let failed = logged(publishing, "could not reload, keeping the old settings").len();
        settings(&file, wrong);
        publishing.reload();
        let line = until("the refusal", PATIENCE, || {
            let lines = logged(publishing, "could not reload, keeping the old settings");
            lines.get(failed).cloned()
        });
        let said = line["error.message"].as_str().expect("text");
        assert!(
            said.contains(why) && said.contains("courant.toml") || why == "is not a level",
            "{said}"
        );
    }
    client.publish(&[("Courant-External-Id", "3")], GERMAN).await;
    client.published(ArticleId::of("", "3", GERMAN.as_bytes())).await;
    pipeline.stop();
}

#[tokio::test]
async fn another_limit_and_another_order_of_the_stages() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("courant.toml");
    let limit = |size: &str, more: &str| {
        let text =
            format!("[[stage]]\nname = \"ingestion\"\nsettings = {{ max-bytes = {size} }}\n{more}");
        fs::write(&file, text).expect("the folder is ours");
    };
    limit("1000", "");
    let mut pipeline = Pipeline::bare();
    let config = [("COURANT_CONFIG", file.to_str().expect("UTF-8"))];
    let ingestion = pipeline.start("ingestion", &config);
    pipeline.ready();
    let client = Client::connect(&pipeline.server).await;
    client.publish(&[], ENGLISH).await;
    client.stored("ARTICLES_INGESTED", 1).await;
    let own = "[[stage]]\nname = \"rating\"\nafter = \"ingestion\"\ncommand = \"x\"\n";
    limit("100", own);
    let process = &mut pipeline.service(ingestion).process;
    process.reload();
    let later = "restart the service to apply these settings";
    until("the reload", PATIENCE, || logged(process, later).pop());
    assert_eq!(logged(process, "settings reloaded")[0]["courant.settings"], "max-bytes");
    assert_eq!(logged(process, later)[0]["courant.settings"], "output");
    client.publish(&[("Courant-External-Id", "2")], ENGLISH).await;
    client.stored("ARTICLES_DEAD", 1).await;
    limit("900000000", own);
    process.reload();
    let refused = "could not reload, keeping the old settings";
    let line = until("the refusal", PATIENCE, || logged(process, refused).pop());
    assert!(line["error.message"].as_str().expect("text").contains("max_payload"), "{line}");
    pipeline.stop();
}

#[test]
fn up_passes_it_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("courant.toml");
    let level = |level: &str| format!("log = \"{level}\"");
    settings(&file, &level("info"));
    let (server, admin) = (port::free().to_string(), port::free_run(4).to_string());
    let data = folder.path().join("data");
    let data = data.to_str().expect("UTF-8");
    let arguments = ["up", "--data", data, "--store", "1GB", "--port", &server];
    let more = ["--admin-port", &admin, "--config", file.to_str().expect("UTF-8")];
    let mut up = Courant::new([&arguments[..], &more].concat()).start();
    until("it to run", PATIENCE, || up.stderr().contains("\"started\"").then_some(()));
    settings(&file, &(level("info") + ", languages = \"en\""));
    let text = fs::read_to_string(&file).expect("written") + "replicas = 2\n";
    fs::write(&file, text).expect("the folder is ours");
    up.reload();
    until("what it says", PATIENCE, || {
        let said = up.stderr();
        let own = said.contains("courant.toml: reloaded: publishing (languages)")
            && said.contains("restart `courant up` to apply: publishing (replicas)");
        let service = logged(&up, "settings reloaded");
        let service = service.iter().any(|line| line["courant.settings"] == "languages");
        (own && service).then_some(())
    });
    settings(&file, "langages = \"en\"");
    up.reload();
    until("the refusal", PATIENCE, || {
        let said = up.stderr();
        (said.contains("did you mean languages?") && said.contains("old settings stay"))
            .then_some(())
    });
    up.terminate();
    assert_eq!(up.wait(Duration::from_secs(60)), Some(0), "{}", up.stderr());
}
