//! Replaying and dropping dead letters: first a page that says what would happen, then the change.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State as Extract};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use broker::table::DEAD;
use broker::{DeadLetter, LookupError, Start};
use futures_util::StreamExt;
use maud::{Markup, html};
use operator::plural;

use crate::layout::page;
use crate::request::Fields;
use crate::server::Failed;
use crate::state::{App, State};

/// At most so many dead letters change at once; the rest is asked for again.
const MOST: usize = 1_000;
/// How many changes are in flight at a time.
const WINDOW: usize = 16;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Change {
    Replay,
    Drop,
}

impl Change {
    fn named(name: &str) -> Option<Self> {
        match name {
            "replay" => Some(Self::Replay),
            "drop" => Some(Self::Drop),
            _ => None,
        }
    }

    fn verb(self) -> &'static str {
        match self {
            Self::Replay => "Replay",
            Self::Drop => "Drop",
        }
    }
}

/// What a change would do.
pub(crate) async fn confirm(
    Extract(App(state)): Extract<App>,
    Path(change): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failed> {
    let Some(change) = Change::named(&change).filter(|_| state.allow_changes) else {
        return Ok(refused(&state));
    };
    let fields = Fields::parse(query.unwrap_or_default().as_bytes());
    let letters = chosen(&state, &fields).await?;
    let cut = letters
        .iter()
        .filter(|(_, letter)| broker::check_replay(&state.broker, letter).is_err())
        .count();
    let count = plural(letters.len() as u64, "dead letter");
    let content = html! {
        section.panel {
            h1 { (change.verb()) " " (count) "?" }
            @match change {
                Change::Replay => {
                    p { "Each goes back to the stage that rejected it, in its own trace, and is deleted once that stage's stream has stored it." }
                    @if cut > 0 { p.bad { (cut) " can't be replayed: only the beginning was kept, or no stage reads their subject." } }
                }
                Change::Drop => { p.bad { "They are deleted for good, with the documents in them." } }
            }
            @if letters.len() == MOST { p.soft { "Only the first " (MOST) " are changed; do it again for the rest." } }
            form method="post" action={ "/dead/" (change.verb().to_lowercase()) } {
                input type="hidden" name="secret" value=(state.access.form_secret);
                @for name in ["number", "stage", "code"] {
                    @if let Some(value) = fields.token(name) { input type="hidden" name=(name) value=(value); }
                }
                div.row {
                    button.danger[change == Change::Drop] disabled[letters.is_empty()] { (change.verb()) " " (count) }
                    @if change == Change::Replay && letters.len() >= 10 {
                        button name="canary" value="yes" { "Replay one in a hundred first" }
                    }
                    a href="/dead" { "Cancel" }
                }
            }
        }
    };
    Ok(page(&state, "/dead", change.verb(), &content).into_response())
}

/// Does it.
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
    let mut letters = chosen(&state, &fields).await?;
    if fields.get("canary").is_some() {
        letters.truncate(letters.len().div_ceil(100));
    }
    let numbers: Vec<u64> = letters.into_iter().map(|(number, _)| number).collect();
    let changes = numbers.clone().into_iter().map(|number| one(state.clone(), change, number));
    let outcomes: Vec<Result<(), String>> =
        futures_util::stream::iter(changes).buffered(WINDOW).collect().await;
    let done = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
    let who = state.access.user(&headers).unwrap_or_default();
    tracing::warn!(user.name = %who, change = change.verb(), count = done, "dead letters changed");
    let content = result(change, &numbers, &outcomes, done);
    Ok(page(&state, "/dead", change.verb(), &content).into_response())
}

fn result(change: Change, numbers: &[u64], outcomes: &[Result<(), String>], done: usize) -> Markup {
    let failed = numbers.iter().zip(outcomes);
    let failed: Vec<_> =
        failed.filter_map(|(number, it)| Some((number, it.as_ref().err()?))).collect();
    let verb = if change == Change::Replay { "replayed" } else { "dropped" };
    html! {
        section.panel {
            h1 #done { (plural(done as u64, "dead letter")) " " (verb) }
            @if !failed.is_empty() {
                ul { @for (number, error) in failed.iter().take(50) { li.bad { (number) ": " (error) } } }
            }
            p { a href="/dead" { "Dead letters" } }
        }
    }
}

async fn one(state: Arc<State>, change: Change, number: u64) -> Result<(), String> {
    let away = |error: LookupError| error.to_string();
    if change == Change::Drop {
        return state.broker.delete(DEAD, number).await.map_err(away);
    }
    // Somebody else may have replayed it meanwhile.
    let Some(stored) = state.broker.at(DEAD, number).await.map_err(away)? else { return Ok(()) };
    let key = stored.key();
    let Some(letter) = DeadLetter::read(&stored.headers, stored.body) else { return Ok(()) };
    broker::replay(&state.broker, key, &letter).await.map(|_| ()).map_err(|error| error.to_string())
}

/// One letter by its number, or those of a stage and code.
async fn chosen(state: &State, fields: &Fields) -> Result<Vec<(u64, DeadLetter)>, LookupError> {
    let mut letters = Vec::new();
    if let Some(number) = fields.number("number") {
        let stored = state.broker.at(DEAD, number).await?;
        let letter = stored.and_then(|stored| DeadLetter::read(&stored.headers, stored.body));
        letters.extend(letter.map(|letter| (number, letter)));
        return Ok(letters);
    }
    let (Some(stage), Some(code)) = (fields.token("stage"), fields.token("code")) else {
        return Ok(letters);
    };
    let mut pages =
        state.broker.pages(DEAD, &format!("articles.dead.{stage}.{code}"), Start::Sequence(1));
    while letters.len() < MOST
        && let Some(stored) = pages.next().await?
    {
        let number = stored.sequence;
        if let Some(mut letter) = DeadLetter::read(&stored.headers, stored.body) {
            // A thousand large documents would not fit into memory.
            letter.body = letter.body.slice(..letter.body.len().min(1));
            letters.push((number, letter));
        }
    }
    Ok(letters)
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
