use std::sync::Arc;

use article::{ArticleId, Document, Record, Timestamp, render};
use axum::extract::{Path, State as Extract};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use broker::{FullTextError, Stored};
use maud::{Markup, html};
use serde_json::Value;

use super::articles::search;
use super::attached;
use super::body::{Mark, blocks};
use crate::failed::Failed;
use crate::layout::{confidence, page};
use crate::shown::{line, link, time};
use crate::state::{App, State};

/// The media type of e-mails.
const MAIL: &str = "message/rfc822";

pub(crate) async fn show(
    Extract(App(state)): Extract<App>,
    Path(id): Path<String>,
) -> Result<Response, Failed> {
    let Some((id, stored)) = find(&state, &id).await? else { return Ok(unknown(&state, &id)) };
    let record: Value = serde_json::from_slice(&stored.body).unwrap_or_default();
    let title = line(text(&record["metadata"]["title"]["value"]).unwrap_or("(no title)"), 300);
    let trace = state.trace_link(&id.to_string());
    let whole = attached::whole(&state, &stored).await?;
    let is_mail = text(&record["document"]["content_type"]) == Some(MAIL);
    let attachments = match is_mail {
        true => attached::list(&state, id, &stored).await?,
        false => None,
    };
    let content = html! {
        div {
            small { a href="/articles" { "Articles" } " › " bdi { (line(text(&record["metadata"]["site"]["name"]["value"]).unwrap_or(""), 80)) } }
            h1 { bdi { (title) } }
            @if let Some(whole) = whole { p { (whole) } }
            small.soft {
                "published " (stored.stored_at.strftime("%Y-%m-%d %H:%M:%S UTC").to_string()) " · "
                span.tag { (line(text(&record["language"]["tag"]).unwrap_or("und"), 20)) } " · "
                (record["metadata"]["counts"]["words"].as_u64().unwrap_or(0)) " words · "
                @if let Some(url) = text(&record["document"]["url"]) { (link(url)) " · " }
                @if let Some(trace) = trace { a href=(trace) { "trace in Jaeger" } " · " }
                a href={ "/articles/" (id) "/record.json" } { "record (JSON)" } " · "
                a href={ "/articles/" (id) "/text.md" } { "text (Markdown)" } " · "
                a href={ "/articles/" (id) "/original" } { "original" }
            }
        }
        div.two {
            section.panel aria-label="Text" { (body(id, &stored, &record)) }
            div {
                section.panel aria-label="Metadata" { h2 { "Metadata and its evidence" } (metadata(&record)) p { a href={ "/articles/" (id) "/why" } { "Why this title? The other candidates" } } }
                br;
                section.panel aria-label="Trail" { h2 { "Trail" } (trail(&stored)) }
            }
        }
        @if let Some(list) = attachments { section.panel aria-label="Attachments" { h2 { "Attachments" } (list) } }
        section.panel aria-label="Near-duplicates" { h2 { "Near-duplicates" } (near(id, &record)) }
    };
    Ok(page(&state, "/articles", &title, &content).into_response())
}

/// The record as it was published.
pub(crate) async fn record(
    Extract(App(state)): Extract<App>,
    Path(id): Path<String>,
) -> Result<Response, Failed> {
    let Some((_, stored)) = find(&state, &id).await? else { return Ok(unknown(&state, &id)) };
    Ok(([(header::CONTENT_TYPE, "application/json")], stored.body).into_response())
}

/// The full text as Markdown, even if the record's text is truncated. A browser saves it.
pub(crate) async fn markdown(
    Extract(App(state)): Extract<App>,
    Path(id): Path<String>,
) -> Result<Response, Failed> {
    let Some((id, stored)) = find(&state, &id).await? else { return Ok(unknown(&state, &id)) };
    let document = match state.broker.complete(stored.body).await {
        Ok(json) => Record::from_bytes(&json).and_then(|record| record.section::<Document>()),
        Err(FullTextError::Lookup(error)) => return Err(error.into()),
        Err(FullTextError::Record(error)) => Err(error),
        Err(error) => return Ok(no_text(&state, id, &error)),
    };
    let document = match document {
        Ok(document) => document,
        Err(error) => return Ok(no_text(&state, id, &error)),
    };
    let headers = [
        (header::CONTENT_TYPE, "text/markdown; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{id}.md\"")),
    ];
    Ok((headers, render::markdown(&document)).into_response())
}

fn no_text(state: &State, id: ArticleId, error: &dyn std::error::Error) -> Response {
    let content = html! {
        section.panel {
            h1 { "The text can't be read" }
            p { (error) }
            p { a href={ "/articles/" (id) } { "Back to the article" } }
        }
    };
    let page = page(state, "/articles", "The text can't be read", &content);
    (StatusCode::NOT_FOUND, page).into_response()
}

/// The document as ingestion received it. A browser saves it and never renders it.
pub(crate) async fn original(
    Extract(App(state)): Extract<App>,
    Path(id): Path<String>,
) -> Result<Response, Failed> {
    let original = match id.parse::<ArticleId>() {
        Ok(id) => state.broker.original(id).await?,
        Err(_) => None,
    };
    let Some(original) = original else {
        let content = html! {
            section.panel {
                h1 { "The original is not kept" }
                p { "Ingestion keeps raw documents for as long as " code { "COURANT_KEEP_RAW" } " says, for example " code { "30d" } "; by default it keeps none." }
                p { a href={ "/articles/" (line(&id, 40)) } { "Back to the article" } }
            }
        };
        let page = page(&state, "/articles", "The original is not kept", &content);
        return Ok((StatusCode::NOT_FOUND, page).into_response());
    };
    let name = format!("attachment; filename=\"{}.bin\"", original.id);
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (header::CONTENT_DISPOSITION, name),
    ];
    Ok((headers, original.document().clone()).into_response())
}

pub(super) async fn find(
    state: &Arc<State>,
    id: &str,
) -> Result<Option<(ArticleId, Stored)>, Failed> {
    let Ok(id) = id.parse::<ArticleId>() else { return Ok(None) };
    Ok(state.broker.published(id).await?.map(|stored| (id, stored)))
}

pub(super) fn unknown(state: &State, id: &str) -> Response {
    let content = html! {
        section.panel {
            h1 { "No such article" }
            p { "It was not published, or is no longer kept. " code { "courant trace " (line(id, 40)) } " shows what else is known about it." }
        }
    };
    let page: Html<String> = page(state, "/articles", "No such article", &content);
    (StatusCode::NOT_FOUND, page).into_response()
}

/// The text in its language and direction, with the metadata found in it marked.
fn body(id: ArticleId, stored: &Stored, record: &Value) -> Markup {
    let parsed = Record::from_bytes(&stored.body).and_then(|record| record.section::<Document>());
    let Ok(document) = parsed else { return html! { p.soft { "The record can't be read." } } };
    let language = text(&record["language"]["tag"]).unwrap_or("und");
    let metadata = &record["metadata"];
    let mut marks: Vec<Mark> = Vec::new();
    let values = [("title", &metadata["title"]), ("date", &metadata["dates"]["published"])];
    let found = values.into_iter().chain(list(&metadata["authors"]).map(|it| ("author", it)));
    for (kind, found) in found {
        marks.extend(text(&found["value"]).map(|value| (kind, line(value, 300))));
        // If the evidence quotes the text, as for dates, the quoted words are marked.
        let quoted = text(&found["evidence"]).and_then(|it| it.split(['"', '“', '”']).nth(1));
        marks.extend(quoted.map(|words| (kind, line(words, 300))));
    }
    html! {
        div.text lang=(line(language, 20)) dir="auto" { (blocks(&document, marks)) }
        @if document.full_text.is_some() {
            p.left-out { "This is the beginning of the text. " a href={ "/articles/" (id) "/text.md" } { "The full text (Markdown)" } }
        }
    }
}

/// A placeholder for the list of near-duplicates.
fn near(id: ArticleId, record: &Value) -> Markup {
    let Some(fingerprint) = text(&record["metadata"]["fingerprint"]) else {
        return html! { p.soft { "The text is too short to be compared." } };
    };
    search(&format!("/articles/search?near={id}&fingerprint={}", line(fingerprint, 16)))
}

fn metadata(record: &Value) -> Markup {
    let metadata = &record["metadata"];
    let language = &record["language"];
    let keywords = list(&metadata["keywords"]).filter_map(|keyword| text(&keyword["term"]));
    let keywords: Vec<String> = keywords.map(|term| line(term, 60)).collect();
    html! {
        (fact("Title", &metadata["title"]))
        @for author in list(&metadata["authors"]) { (fact("Author", author)) }
        (fact("Published", &metadata["dates"]["published"]))
        (fact("Modified", &metadata["dates"]["modified"]))
        (fact("Site", &metadata["site"]["name"]))
        (fact("Section", &metadata["section"]))
        div.fact {
            span { "Language" }
            div {
                (line(text(&language["tag"]).unwrap_or("und"), 20)) br;
                @if let Some(value) = language["confidence"].as_f64() { (confidence(value)) " " small.num { (format!("{value:.2}")) } }
                @if language["reliable"] == false { small.bad { " not reliable" } }
            }
        }
        @if !keywords.is_empty() { div.fact { span { "Keywords" } bdi { (keywords.join(", ")) } } }
        @for warning in list(&record["document"]["warnings"]).filter_map(text) {
            div.fact { span { "Warning" } span { (line(warning, 300)) } }
        }
    }
}

/// A value with its source, and with confidence and evidence if it was inferred.
fn fact(name: &str, found: &Value) -> Markup {
    let Some(value) = text(&found["value"]) else { return html! {} };
    let evidence = text(&found["evidence"]).map(|evidence| line(evidence, 300));
    html! {
        div.fact {
            span { (name) }
            div {
                bdi { (line(value, 300)) } br;
                small.soft {
                    (line(text(&found["source"]).unwrap_or("unknown"), 60))
                    @if let Some(evidence) = evidence { ", " (evidence) }
                    @if let Some(value) = found["confidence"].as_f64() {
                        " · " (confidence(value)) " " span.num { (format!("{value:.2}")) }
                    }
                }
            }
        }
    }
}

/// Each hop as a bar: waiting, then processing.
fn trail(stored: &Stored) -> Markup {
    let trail = Record::from_bytes(&stored.body).and_then(|record| record.trail());
    let trail = trail.unwrap_or_default();
    let Some(begin) = trail.first().map(|entry| entry.at) else {
        return html! { p.soft { "The record has no trail." } };
    };
    let since = |at: Timestamp| (at.duration_since(begin).as_secs_f64() * 1000.0).max(0.0);
    let total = since(stored.stored_at).max(0.001);
    let place = |value: f64| format!("{:.2}", (value / total * 300.0).clamp(0.0, 300.0));
    html! {
        div.trail.num {
            @for entry in &trail {
                span { (line(&entry.stage, 40)) @if entry.attempt > 1 { " (attempt " (entry.attempt) ")" } }
                svg viewBox="0 0 300 10" preserveAspectRatio="none" role="img" aria-label={ "begins after " (time(since(entry.at))) } {
                    rect.wait width="300" height="10" y="4" {}
                    rect.work x=(place(since(entry.at))) width=(place(entry.duration_ms.max(total / 100.0))) height="10" {}
                }
                span { (time(entry.duration_ms)) }
            }
            span { "published" } span.soft { "after " (time(total)) } span {}
        }
    }
}

fn text(value: &Value) -> Option<&str> {
    value.as_str()
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten().take(50)
}
