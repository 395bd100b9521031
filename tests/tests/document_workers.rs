//! Documents whose reader crashes, runs out of memory or hangs become dead letters, and the next document
//! is processed.
#![cfg(target_os = "linux")]

use std::fs;

use article::ArticleId;
use e2e::{Client, PATIENCE, Pipeline, docx, paragraph, until};
use rustix::process::{Pid, Signal, kill_process};

const WELL: &str = "The ferry to the islands runs again from Monday, the harbour office said.";
/// Enough bytes to allow a document to unpack to more than its own size would.
const PADDING: usize = 250_000;

/// A document that takes long to read.
fn long(name: &str) -> Vec<u8> {
    let body: String =
        (0..300_000).map(|number| paragraph(&format!("{name} {number} {WELL}"))).collect();
    docx(body[..30 << 20].rsplit_once("<w:p>").expect("it has paragraphs").0, PADDING)
}

/// A pipeline with one thread, and therefore one worker.
fn pipeline() -> Pipeline {
    let mut pipeline = Pipeline::bare();
    pipeline.start("ingestion", &[("COURANT_IN_FLIGHT", "1")]);
    pipeline.ready();
    pipeline
}

/// The worker process of a service.
fn worker(service: u32) -> Option<Pid> {
    let is_child = |id: i32| Some(stat(id)?.get(1)?.parse() == Ok(service));
    let ids = fs::read_dir("/proc").expect("Linux has it").flatten();
    let mut ids = ids.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    Pid::from_raw(ids.find(|id| is_child(*id) == Some(true))?)
}

/// The fields of proc_pid_stat(5) of a process, from its state on.
fn stat(id: i32) -> Option<Vec<String>> {
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    Some(stat.rsplit_once(')')?.1.split_whitespace().map(str::to_owned).collect())
}

/// CPU time that a process has used, in ticks.
fn used(process: Pid) -> Option<u64> {
    stat(process.as_raw_nonzero().get())?.get(11)?.parse().ok()
}

/// Publishes a document that takes long to read, sends a signal to its reader, and publishes a normal
/// document.
async fn interrupted(signal: Signal, code: &str) {
    let mut pipeline = pipeline();
    let client = Client::connect(&pipeline.server).await;
    let service = pipeline.service(0).process.id();
    let reader = until("a worker", PATIENCE, || worker(service));
    let before = used(reader).expect("it runs");
    client.publish(&[], long(code)).await;
    until("the worker to read", PATIENCE, || (used(reader)? > before + 10).then_some(()));
    kill_process(reader, signal).expect("it runs");
    dead_and_the_next_goes_on(&mut pipeline, &client, code).await;
}

async fn dead_and_the_next_goes_on(pipeline: &mut Pipeline, client: &Client, code: &str) {
    let service = pipeline.service(0).process.id();
    client.stored("ARTICLES_DEAD", 1).await;
    let letter = client.message("ARTICLES_DEAD", 1).await;
    assert_eq!(letter.subject.as_str(), format!("articles.dead.ingestion.{code}"));
    let next = docx(&paragraph(WELL), 0);
    client.publish(&[], next.clone()).await;
    client.stored("ARTICLES_INGESTED", 1).await;
    let record = client.message("ARTICLES_INGESTED", 1).await;
    let id = record.headers.get("Courant-Article-Id").expect("every hop has its id");
    assert_eq!(id.as_str(), ArticleId::of("", "", &next).to_string());
    assert_eq!(pipeline.service(0).process.id(), service);
    assert!(pipeline.service(0).process.runs());
    assert_eq!(client.stream("ARTICLES_DEAD").await.messages, 1);
}

#[tokio::test]
async fn a_reader_that_crashes_costs_one_document() {
    interrupted(Signal::ABORT, "crashed").await;
}

#[tokio::test]
async fn a_reader_that_hangs_costs_one_document() {
    interrupted(Signal::STOP, "timed_out").await;
}

#[tokio::test]
async fn a_reader_that_the_system_kills_for_its_memory_costs_one_document() {
    interrupted(Signal::KILL, "out_of_memory").await;
}

#[tokio::test]
async fn a_document_that_needs_too_much_memory_costs_itself() {
    let mut pipeline = pipeline();
    let client = Client::connect(&pipeline.server).await;
    // Each quotation mark becomes six bytes of HTML, 180 MB in all, in addition to the text.
    client.publish(&[], docx(&paragraph(&"\"".repeat(30 << 20)), PADDING)).await;
    dead_and_the_next_goes_on(&mut pipeline, &client, "out_of_memory").await;
}

#[tokio::test]
async fn an_archive_that_unpacks_to_too_much_is_refused_before_it_is_unpacked() {
    let mut pipeline = pipeline();
    let client = Client::connect(&pipeline.server).await;
    client.publish(&[], docx(&paragraph(&" ".repeat(200 << 20)), 0)).await;
    dead_and_the_next_goes_on(&mut pipeline, &client, "too_large").await;
}
