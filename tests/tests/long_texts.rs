//! A text that is too long for a message is truncated, and the full text is stored if configured.

use std::fs;

use article::{ArticleId, Document, Record};
use e2e::{
    Client, Courant, Ended, LARGE, Options, PATIENCE, Pipeline, Server, docx, guarded, login,
    paragraph, password, until_async,
};

const PARAGRAPH: &str = "The tide turned at the harbour, and the boats came in one by one.";
const PARAGRAPHS: usize = 8_000;
const MAX_PAYLOAD: u64 = 512 << 10;

/// The bytes of a document's full text.
const WHOLE: usize = PARAGRAPHS * (PARAGRAPH.len() + 2) - 2;

fn long() -> Vec<u8> {
    docx(&paragraph(PARAGRAPH).repeat(PARAGRAPHS), 0)
}

fn pipeline(of_ingestion: &[(&str, &str)]) -> Pipeline {
    let server = Server::with(&Options { max_payload: MAX_PAYLOAD, ..Options::default() });
    let mut pipeline = Pipeline { server, services: Vec::new() };
    pipeline.setup(&[]);
    pipeline.start("ingestion", of_ingestion);
    e2e::STAGES[1..].iter().for_each(|stage| {
        pipeline.start(stage, &[]);
    });
    pipeline.ready();
    pipeline
}

fn run(pipeline: &Pipeline, arguments: &[&str]) -> Ended {
    Courant::new(arguments).env("NATS_URL", pipeline.server.url()).run(PATIENCE)
}

#[tokio::test]
async fn a_text_that_is_too_long_for_a_message_is_cut_at_a_block_and_says_so() {
    let pipeline = pipeline(&[]);
    let client = Client::connect(&pipeline.server).await;
    let long = long();
    let id = ArticleId::of("", "", &long);
    client.publish(&[], long).await;

    let document = client.document(id).await;
    let kept = document.text.len();
    assert!(kept > 80_000 && document.text.ends_with("one by one."), "{kept}");
    assert_eq!(document.blocks.last().map(|block| block.end), Some(kept));
    let warning =
        format!("text_truncated: the text has {WHOLE} bytes, of which the first {kept} are kept");
    assert!(document.warnings.contains(&warning), "{:?}", document.warnings);
    assert_eq!(document.full_text, None);
    assert_eq!(client.stream(LARGE).await.messages, 0);
}

#[tokio::test]
async fn markdown_that_does_not_fit_is_left_out() {
    let mut pipeline = pipeline(&[]);
    pipeline.service(3).process.terminate();
    pipeline.service(3).process.wait(PATIENCE);
    pipeline.start("publishing", &[("COURANT_MARKDOWN", "true")]);
    let client = Client::connect(&pipeline.server).await;
    let (long, short) = (long(), docx(&paragraph(PARAGRAPH), 0));
    let ids = [&long, &short].map(|content| ArticleId::of("", "", content));
    client.publish(&[], long).await;
    client.publish(&[], short).await;
    assert_eq!(client.document(ids[0]).await.markdown, None);
    assert!(client.document(ids[1]).await.markdown.is_some_and(|it| it.trim() == PARAGRAPH));
    assert_eq!(client.stream("ARTICLES_DEAD").await.messages, 0);
}

#[tokio::test]
async fn a_long_text_by_reference_is_read_whole_stored_once_and_erased() {
    let pipeline = pipeline(&[("COURANT_LARGE", "reference")]);
    let client = Client::connect(&pipeline.server).await;
    let long = long();
    let id = ArticleId::of("", "", &long);
    client.publish(&[], long.clone()).await;
    let document = client.document(id).await;
    assert!(document.text.len() > 80_000 && document.text.len() < WHOLE);
    let full = document.full_text.expect("by reference");
    let pieces = full.bytes.div_ceil(256 << 10);
    assert!(pieces > 2 && document.warnings[0].starts_with("text_truncated: "), "{full:?}");
    assert_eq!(client.stream(LARGE).await.messages, pieces);

    // Readers.
    let name = id.to_string();
    let card = run(&pipeline, &["show", &name]);
    assert!(card.stdout.contains(&format!("courant show --markdown {id}")), "{}", card.stdout);
    let markdown = run(&pipeline, &["show", "--markdown", &name]);
    assert_eq!(markdown.stdout.matches(PARAGRAPH).count(), PARAGRAPHS, "{}", markdown.stderr);
    let whole = |json: &str| {
        let record = Record::parse(json.trim_end().as_bytes()).expect("a record");
        let document: Document = record.section().expect("a document");
        assert_eq!((document.text.len(), document.blocks.len()), (WHOLE, PARAGRAPHS));
        assert_eq!(document.warnings, [""; 0]);
    };
    whole(&run(&pipeline, &["show", "--json", "--full-text", &name]).stdout);
    whole(&run(&pipeline, &["export", "--full-text"]).stdout);
    let cut = run(&pipeline, &["export"]).stdout;
    assert!(cut.contains("text_truncated") && (cut.len() as u64) < MAX_PAYLOAD, "{}", cut.len());

    // The same document again: nothing is stored twice.
    client.publish(&[], long).await;
    client.stored("ARTICLES_SET_ASIDE", 1).await;
    assert_eq!(client.stream(LARGE).await.messages, pieces);

    let listed = run(&pipeline, &["erase", "--dry-run", "--id", &name]);
    assert!(listed.stdout.contains(LARGE), "{}", listed.stdout);
    let ended = run(&pipeline, &["erase", "--yes", "--id", &name]);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    client.emptied(LARGE).await;
    assert_eq!(run(&pipeline, &["audit"]).code, Some(0));
}

#[tokio::test]
async fn a_whole_text_that_is_gone_is_named_and_the_beginning_stays() {
    let pipeline = pipeline(&[("COURANT_LARGE", "reference")]);
    let client = Client::connect(&pipeline.server).await;
    let long = long();
    let id = ArticleId::of("", "", &long).to_string();
    client.publish(&[], long).await;
    client.stored("ARTICLES_PUBLISHED", 1).await;
    let stream = client.jetstream.get_stream(LARGE).await.expect("set up");
    stream.delete_message(2).await.expect("deleted");
    for arguments in [&["show", "--markdown", &id][..], &["show", "--json", "--full-text", &id]] {
        let ended = run(&pipeline, arguments);
        assert_eq!(ended.code, Some(1), "{arguments:?}");
        assert!(ended.stderr.contains("the full text is gone"), "{}", ended.stderr);
    }
    let exported = run(&pipeline, &["export", "--full-text"]);
    assert_eq!(exported.code, Some(1));
    assert!(exported.stderr.contains("the full text is gone"), "{}", exported.stderr);
    assert_eq!(run(&pipeline, &["show", &id]).code, Some(0));
}

#[tokio::test]
async fn a_full_bucket_makes_the_document_a_dead_letter_that_can_be_replayed() {
    let pipeline = pipeline(&[("COURANT_LARGE", "reference")]);
    let client = Client::connect(&pipeline.server).await;
    let stream = client.jetstream.get_stream(LARGE).await.expect("set up");
    let mut config = stream.cached_info().config.clone();
    let (room, long) = (config.max_bytes, long());
    config.max_bytes = 300_000;
    client.jetstream.update_stream(&config).await.expect("changed");
    client.publish(&[], long.clone()).await;
    // Other documents are processed in the meantime.
    let short = "The choir of Milton sang on Sunday. The hall was full to the last seat.";
    client.publish(&[], short.as_bytes().to_vec()).await;
    client.document(ArticleId::of("", "", short.as_bytes())).await;
    client.stored("ARTICLES_DEAD", 1).await;
    assert_eq!(client.dead_code(1).await, "no_room_for_text");
    config.max_bytes = room;
    client.jetstream.update_stream(&config).await.expect("changed");
    assert_eq!(run(&pipeline, &["dead", "replay", "1"]).code, Some(0));
    let document = client.document(ArticleId::of("", "", &long)).await;
    assert!(document.full_text.is_some());
    assert_eq!(run(&pipeline, &["audit"]).code, Some(0));
}

/// With the users of `deploy/nats`, ingestion stores a full text, and a reader fetches it.
#[tokio::test]
async fn a_reader_reads_a_whole_text_with_its_own_permissions() {
    let server = Server::with(&Options { max_payload: MAX_PAYLOAD, ..guarded() });
    let as_user = |user: &str, arguments: &[&str]| {
        Courant::new(arguments).env("NATS_URL", server.url()).envs(login(user))
    };
    let set_up = ["setup", "--store", "1GB", "--config", "deploy/nats/courant.toml"];
    assert_eq!(as_user("setup", &set_up).run(PATIENCE).code, Some(0));
    let setup = Client::log_in(&server.url(), "setup", &password("setup")).await;
    let mut services = Vec::new();
    for stage in e2e::STAGES {
        let admin = format!("127.0.0.1:{}", e2e::port::free());
        let service = as_user(stage, &["service", stage]);
        let service = service.env("COURANT_LARGE", "reference").env("COURANT_ADMIN", &admin);
        services.push(service.start());
    }
    let folder = tempfile::tempdir().expect("a folder");
    let (path, long) = (folder.path().join("long.docx"), long());
    fs::write(&path, &long).expect("written");
    let published = as_user("source", &["publish", path.to_str().expect("UTF-8")]).run(PATIENCE);
    assert_eq!(published.code, Some(0), "{}", published.stderr);
    let id = ArticleId::of("", "", &long).to_string();
    until_async("it to be published", PATIENCE, async || {
        (setup.stream("ARTICLES_PUBLISHED").await.messages == 1).then_some(())
    })
    .await;
    for user in ["reader", "tools", "operator"] {
        let ended = as_user(user, &["show", "--markdown", &id]).run(PATIENCE);
        assert_eq!(ended.stdout.matches(PARAGRAPH).count(), PARAGRAPHS, "{user}: {}", ended.stderr);
    }
}
