//! The console's pages, without a browser. `make ui-test` checks them in one.

use article::{ArticleId, Record};
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

/// An e-mail with an attached page and text, and markup in every field that a sender can set.
const MAIL: &str = "From: Ada <ada@example.org>\nDate: Fri, 1 May 2026 09:05:00 +0200\nMIME-Version: 1.0\n\
    Message-ID: <a@example.org>\nSubject: Timetable <script>alert(1)</script>\n\
    Content-Type: multipart/mixed; boundary=b\n\n\
    --b\n\nThe night train to the coast runs again from May, the railway company wrote.\n\
    --b\nContent-Type: text/html\nContent-Disposition: attachment; filename=\"<b>a</b>.html\"\n\n\
    <title>Fares</title><p>Tickets are sold from April at all stations.</p>\n\
    --b\nContent-Type: text/plain\nContent-Disposition: attachment; filename=a.txt\n\n\
    Seats <img src=x onerror=alert(2)> can be reserved from April on, at all larger stations.\n--b--\n";

#[tokio::test]
async fn an_attachment_leads_to_its_email_and_the_email_to_its_attachments() {
    let pipeline = Pipeline::whole();
    let client = Client::connect(&pipeline.server).await;
    client.publish(&[], MAIL).await;
    client.stored("ARTICLES_PUBLISHED", 3).await;
    let (_console, port) = console(&pipeline);
    let mail = ArticleId::of("", "", MAIL.as_bytes());
    let shown = http::get(port, &format!("/articles/{mail}")).expect("the e-mail");
    assert!(shown.contains("<h2>Attachments</h2>"), "{shown}");
    assert!(shown.contains("Seats &lt;img src=x onerror=alert(2)&gt; can"), "{shown}");
    assert!(!shown.contains("<script>alert") && !shown.contains("<img"), "{shown}");
    let mut attachments = 0;
    for sequence in 1..=3 {
        let record = client.message("ARTICLES_PUBLISHED", sequence).await;
        let id = Record::parse(&record.payload).expect("a record").id();
        if id == mail {
            continue;
        }
        attachments += 1;
        assert!(shown.contains(&format!("href=\"/articles/{id}\"")), "{shown}");
        let part = http::get(port, &format!("/articles/{id}")).expect("the attachment");
        let link = format!(
            "Attached to <a href=\"/articles/{mail}\"><bdi>Timetable &lt;script&gt;alert(1)&lt;/script&gt;</bdi>"
        );
        assert!(part.contains(&link), "{part}");
        assert!(!part.contains("<h2>Attachments</h2>"), "{part}");
    }
    assert_eq!(attachments, 2);
}

#[tokio::test]
async fn an_attachment_whose_email_was_not_published_says_so() {
    let pipeline = Pipeline::whole();
    let client = Client::connect(&pipeline.server).await;
    let whole = ArticleId::of("", "", b"an e-mail");
    let headers = [("Courant-Part-Of", &*whole.to_string()), ("Content-Type", "text/plain")];
    let text = "Seats can be reserved from the first of April on, at all larger stations.";
    client.publish(&headers, text).await;
    client.stored("ARTICLES_PUBLISHED", 1).await;
    let (_console, port) = console(&pipeline);
    let id = ArticleId::of("", "", text.as_bytes());
    let shown = http::get(port, &format!("/articles/{id}")).expect("the attachment");
    assert!(shown.contains(&format!("<code>{whole}</code>, which was not published")), "{shown}");
}
