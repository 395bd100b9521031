//! The console's pages, asked without a browser. `make ui-test` looks at them in one.

use article::ArticleId;
use e2e::{Client, Courant, PATIENCE, Pipeline, Process, http, port, until};

const PAGE: &str = r#"<html lang="en"><head><title>Ferry returns to Lake Aral - The Aral Courier</title>
    <meta property="og:title" content="Lake Aral has its &lt;b&gt;ferry&lt;/b&gt; again">
    <meta name="author" content="Mira Holt"></head>
    <body><article><h1>Ferry returns to Lake Aral</h1>
    <p>The ferry sails again on Monday, the port authority said. It had been moored for six years,
    since the lake withdrew from the old harbour.</p></article></body></html>"#;

fn console(pipeline: &Pipeline) -> (Process, u16) {
    let listen = port::free();
    let address = format!("127.0.0.1:{listen}");
    let command = Courant::new(["ui", "--listen", &address]);
    let process = command.env("NATS_URL", pipeline.server.url()).start();
    until("the console", PATIENCE, || http::get(listen, "/login").map(drop));
    (process, listen)
}

async fn why(settings: &[(&str, &str)], headers: &[(&str, &str)], body: &str) -> String {
    let pipeline = Pipeline::with(settings);
    let client = Client::connect(&pipeline.server).await;
    client.publish(headers, body).await;
    client.stored("ARTICLES_PUBLISHED", 1).await;
    let (_console, port) = console(&pipeline);
    let id = ArticleId::of("", "", body.as_bytes());
    let article = http::get(port, &format!("/articles/{id}")).expect("the article");
    assert!(article.contains(&format!("href=\"/articles/{id}/why\"")), "{article}");
    http::get(port, &format!("/articles/{id}/why")).expect("the page")
}

#[tokio::test]
async fn the_rival_titles_are_computed_again_from_the_kept_document() {
    let html = [("Content-Type", "text/html")];
    let shown = why(&[("COURANT_KEEP_RAW", "1d")], &html, PAGE).await;
    for candidate in [
        "<bdi>Ferry returns to Lake Aral</bdi>",
        "<bdi>Ferry returns to Lake Aral - The Aral Courier</bdi>",
        "<bdi>Lake Aral has its ferry again</bdi>",
        "<bdi>Mira Holt</bdi>",
        "nobody",
        "no date",
        "og:title",
    ] {
        assert!(shown.contains(candidate), "{candidate}: {shown}");
    }
}

#[tokio::test]
async fn a_plain_text_has_no_rivals_and_without_its_document_the_page_says_how_to_keep_it() {
    let text = "The bridge of Carrow\n\nIt opens again on Monday, the council said, after a year.";
    let plain = [("Content-Type", "text/plain")];
    let shown = why(&[("COURANT_KEEP_RAW", "1d")], &plain, text).await;
    assert!(shown.contains("The document is plain text"), "{shown}");
    let shown = why(&[], &plain, text).await;
    assert!(shown.contains("COURANT_KEEP_RAW=30d"), "{shown}");
}
