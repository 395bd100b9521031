use std::sync::Arc;

use article::Timestamp;
use axum::extract::{RawQuery, State as Extract};
use axum::response::sse::{KeepAlive, Sse};
use axum::response::{Html, IntoResponse, Response};
use maud::{Markup, html};

use crate::articles::{Filter, PAGE, newest};
use crate::failed::Failed;
use crate::layout::page;
use crate::list::{header, table};
use crate::request::Fields;
use crate::scan::{self, Wanted};
use crate::shown::line;
use crate::state::App;

/// The fields of the form, in the order of the page's address.
const FIELDS: [&str; 5] = ["language", "since", "title", "site", "reliable"];

pub(crate) async fn show(
    Extract(App(state)): Extract<App>,
    RawQuery(query): RawQuery,
) -> Result<Html<String>, Failed> {
    let fields = Fields::parse(query.unwrap_or_default().as_bytes());
    let (filter, wanted) = (filter(&fields), wanted(&fields));
    let address = |path: &str, before: Option<u64>| {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for name in FIELDS {
            query.extend_pairs(fields.get(name).map(|value| (name, value)));
        }
        query.extend_pairs(before.map(|before| ("before", before.to_string())));
        format!("{path}?{}", query.finish())
    };
    let all = filter.is_everything();
    let list = match wanted.is_anything() {
        true => {
            let seen = state.seen.borrow().clone();
            // Without a filter, the newest articles are known from the last update, and the list
            // follows the pipeline.
            let found: Arc<[_]> = match all && !seen.latest.is_empty() {
                true => seen.latest,
                false => newest(&state.broker, &filter, PAGE).await?.into(),
            };
            let older = found.last().filter(|_| found.len() == PAGE).map(|last| last.sequence);
            html! {
                @if all { div data-live="articles" hidden {} }
                @if found.is_empty() && all { p.soft { "No article is published." } }
                @else if found.is_empty() { p.soft { "No article matches." } }
                @else { div.scroll id=[all.then_some("newest")] { (table(&found)) } }
                @if older.is_some() { p.row { a href=(address("/articles", older)) { "Older articles" } } }
            }
        }
        false => search(&address("/articles/search", filter.before)),
    };
    let content = html! {
        section.panel {
            h1 { "Articles" }
            (form(&fields))
            (list)
        }
    };
    Ok(page(&state, "/articles", "Articles", &content))
}

/// The hits of a search, as events.
pub(crate) async fn search_events(
    Extract(App(state)): Extract<App>,
    RawQuery(query): RawQuery,
) -> Response {
    let fields = Fields::parse(query.unwrap_or_default().as_bytes());
    let events = scan::events(state.broker.clone(), filter(&fields), wanted(&fields));
    Sse::new(events).keep_alive(KeepAlive::default()).into_response()
}

/// A placeholder for the hits of a search.
pub(crate) fn search(address: &str) -> Markup {
    html! {
        p.soft #progress role="status" data-search=(address) { "Looking …" }
        div.scroll { table { (header()) tbody #hits {} } }
        div.row #older {}
    }
}

fn filter(fields: &Fields) -> Filter {
    let since = fields.get("since").unwrap_or_default();
    Filter {
        language: fields.token("language").map(str::to_ascii_lowercase),
        since: format!("{since}T00:00:00Z").parse::<Timestamp>().ok(),
        before: fields.number("before"),
    }
}

fn wanted(fields: &Fields) -> Wanted {
    let text = |name| fields.get(name).map(|text| line(text, 200).to_lowercase());
    let near = fields.token("near").zip(fields.token("fingerprint"));
    let near =
        near.and_then(|(id, print)| Some((id.to_owned(), u64::from_str_radix(print, 16).ok()?)));
    Wanted {
        title: text("title"),
        site: text("site"),
        reliable: fields.get("reliable").map(|reliable| reliable == "yes"),
        near,
    }
}

fn form(fields: &Fields) -> Markup {
    let value = |name| fields.get(name).map(|text| line(text, 200)).unwrap_or_default();
    let reliable = value("reliable");
    html! {
        form.filter #filter method="get" action="/articles" {
            label { "Language" input name="language" value=(value("language")) size="8" placeholder="de"; }
            label { "Published since (UTC)" input name="since" type="date" value=(value("since")); }
            label { "Text in the title" input name="title" value=(value("title")) size="16"; }
            label { "Site" input name="site" value=(value("site")) size="12"; }
            label { "Language is" select name="reliable" {
                @for (name, text) in [("", "any"), ("yes", "reliable"), ("no", "not reliable")] {
                    option value=(name) selected[name == reliable] { (text) }
                }
            } }
            button { "Filter" }
        }
    }
}
