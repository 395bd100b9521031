//! Custom stages in Python: the SDK's example, and one that fails once.

use std::fs;
use std::path::Path;

use article::{ArticleId, Record};
use e2e::{Client, Compose, Courant, PATIENCE, nats_file, workspace};

use crate::flow::{runtime, until_true};
use crate::jaeger::Jaeger;
use crate::report::Report;
use crate::running::lacking;

/// The image that `run.sh` builds.
const IMAGE: &str = concat!("courant/reading-level:", env!("CARGO_PKG_VERSION"));
const FORWARDED: &str =
    "The ferry to the islands runs again. The harbour office said so on Monday.";
const RETRIED: &str = "This report fails once. The second attempt at it succeeds.";
const DEAD: &str = "%PDF-1.7 is no article";

/// From `courant.toml` to the output of `status` and Jaeger, with the commands of docs/extending.md.
pub(crate) fn is_seen_everywhere(surroundings: &[(&str, String)], report: &mut Report) {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let override_file = configured(folder.path());
    let mut environment = surroundings.to_vec();
    environment.push(("NATS_PASSWORD_READING_LEVEL", "one".to_owned()));
    environment.push(("NATS_PASSWORD_RETRYING", "two".to_owned()));
    let own = folder.path().join("own.yml");
    let place = folder.path().display();
    let scripts = workspace().join("tests/compose");
    let text = format!(
        "services:\n  nats: {{ volumes: [\"{place}:/etc/courant:ro\"] }}\n  retrying:\n    \
         entrypoint: [opentelemetry-instrument, python, /compose/retrying.py]\n    \
         volumes: [\"{}:/compose:ro\"]\n",
        scripts.display()
    );
    fs::write(&own, text).expect("the folder is ours");
    let files = [override_file.as_str(), own.to_str().expect("UTF-8")];
    let compose = Compose::new("courant-fifth", &files, &environment);
    compose.done(&["up", "--detach", "--wait", "--wait-timeout", "90"]);
    let lacking = lacking(&compose.containers("reading-level")[0].inspect());
    let what = "config compose: the stage is as hardened as the services";
    report.check(what, lacking.is_empty(), || lacking.join(", "));

    let source = compose.password("source");
    let reader = compose.password("reader");
    let record = runtime().block_on(async {
        let client = Client::log_in(&compose.nats_url(), "source", &source).await;
        for text in [FORWARDED, RETRIED, DEAD] {
            client.publish(&[], text).await;
        }
        let reader = Client::log_in(&compose.nats_url(), "reader", &reader).await;
        reader.published(id(RETRIED)).await;
        reader.published(id(FORWARDED)).await.0
    });
    let what = "the example in Python adds its section in the real docker-compose.yml";
    report.check(what, level(&record) == Some("{\"words_per_sentence\":7.0}"), || {
        format!("{:?}{}", level(&record), compose.logs(&["reading-level"]))
    });
    let status = compose.done(&["run", "--rm", "operator", "status"]);
    let listed = status.lines().any(|line| line.trim_start().starts_with("reading-level "));
    report.check("status lists the example", listed, || status.clone());
    println!("{status}");
    answers_for_three_documents(&compose, report);
}

/// Writes the three lines of `courant.toml`, the server's configuration, and the file for Compose.
fn configured(folder: &Path) -> String {
    for name in ["nats-server.conf", "tls.conf"] {
        fs::write(folder.join(name), nats_file(name)).expect("the folder is ours");
    }
    let stage = |name: &str, after: &str| {
        format!("\n[[stage]]\nname = \"{name}\"\nafter = \"{after}\"\nimage = \"{IMAGE}\"\n")
    };
    let file = nats_file("courant.toml")
        + &stage("reading-level", "language-detection")
        + &stage("retrying", "reading-level");
    let path = folder.join("courant.toml");
    fs::write(&path, file).expect("the folder is ours");
    let (path, folder) = (path.to_str().expect("UTF-8"), folder.to_str().expect("UTF-8"));
    let courant = |arguments: &[&str]| {
        let ended = Courant::new(arguments).run(PATIENCE);
        assert_eq!(ended.code, Some(0), "{}", ended.stderr);
        ended.stdout
    };
    courant(&["setup", "--nats-config", folder]);
    let printed = courant(&["config", "compose", path]);
    let override_file = format!("{folder}/docker-compose.override.yml");
    fs::write(&override_file, printed).expect("the folder is ours");
    override_file
}

/// The traces of a published document, of one that was retried, and of a dead letter.
fn answers_for_three_documents(compose: &Compose, report: &mut Report) {
    let jaeger = Jaeger::of(compose);
    for (what, text, services, red) in [
        ("forwarded", FORWARDED, 6, &[][..]),
        ("retried", RETRIED, 6, &["retrying"]),
        ("dead", DEAD, 1, &["process articles.raw", "find text"]),
    ] {
        let id = id(text).to_string();
        let mut trace = jaeger.trace(&id);
        until_true(&format!("the trace of the {what} document"), || {
            trace = jaeger.trace(&id);
            trace.named("process ").len() >= services && trace.roots().count() == 1
        });
        let fits = trace.named("process ").len() == services
            && trace.failed() == red
            && trace.has_no_orphan();
        let what = format!("Jaeger, {what}: one tree through {services} services, red: {red:?}");
        report.check(&what, fits, || trace.tree());
        println!("{}", trace.tree());
    }
    let tried = jaeger.trace(&id(RETRIED).to_string()).named("retrying").len();
    report.check("Jaeger, retried: a span for each attempt", tried == 2, || tried.to_string());
    let id = id(FORWARDED).to_string();
    let own = jaeger.trace(&id);
    for name in ["process articles.reading-level", "reading-level", "send articles.retrying"] {
        let there =
            own.spans.iter().any(|span| span.service == "reading-level" && span.name == name);
        report.check(&format!("Jaeger: the example's span `{name}`"), there, || own.tree());
    }
}

fn id(text: &str) -> ArticleId {
    ArticleId::of("", "", text.as_bytes())
}

fn level(record: &Record) -> Option<&str> {
    record.raw("reading_level").map(|raw| raw.get())
}
