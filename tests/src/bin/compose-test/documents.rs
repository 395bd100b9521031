use article::ArticleId;
use e2e::{Client, Compose, PATIENCE, Wire, until};

use crate::flow::{none_lost_none_twice, runtime};
use crate::report::Report;

const TEXT: &str = "A storm tore the roof off the old mill in Westbrook during the night. Nobody was \
    hurt, the fire brigade said, but the road to the village stays closed until the evening.";

/// Documents are published from the host with a NATS client, and with `courant` in its container.
pub(crate) fn go_through(compose: &Compose, report: &mut Report) {
    let url = compose.nats_url();
    runtime().block_on(async {
        let source = Client::log_in(&url, "source", &compose.password("source")).await;
        source.publish(&[], TEXT).await;
    });
    let id = ArticleId::of("", "", TEXT.as_bytes());
    let shown = until("the article to be out", PATIENCE, || {
        let shown = compose.run(&["run", "--rm", "courant", "show", "--json", &id.to_string()]);
        shown.status.success().then(|| String::from_utf8_lossy(&shown.stdout).into_owned())
    });
    let record: serde_json::Value = serde_json::from_str(shown.trim()).expect("a record");
    let enriched = record["language"]["tag"] == "en" && record["metadata"]["counts"].is_object();
    let what = "plain NATS publish from the host as `source`: an enriched article comes out";
    report.check(what, enriched, || shown.clone());
    none_lost_none_twice(compose, report, "the document of `source`", &[id]);

    let published = compose.run(&["run", "--rm", "courant", "publish", "--wait", "samples/"]);
    let said = String::from_utf8_lossy(&published.stderr).into_owned();
    let fine = published.status.success() && said.contains("dead 0");
    report.check("docker compose run --rm courant publish --wait samples/", fine, || said.clone());

    let status = compose.done(&["run", "--rm", "operator", "status"]);
    let balanced = status.contains("balanced");
    report.check("docker compose run --rm operator status: balanced", balanced, || status.clone());
}

/// The server has the users and permissions of the real configuration files.
pub(crate) fn are_refused_where_they_should(compose: &Compose, report: &mut Report) {
    let url = compose.nats_url();
    let wrong = Wire::connect(&url, "source", "a wrong password");
    report.check("a wrong password is refused", wrong.is_err(), String::new);
    let refused = [
        ("source", "articles.ingested"),
        ("source", "$JS.API.STREAM.DELETE.ARTICLES_RAW"),
        ("reader", "articles.raw"),
        ("tools", "$JS.API.STREAM.PURGE.ARTICLES_PUBLISHED"),
        ("ingestion", "articles.published.en.1"),
        ("operator", "$JS.API.STREAM.DELETE.ARTICLES_DEAD"),
    ];
    for (user, subject) in refused {
        let mut wire = Wire::connect(&url, user, &compose.password(user))
            .unwrap_or_else(|refusal| panic!("{user}: {refusal}"));
        let refusal = wire.publish(subject);
        report.check(&format!("{user} may not publish {subject}"), refusal.is_err(), String::new);
    }
}
