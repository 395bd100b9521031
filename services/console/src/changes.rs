//! Replaying and dropping dead letters: first a page that shows what would happen, then the change
//! and its progress.

mod change;
mod chosen;
mod work;

use std::convert::Infallible;

use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State as Extract};
use axum::http::{HeaderMap, StatusCode};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{Html, IntoResponse, Response};
use maud::{Markup, html};
use operator::{grouped, plural};

use crate::failed::Failed;
use crate::layout::page;
use crate::request::Fields;
use crate::state::{App, State};
use change::Change;
use chosen::{MOST, chosen};
pub(crate) use chosen::{holds, query};
pub(crate) use work::{Job, Jobs, Progress, work};

/// With at least this many dead letters, a replay can begin with one in a hundred.
const CANARY: usize = 10;

/// Shows what a change would do, without changing anything.
pub(crate) async fn confirm(
    Extract(App(state)): Extract<App>,
    Path(change): Path<String>,
    RawQuery(given): RawQuery,
) -> Result<Response, Failed> {
    let Some(change) = Change::named(&change).filter(|_| state.allow_changes) else {
        return Ok(refused(&state));
    };
    let fields = Fields::parse(given.unwrap_or_default().as_bytes());
    let dead_letters = chosen(&state, &fields).await?;
    let cut = dead_letters.iter().filter(|dead_letter| !dead_letter.can_be_replayed).count();
    let count = plural(dead_letters.len() as u64, "dead letter");
    let content = html! {
        section.panel {
            h1 { (change.verb()) " " (count) "?" }
            @match change {
                Change::Replay => {
                    p { "Each goes back to the stage that rejected it, in its own trace, and is deleted once that stage's stream has stored it." }
                    @if cut > 0 { p.bad { (cut) " can't be replayed: only the beginning was kept, or no stage reads their subject." } }
                }
                Change::Drop => { p.bad { "They are deleted permanently, with their documents. A mark for each one stays for audit and trace." } }
            }
            @if dead_letters.len() == MOST { p.soft { "Only the first " (grouped(MOST as u64)) " are changed; do it again for the rest." } }
            form method="post" action={ "/dead/" (change.verb().to_lowercase()) } {
                input type="hidden" name="secret" value=(state.access.form_secret);
                @for (name, value) in query(&fields) { input type="hidden" name=(name) value=(value); }
                div.row {
                    @if change == Change::Replay && dead_letters.len() >= CANARY {
                        button name="canary" value="yes" { "Replay 1 % first" }
                    }
                    button.danger[change == Change::Drop] disabled[dead_letters.is_empty()] { (change.verb()) " " (count) }
                    a href="/dead" { "Cancel" }
                }
            }
        }
    };
    Ok(page(&state, "/dead", change.verb(), &content).into_response())
}

/// Begins the change, and shows the progress.
pub(crate) async fn make(
    Extract(App(state)): Extract<App>,
    Path(change): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Failed> {
    let fields = Fields::parse(&body);
    let Some(change) = Change::named(&change).filter(|_| state.allow_changes) else {
        return Ok(refused(&state));
    };
    if !state.access.is_own_form(&headers, fields.get("secret")) {
        return Ok(refused(&state));
    }
    let mut dead_letters = chosen(&state, &fields).await?;
    let canary = fields.get("canary").is_some();
    if canary {
        dead_letters.truncate(dead_letters.len().div_ceil(100));
    }
    let numbers = dead_letters.iter().map(|dead_letter| dead_letter.number).collect();
    let who = state.access.user(&headers).unwrap_or_default();
    let Some(job) = state.jobs.begin(Job { change, numbers, who }) else {
        let content = html! { section.panel { h1 { "Other changes are under way" } p { "Try again when they are done." } } };
        let busy = page(&state, "/dead", "Busy", &content);
        return Ok((StatusCode::SERVICE_UNAVAILABLE, busy).into_response());
    };
    let rest = canary.then(|| {
        let mut rest = url::form_urlencoded::Serializer::new(String::new());
        format!("/dead/replay?{}", rest.extend_pairs(query(&fields)).finish())
    });
    let content = html! {
        section.panel data-search={ "/dead/progress?job=" (job) } {
            div #progress { (shown(&Progress::new(change, dead_letters.len()))) }
            @if let Some(rest) = rest {
                p { "Check whether they become dead letters again before you " a href=(rest) { "replay the rest" } "." }
            }
            p { a href="/dead" { "Dead letters" } }
        }
    };
    Ok(page(&state, "/dead", change.verb(), &content).into_response())
}

/// The progress of a change, as events.
pub(crate) async fn progress(
    Extract(App(state)): Extract<App>,
    RawQuery(given): RawQuery,
) -> Response {
    let fields = Fields::parse(given.unwrap_or_default().as_bytes());
    let Some(progress) = fields.number("job").and_then(|job| state.jobs.progress(job)) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let events = futures_util::stream::unfold(Some(progress), async |progress| {
        let mut progress = progress?;
        let now = progress.borrow_and_update().clone();
        let markup = html! {
            div data-into="progress" { (shown(&now)) }
            @if now.is_over { div data-over {} }
        };
        let event = Event::default().data(markup.into_string().replace('\r', " "));
        let next = match now.is_over {
            true => None,
            false => progress.changed().await.is_ok().then_some(progress),
        };
        Some((Ok::<_, Infallible>(event), next))
    });
    Sse::new(events).keep_alive(KeepAlive::default()).into_response()
}

fn shown(progress: &Progress) -> Markup {
    let Progress { change, total, done, failures, failed, is_over } = progress;
    html! {
        h1 #done {
            @if *is_over { (plural(*done, "dead letter")) " " (change.done()) }
            @else { (grouped(done + failures)) " of " (grouped(*total)) " …" }
        }
        progress max=(total) value=(done + failures) aria-label="Progress" {}
        @if *failures > 0 {
            p.bad { (grouped(*failures)) " could not be " (change.done()) "." }
            ul { @for (number, error) in failed { li.bad { (number) ": " (error) } } }
        }
    }
}

fn refused(state: &State) -> Response {
    let content = html! {
        section.panel {
            h1 { "Not allowed" }
            p { "Changes have to be allowed when the console starts (" code { "courant ui --allow-changes" } "), and come from its own forms." }
        }
    };
    let page: Html<String> = page(state, "/dead", "Not allowed", &content);
    (StatusCode::FORBIDDEN, page).into_response()
}
