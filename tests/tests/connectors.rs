//! Sources and deliveries in `courant.toml`, as used by `up`, `status`, Compose and Helm.

use std::fs;
use std::path::Path;
use std::time::Duration;

use e2e::{Courant, PATIENCE, Page, Process, Receiver, Reply, Site, accounts_of, port, until};
use serde_json::Value;

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

fn written(folder: &Path, text: &str) -> String {
    let path = folder.join("courant.toml");
    fs::write(&path, text).expect("the folder is ours");
    path.to_str().expect("UTF-8").to_owned()
}

/// Two deliveries and the feeds.
const FILE: &str = r#"
[settings]
log = "info"
in-flight = 8

[[source]]
name = "feeds"
kind = "feeds"
settings = { list = "feeds.txt", allow-private = true, min-interval = "1s", host-delay = "1ms" }

[[delivery]]
name = "archive"
kind = "files"
settings = { folder = "archive", interval = "1s" }

[[delivery]]
name = "partner"
kind = "webhook"
settings = { concurrency = 4, allow-private = true }
"#;

struct Up {
    process: Process,
    url: String,
    file: String,
}

impl Up {
    fn start(folder: &Path, file: String, environment: &[(&str, &str)]) -> Self {
        let (server, admin) = (port::free().to_string(), port::free_run(8).to_string());
        let data = folder.join("data");
        let data = data.to_str().expect("UTF-8");
        let ports = ["--port", &server, "--admin-port", &admin];
        let more = ["--config", &file, "--data", data, "--store", "1GB"];
        let mut up = Courant::new([&["up"], &ports[..], &more].concat());
        for (name, value) in environment {
            up = up.env(name, value);
        }
        let process = up.start();
        until("it to run", PATIENCE, || process.stderr().contains("publish to").then_some(()));
        Self { process, url: format!("nats://127.0.0.1:{server}"), file }
    }

    fn status(&self) -> Value {
        let status = Courant::new(["status", "--json", "--config", &self.file]);
        let status = status.env("NATS_URL", &self.url).run(PATIENCE);
        assert!(!status.stdout.is_empty(), "{}", status.stderr);
        serde_json::from_str(&status.stdout).expect("JSON")
    }

    fn stop(mut self) {
        self.process.terminate();
        let code = self.process.wait(Duration::from_secs(60));
        assert_eq!(code, Some(0), "{}", self.process.stderr());
    }
}

#[test]
fn a_page_goes_from_a_feed_of_the_file_to_its_deliveries() {
    let site = Site::start(|head| match head.split(' ').nth(1).unwrap_or_default() {
        "/feed" => Page::ok(
            "application/rss+xml",
            "<rss version=\"2.0\"><channel><item><link>/page</link></item></channel></rss>",
        ),
        "/page" => Page::ok("text/html", "<p>The ferry to the islands runs again.</p>"),
        _ => Page::Answer(404, String::new(), Vec::new()),
    });
    let receiver = Receiver::start(|_, _| Reply::Status(200));
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("feeds.txt"), format!("{}\n", site.url("/feed")))
        .expect("written");
    let url = receiver.url();
    let environment = [
        // For this delivery only, whose name is part of the variable's.
        ("COURANT_WEBHOOK_URL_PARTNER", url.as_str()),
        ("COURANT_WEBHOOK_SECRET_PARTNER", SECRET),
    ];
    let mut up = Up::start(folder.path(), written(folder.path(), FILE), &environment);
    let days = folder.path().join("archive");
    until("the file of the archive", PATIENCE, || {
        let files = fs::read_dir(&days).ok()?.flatten().flat_map(|day| fs::read_dir(day.path()));
        let mut files = files.flatten().flatten();
        files.any(|file| file.file_name().to_string_lossy().ends_with(".jsonl.zst")).then_some(())
    });
    until("the webhook", PATIENCE, || receiver.requests().len().eq(&1).then_some(()));
    let page = receiver.requests()[0].body["data"]["document"]["url"].clone();
    assert_eq!(page, site.url("/page"));
    let readers = up.status()["readers"].clone();
    let kinds: Vec<_> = readers.as_array().expect("readers").iter().collect();
    let kinds: Vec<_> = kinds.iter().map(|one| (&one["name"], &one["delivery"])).collect();
    let expected = [(Value::from("archive"), "files".into()), ("partner".into(), "webhook".into())];
    assert_eq!(kinds, expected.each_ref().map(|(name, kind)| (name, kind)));

    let changed = FILE.replace("interval = \"1s\"", "interval = \"2s\"");
    written(folder.path(), &changed);
    up.process.reload();
    until("what it says", PATIENCE, || {
        let said = up.process.stderr();
        said.contains("restart `courant up` to apply: archive (interval)").then_some(())
    });
    up.stop();
}

#[test]
fn status_names_a_delivery_that_does_not_run_and_one_that_setup_did_not_make() {
    let folder = tempfile::tempdir().expect("a folder");
    let listed = |kind: &str| format!("[[delivery]]\nname = \"partner\"\n{kind}\n");
    let file = written(folder.path(), &listed(""));
    let up = Up::start(folder.path(), file, &[]);
    let publish = Courant::new(["publish", "--wait", "samples/el-faros.txt"]);
    let published = publish.env("NATS_URL", &up.url).run(PATIENCE);
    assert_eq!(published.code, Some(0), "{}", published.stderr);
    assert_eq!(up.status()["problems"].as_array().map(Vec::len), Some(0), "it may run elsewhere");
    let more = listed("kind = \"webhook\"") + "[[reader]]\nname = \"late\"\n";
    written(folder.path(), &more);
    let problems = up.status()["problems"].clone();
    let message = |place: usize| problems[place]["message"].as_str().unwrap_or_default().to_owned();
    assert!(message(0).contains("consumer ARTICLES_PUBLISHED/late is missing"), "{problems}");
    assert!(message(1).contains("delivery partner (webhook) is not connected"), "{problems}");
    up.stop();
}

#[test]
fn check_names_what_a_delivery_lacks() {
    let folder = tempfile::tempdir().expect("a folder");
    for (text, expected) in [
        ("[[delivery]]\nname = \"a\"\nkind = \"files\"", "a: files needs a setting: folder ="),
        ("[[source]]\nname = \"feeds\"\nkind = \"feeds\"", "feeds needs a setting: list ="),
        ("[[delivery]]\nname = \"a\"\nkind = \"file\"", "did you mean files?"),
        (
            "[[delivery]]\nname = \"a\"\nkind = \"postgres\"\nsettings = { row = 1 }",
            "a: there is no setting `row`: did you mean rows?",
        ),
        (
            "[[delivery]]\nname = \"a\"\nkind = \"postgres\"\nsettings = { rows = 0 }",
            "a: invalid value '0'",
        ),
        (
            "[[delivery]]\nname = \"a\"\nkind = \"postgres\"\nsettings = { url = \"x\" }",
            "secrets are variables",
        ),
        (
            "[[delivery]]\nname = \"a\"\nkind = \"postgres\"\nsettings = { name = \"x\" }",
            "it can't be in the file",
        ),
    ] {
        let file = written(folder.path(), text);
        let checked = Courant::new(["config", "check", &file]).run(PATIENCE);
        assert_eq!(checked.code, Some(1), "{text}: {}", checked.stderr);
        assert!(checked.stderr.contains(expected), "{text}: {}", checked.stderr);
    }
    let fine = Courant::new(["config", "check", &written(folder.path(), FILE)]).run(PATIENCE);
    assert_eq!(fine.code, Some(0), "{}", fine.stderr);
    assert!(fine.stderr.contains("1 source, 0 readers, 2 deliveries"), "{}", fine.stderr);
}

#[test]
fn explain_compose_and_helm_have_the_sources_and_deliveries_of_the_file() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("feeds.txt"), "https://example.org/feed\n").expect("written");
    let file = written(folder.path(), FILE);
    let config = |what: &[&str]| {
        let ended = Courant::new([&["config"], what, &[&file]].concat())
            .env("COURANT_WEBHOOK_SECRET", SECRET)
            .run(PATIENCE);
        assert_eq!(ended.code, Some(0), "{}", ended.stderr);
        assert!(!ended.stdout.contains(SECRET), "{}", ended.stdout);
        ended
    };
    let explained = config(&["explain", "--json"]);
    let lines: Vec<Value> =
        explained.stdout.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    for (service, setting, value, from) in [
        ("feeds", "kind", "feeds", &*file),
        ("feeds", "list", "feeds.txt", &file),
        ("archive", "log", "info", &file),
        ("archive", "rows", "2000", "default"),
        ("partner", "concurrency", "4", &file),
        ("partner", "secret", "(not shown)", "COURANT_WEBHOOK_SECRET"),
    ] {
        let line = lines.iter().find(|l| l["service"] == service && l["setting"] == setting);
        let line = line.unwrap_or_else(|| panic!("{service} {setting}: {}", explained.stdout));
        assert_eq!((&line["value"], &line["from"]), (&value.into(), &from.into()), "{line}");
    }
    let compose = config(&["compose"]);
    let place = folder.path().display();
    for line in [
        "      NATS_PASSWORD_ARCHIVE: '\"${NATS_PASSWORD_ARCHIVE:?set it in .env}\"'",
        "  delivery-archive:",
        "    command: [\"service\", \"delivery\", \"files\"]",
        "      delivery-archive-folder: { condition: service_completed_successfully }",
        "      COURANT_DELIVERY: \"archive\"",
        "      COURANT_FILES_FOLDER: \"/data\"",
        "    profiles: !reset []",
        "      COURANT_WEBHOOK_SECRET: ${COURANT_WEBHOOK_SECRET_PARTNER:?set it in .env}",
        &format!("    volumes: [\"{place}/archive:/data\"]"),
        &format!("    volumes: [\"{place}/feeds.txt:/etc/courant/feeds.txt:ro\"]"),
    ] {
        assert!(compose.stdout.lines().any(|is| is == line), "{line}:\n{}", compose.stdout);
    }
    assert!(compose.stderr.contains("COURANT_WEBHOOK_URL_PARTNER"), "{}", compose.stderr);
    let helm = config(&["helm"]);
    for line in [
        "    kind: webhook",
        "    env: { COURANT_WEBHOOK_ALLOW_PRIVATE: \"true\", COURANT_WEBHOOK_CONCURRENCY: \"4\", COURANT_LOG: \"info\" }",
        "  enabled: true",
        "    https://example.org/feed",
    ] {
        assert!(helm.stdout.lines().any(|is| is == line), "{line}:\n{}", helm.stdout);
    }
    assert!(!helm.stdout.contains("\nstages:"), "it would take away the chart's stages");
    let accounts = accounts_of(FILE);
    assert!(accounts.contains("$KV.ARTICLES_SEEN.feeds.*"), "feeds notes what it has published");
}
