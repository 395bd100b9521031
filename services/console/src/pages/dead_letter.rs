use axum::extract::{Path, State as Extract};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use broker::DeadLetter;
use broker::table::DEAD;
use maud::{Markup, html};
use operator::{age, plural};

use crate::failed::Failed;
use crate::layout::page;
use crate::shown::{block, hex, line};
use crate::state::{App, State};

/// Maximum number of bytes of a document that are shown.
const PREVIEW: usize = 4_000;
const HEX: usize = 512;

pub(crate) async fn show(
    Extract(App(state)): Extract<App>,
    Path(number): Path<u64>,
) -> Result<Response, Failed> {
    let Some(dead_letter) = find(&state, number).await? else { return Ok(unknown(&state, number)) };
    let content = html! {
        section.panel {
            small { a href="/dead" { "Dead letters" } " › " a href={ "/dead?stage=" (dead_letter.stage) "&code=" (dead_letter.code) } { (line(&dead_letter.code, 40)) } }
            h1 { "Dead letter " (number) }
            p { bdi { (line(&dead_letter.detail, 600)) } }
            (facts(&dead_letter))
            @if state.allow_changes {
                div.row {
                    a.button href={ "/dead/replay?number=" (number) } { "Replay …" }
                    a.button.danger href={ "/dead/drop?number=" (number) } { "Drop …" }
                }
            }
        }
        section.panel {
            h2 { "Document" }
            p.soft { (dead_letter.body.len()) " bytes. " a href={ "/dead/" (number) "/document" } { "Download" } ", never opened here." }
            pre.document { (block(&String::from_utf8_lossy(&dead_letter.body[..dead_letter.body.len().min(PREVIEW)]), PREVIEW)) }
            h2 { "Bytes" }
            pre { (hex(&dead_letter.body[..dead_letter.body.len().min(HEX)])) }
        }
    };
    Ok(page(&state, "/dead", "Dead letter", &content).into_response())
}

/// The original bytes. A browser saves them and never renders them.
pub(crate) async fn document(
    Extract(App(state)): Extract<App>,
    Path(number): Path<u64>,
) -> Result<Response, Failed> {
    let Some(dead_letter) = find(&state, number).await? else { return Ok(unknown(&state, number)) };
    let name = format!("attachment; filename=\"dead-letter-{number}.bin\"");
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (header::CONTENT_DISPOSITION, name),
    ];
    Ok((headers, dead_letter.body).into_response())
}

async fn find(state: &State, number: u64) -> Result<Option<DeadLetter>, Failed> {
    let stored = state.broker.at(DEAD, number).await?;
    Ok(stored.and_then(|stored| DeadLetter::read(&stored.headers, stored.body)))
}

pub(crate) fn unknown(state: &State, number: u64) -> Response {
    let content = html! {
        section.panel { h1 { "No dead letter " (number) } p { "It was replayed or dropped, or has expired." } }
    };
    (StatusCode::NOT_FOUND, page(state, "/dead", "Dead letter", &content)).into_response()
}

fn facts(dead_letter: &DeadLetter) -> Markup {
    let row =
        |name: &str, value: String| html! { div.fact { span { (name) } span { bdi { (value) } } } };
    html! {
        (row("Stage", line(&dead_letter.stage, 60)))
        (row("Subject", line(&dead_letter.subject, 200)))
        (row("Rejected", format!("{:.0} ({} ago), after {}", dead_letter.at, age(dead_letter.at), plural(dead_letter.attempts.into(), "attempt"))))
        @if dead_letter.replays > 0 { (row("Replays", format!("{}, rejected again each time", dead_letter.replays))) }
        @if let Some(id) = dead_letter.id { (row("Article", id.to_string())) }
        @if let Some(raw) = &dead_letter.raw { (row("Raw", format!("message {} of {}", raw.sequence, line(&raw.stream, 40)))) }
        @if let Some(whole) = dead_letter.cut_from { (row("Cut", format!("only the beginning of {whole} bytes was kept; it can't be replayed"))) }
        @for (name, value) in dead_letter.headers.iter().take(50) { (row(&line(name, 60), line(value, 300))) }
    }
}
