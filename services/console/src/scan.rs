//! Searches all published articles; hits are sent as they are found, with the progress.

use std::convert::Infallible;

use axum::response::sse::Event;
use broker::{Broker, LookupError};
use futures_util::Stream;
use maud::{Markup, html};
use operator::grouped;

use crate::articles::{Filter, Summary, Windows};
use crate::list::row;

/// The search criteria that the server can't filter by.
#[derive(Debug, Default, Clone)]
pub(crate) struct Wanted {
    /// In the title, in lower case.
    pub(crate) title: Option<String>,
    /// In the site's name, in lower case.
    pub(crate) site: Option<String>,
    /// Whether the language is reliable.
    pub(crate) reliable: Option<bool>,
    /// Near-duplicates of this article with this fingerprint.
    pub(crate) near: Option<(String, u64)>,
}

/// Number of sequences that are read at a time; hits are shown after each read.
const WINDOW: u64 = 1_000;
/// Maximum number of hits.
const MOST: usize = 200;
/// Fingerprints of near-duplicates differ in at most this many of 64 bits.
const DISTANCE: u32 = 10;

impl Wanted {
    pub(crate) fn is_anything(&self) -> bool {
        self.title.is_none()
            && self.site.is_none()
            && self.reliable.is_none()
            && self.near.is_none()
    }

    fn holds(&self, article: &Summary) -> bool {
        let contains = |text: &Option<String>, wanted: &Option<String>| {
            let Some(wanted) = wanted else { return true };
            text.as_ref().is_some_and(|text| text.to_lowercase().contains(wanted))
        };
        let near = |(id, own): &(String, u64)| {
            let distance = article.fingerprint.map(|other| (own ^ other).count_ones());
            *id != article.id && distance.is_some_and(|distance| distance <= DISTANCE)
        };
        contains(&article.title, &self.title)
            && contains(&article.site, &self.site)
            && self.reliable.is_none_or(|reliable| reliable == article.reliable)
            && self.near.as_ref().is_none_or(near)
    }
}

/// Events for `app.js`: rows to append, and the progress. Dropping the stream ends the search.
pub(crate) fn events(
    broker: Broker,
    filter: Filter,
    wanted: Wanted,
) -> impl Stream<Item = Result<Event, Infallible>> {
    let search = Search { broker, filter, wanted, windows: None, hits: 0, is_over: false };
    futures_util::stream::unfold(search, async |mut search| {
        if search.is_over {
            return None;
        }
        let markup = search.step().await.unwrap_or_else(|error| {
            search.is_over = true;
            html! { div data-into="progress" { span.bad { (error) } } }
        });
        let markup = html! { (markup) @if search.is_over { div data-over {} } };
        // A carriage return would end the field.
        let event = Event::default().data(markup.into_string().replace('\r', " "));
        Some((Ok(event), search))
    })
}

struct Search {
    broker: Broker,
    filter: Filter,
    wanted: Wanted,
    windows: Option<Windows>,
    hits: usize,
    is_over: bool,
}

impl Search {
    async fn step(&mut self) -> Result<Markup, LookupError> {
        if self.windows.is_none() {
            self.windows = Windows::new(&self.broker, &self.filter).await?;
        }
        let Some(windows) = &mut self.windows else {
            self.is_over = true;
            return Ok(progress(0, 0, 0, true));
        };
        let wanted = &self.wanted;
        let found = windows.next(WINDOW, MOST, |article| wanted.holds(article)).await?;
        let rows = found.unwrap_or_default();
        self.hits += rows.len();
        let (read, total) = windows.progress();
        self.is_over = self.hits >= MOST || read >= total;
        let older = rows.last().filter(|_| self.hits >= MOST).map(|last| last.sequence);
        Ok(html! {
            table data-append="hits" { tbody { @for article in &rows { (row(article)) } } }
            (progress(read, total, self.hits, self.is_over))
            @if let Some(before) = older {
                div data-into="older" { button name="before" value=(before) form="filter" { "Search older articles" } }
            }
        })
    }
}

fn progress(read: u64, total: u64, hits: usize, over: bool) -> Markup {
    let percent = read.saturating_mul(100) / total.max(1);
    html! {
        div data-into="progress" {
            @if over { "Looked through " (grouped(read)) " messages: " }
            @else { "Looking: " (percent) " % of " (grouped(total)) " messages, " }
            (operator::plural(hits as u64, "hit")) @if over { "." }
        }
    }
}
