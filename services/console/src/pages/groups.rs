//! Dead letters grouped by cause, read while the page is open.

use std::convert::Infallible;

use article::Timestamp;
use axum::extract::{RawQuery, State as Extract};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use broker::table::DEAD;
use broker::{DeadLetter, LookupError, Pages, Start};
use maud::{Markup, html};
use operator::{DeadGroup, DeadGroups, Fingerprint, age, grouped};

use crate::request::Fields;
use crate::shown::line;
use crate::state::App;

/// Number of dead letters that are read between two events.
const STEP: usize = 2_000;
/// Maximum number of groups that are shown.
const MOST: usize = 50;
const HOURS: i64 = 24;

/// The groups of a stage and code, or of all.
pub(crate) async fn events(
    Extract(App(state)): Extract<App>,
    RawQuery(query): RawQuery,
) -> Response {
    let fields = Fields::parse(query.unwrap_or_default().as_bytes());
    let token = |name| fields.token(name).unwrap_or("*");
    let filter = format!("articles.dead.{}.{}", token("stage"), token("code"));
    let reading = Reading {
        pages: state.broker.pages(DEAD, &filter, Start::Sequence(1)),
        groups: DeadGroups::default(),
        read: 0,
        is_over: false,
    };
    let events = futures_util::stream::unfold(reading, async |mut reading| {
        if reading.is_over {
            return None;
        }
        let markup = reading.step().await.unwrap_or_else(|error| {
            reading.is_over = true;
            html! { div data-into="progress" { span.bad { (error) } } }
        });
        let markup = html! { (markup) @if reading.is_over { div data-over {} } };
        let event = Event::default().data(markup.into_string().replace('\r', " "));
        Some((Ok::<_, Infallible>(event), reading))
    });
    Sse::new(events).keep_alive(KeepAlive::default()).into_response()
}

struct Reading {
    pages: Pages,
    groups: DeadGroups,
    read: u64,
    is_over: bool,
}

impl Reading {
    async fn step(&mut self) -> Result<Markup, LookupError> {
        for _ in 0..STEP {
            let Some(stored) = self.pages.next().await? else {
                self.is_over = true;
                break;
            };
            self.read += 1;
            let number = stored.sequence;
            if let Some(dead_letter) = DeadLetter::read(&stored.headers, stored.body) {
                self.groups.add(number, &dead_letter);
            }
        }
        let groups = self.groups.largest_first();
        Ok(html! {
            div data-into="progress" {
                @if self.is_over { (operator::plural(groups.len() as u64, "cause")) " of " (operator::plural(self.read, "dead letter")) "." }
                @else { "Reading: " (grouped(self.read)) " dead letters so far …" }
            }
            div data-into="groups" { (table(&groups)) }
        })
    }
}

/// A placeholder for the groups.
pub(crate) fn place(address: &str) -> Markup {
    html! {
        p.soft #progress role="status" data-search=(address) { "Reading …" }
        div.scroll #groups {}
    }
}

fn table(groups: &[(&Fingerprint, &DeadGroup)]) -> Markup {
    html! {
        table {
            thead { tr { th { "Count" } th { "Reason" } th.hide { "Document" } th.hide { "Last 24 hours" } th { "Newest" } } }
            tbody {
                @for (fingerprint, group) in groups.iter().take(MOST) {
                    tr data-code=(fingerprint.code) {
                        td.num { (grouped(group.count)) }
                        td {
                            a href={ "/dead?stage=" (fingerprint.stage) "&code=" (fingerprint.code) "&fingerprint=" (fingerprint.key()) } { bdi { (line(&fingerprint.sentence, 160)) } }
                            br; small.soft { (line(&fingerprint.stage, 40)) " · " (line(&fingerprint.code, 40)) }
                        }
                        td.hide { span.tag { (fingerprint.shape.name()) } }
                        td.hide { (bars(group)) }
                        td.num { a href={ "/dead/" (group.number) } { (age(group.newest)) " ago" } }
                    }
                }
            }
        }
    }
}

/// A bar for each of the last hours.
fn bars(group: &DeadGroup) -> Markup {
    let now = Timestamp::now().as_second().div_euclid(3_600);
    let count = |hour: i64| {
        let at = Timestamp::from_second(hour * 3_600).ok();
        at.and_then(|at| group.hours.get(&at)).copied().unwrap_or(0)
    };
    let counts: Vec<u64> = (0..HOURS).map(|back| count(now - HOURS + 1 + back)).collect();
    let most = counts.iter().copied().max().unwrap_or(0).max(1) as f64;
    let height = |count: u64| if count == 0 { 0.0 } else { (count as f64 / most * 18.0).max(2.0) };
    let total: u64 = counts.iter().sum();
    html! {
        svg.bars viewBox="0 0 120 18" role="img" aria-label={ (grouped(total)) " in the last 24 hours, " (counts.last().copied().unwrap_or(0)) " in this one" } {
            rect.base width="120" height="1" y="17" {}
            @for (place, count) in counts.iter().enumerate() {
                rect x=(place * 5) width="4" y=(format!("{:.1}", 18.0 - height(*count))) height=(format!("{:.1}", height(*count))) {}
            }
        }
    }
}
