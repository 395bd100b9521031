use std::thread;

use article::{Document, Language, RawMessage, Record, Timestamp};
use axum::extract::{Path, State as Extract};
use axum::response::{IntoResponse, Response};
use ingestion::Ingestion;
use maud::{Markup, html};
use metadata::{Rival, Rivals, rivals};
use stage::{Context, Processed};

use super::article::{find, unknown};
use crate::failed::Failed;
use crate::layout::{confidence, page};
use crate::shown::line;
use crate::state::App;

/// Larger documents would take too much memory here.
const MOST_BYTES: usize = 1 << 20;
/// Other documents are read by workers, which would take too much memory here.
const READ_HERE: [&str; 2] = ["text/html", "text/plain"];
/// Pages may be deeply nested.
const STACK: usize = 16 << 20;
/// Candidates with a smaller probability are left out.
const LEAST: f32 = 0.0005;

/// Why an article has its title, authors and date: the candidates, computed again from the document
/// as ingestion received it.
pub(crate) async fn show(
    Extract(App(state)): Extract<App>,
    Path(id): Path<String>,
) -> Result<Response, Failed> {
    let Some((id, stored)) = find(&state, &id).await? else { return Ok(unknown(&state, &id)) };
    let record = Record::from_bytes(&stored.body);
    let kind = record.as_ref().ok().and_then(|record| record.section::<Document>().ok());
    let kind = kind.map(|document| document.content_type).unwrap_or_default();
    let language = record.and_then(|record| record.section::<Language>());
    let original = state.broker.original(id).await?;
    let result = match (original, language) {
        _ if !READ_HERE.contains(&&*kind) => html! {
            p { "The document is not a web page but " code { (line(&kind, 80)) } ": such a document states its values, or they are found by their position, and nothing else was considered." }
        },
        (None, _) => html! {
            p #not-kept { "The candidates are not part of the record. They can be computed again from the document as it was received, but this one is not kept." }
            p { "To keep documents, set " code { "COURANT_KEEP_RAW=30d" } " for ingestion, or another time: it holds for documents that come from then on, as long as there is space in ARTICLES_ORIGINALS. If you still have the document, " code { "courant process --internal FILE" } " shows what its page declares." }
        },
        (_, Err(_)) => html! { p.bad { "The record can't be read." } },
        (Some(original), _) if original.document().len() > MOST_BYTES => html! {
            p { "The document is too large to be read again here. " code { "courant show --internal " (id) } " shows what its page declares." }
        },
        (Some(original), Ok(language)) => {
            // One at a time, so that memory stays bounded.
            let _turn = state.reading.lock().await;
            match recompute(original.to_raw(), language).await {
                Some(rivals) => candidates(&rivals),
                None => {
                    html! { p.bad { "This version of Courant can't read the document any more." } }
                }
            }
        }
    };
    let content = html! {
        div {
            small { a href="/articles" { "Articles" } " › " a href={ "/articles/" (id) } { "the article" } }
            h1 { "Why this title, these authors and this date?" }
        }
        section.panel { (result) }
    };
    Ok(page(&state, "/articles", "Why?", &content).into_response())
}

/// Reads the document again, on a separate thread.
async fn recompute(raw: RawMessage, language: Language) -> Option<Rivals> {
    let (sender, receiver) = tokio::sync::oneshot::channel();
    let read = move || {
        let context = Context::new(Timestamp::now(), "");
        let ingestion = Ingestion::with_max_bytes(u64::MAX);
        let read = stage::process(&ingestion, raw, &context, 1).ok();
        let found = read.and_then(|processed| match processed {
            Processed::Forward { record, .. } => {
                let document: Document = record.section().ok()?;
                Some(rivals(&document, &language, &record.internal().cues))
            }
            Processed::Publish { .. } | Processed::Filter { .. } => None,
        });
        // The page may have been closed.
        let _ = sender.send(found);
    };
    thread::Builder::new().stack_size(STACK).spawn(read).ok()?;
    // A panic drops the sender.
    receiver.await.ok().flatten()
}

fn candidates(rivals: &Rivals) -> Markup {
    let Rivals { title_is_given, titles, authors, days } = rivals;
    let none = titles.is_empty() && authors.is_empty() && days.is_empty();
    html! {
        @if *title_is_given { p { "The publisher gave the title, so no candidates for it were considered." } }
        @if none { p { "The document is plain text: its values are found by their position, and nothing else was considered." } }
        @else { p.soft { "Computed again from the original, with the rules of this version. Each candidate has a share of 100 %; the first one's share is its confidence." } }
        (kind("Title", titles, "no title"))
        (kind("Authors", authors, "nobody"))
        (kind("Published", days, "no date"))
    }
}

fn kind(name: &str, rivals: &[Rival], absent: &str) -> Markup {
    let shown = rivals.iter().enumerate().filter(|(at, rival)| *at == 0 || rival.share >= LEAST);
    html! {
        @if !rivals.is_empty() {
            h2 { (name) }
            div.scroll { table.rivals data-kind=(name) {
                thead { tr { th { "Candidate" } th { "Found in" } th { "Share" } } }
                tbody {
                    @for (_, Rival { value, share, found }) in shown {
                        tr {
                            td { @match value { Some(value) => bdi { (line(value, 300)) }, None => span.soft { (absent) } } }
                            td { @if let Some((_, evidence)) = found { (line(evidence, 200)) } @else { "–" } }
                            td.num { (confidence(f64::from(*share))) " " (format!("{share:.3}")) }
                        }
                    }
                }
            } }
        }
    }
}
