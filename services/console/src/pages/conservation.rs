use article::Timestamp;
use axum::extract::{RawQuery, State as Extract};
use axum::response::Html;
use maud::{Markup, html};
use operator::audit::{Audit, Counts, audit};
use operator::grouped;

use crate::failed::Failed;
use crate::layout::page;
use crate::request::Fields;
use crate::shown::{line, link};
use crate::state::App;

/// The windows that can be audited here, in hours. `courant audit` takes any.
const WINDOWS: [u64; 3] = [1, 24, 168];

pub(crate) async fn show(
    Extract(App(state)): Extract<App>,
    RawQuery(query): RawQuery,
) -> Result<Html<String>, Failed> {
    let fields = Fields::parse(query.unwrap_or_default().as_bytes());
    let hours = fields.number("hours").filter(|hours| WINDOWS.contains(hours));
    let audited = match hours {
        Some(hours) => {
            let since = Timestamp::now().checked_sub(std::time::Duration::from_secs(hours * 3_600));
            Some(audit(&state.broker, since.ok()).await?)
        }
        None => None,
    };
    let seen = state.seen.borrow().clone();
    let content = html! {
        div data-live="flow" hidden {}
        section.panel {
            h1 { "Conservation" }
            p.soft { "Every accepted document is published, set aside, dead, erased or in flight. The server's counts since the streams were created:" }
            div #conservation { (super::flow::conservation(&seen)) }
        }
        section.panel {
            h2 { "By document" }
            p.soft { "An audit checks each document and lists those that are missing. It reads the streams, which takes a while if there are many documents." }
            div.row {
                @for hours in WINDOWS { a.button href={ "/conservation?hours=" (hours) } { "Audit the last " (hours) " h" } }
            }
            @if let Some(audited) = &audited { (result(audited)) }
        }
    };
    Ok(page(&state, "/conservation", "Conservation", &content))
}

fn result(audit: &Audit) -> Markup {
    let missing = audit.missing > 0;
    html! {
        p.bad[missing].fine[!missing] #missing { b { (grouped(audit.missing)) " missing" } }
        p.soft {
            "Messages " (audit.first) " to " (audit.last) " of ARTICLES_RAW were checked; "
            (grouped(audit.not_checkable)) " earlier ones are older or have expired."
        }
        @if !audit.named.is_empty() {
            ul {
                @for missing in &audit.named {
                    li {
                        "message " (missing.message)
                        @if let Some(id) = missing.id { ", article " (id) }
                        @if let Some(url) = &missing.url { ", " (link(url)) }
                        @if let Some(source) = &missing.source { ", from " bdi { (line(source, 80)) } }
                        @if let Some(before) = &missing.before { ", stored after " (before.at.strftime("%Y-%m-%d %H:%M:%S").to_string()) }
                        @if let Some(after) = &missing.after { ", before " (after.at.strftime("%Y-%m-%d %H:%M:%S").to_string()) }
                    }
                }
            }
        }
        div.scroll { table {
            thead { tr { th { "Hour (UTC)" } th { "Published" } th { "Filtered" } th { "Duplicate" } th { "Dead" } th { "Dropped" } th { "Erased" } th { "In flight" } } }
            tbody.num {
                @for (hour, counts) in audit.hours.iter().rev() { (row(&hour.strftime("%Y-%m-%d %H:%M").to_string(), *counts)) }
            }
        } }
    }
}

fn row(hour: &str, counts: Counts) -> Markup {
    let Counts { published, filtered, duplicate, dead, dropped, erased, in_flight } = counts;
    let counts = [published, filtered, duplicate, dead, dropped, erased, in_flight];
    html! {
        tr { td { (hour) } @for count in counts { td { (grouped(count)) } } }
    }
}
