use std::collections::BTreeMap;
use std::time::Duration;

use axum::extract::State as Extract;
use axum::response::Html;
use broker::Broker;
use broker::table::PUBLISHED;
use futures_util::future::join_all;
use maud::{Markup, html};
use operator::doctor::{Finding, Level};
use operator::{age, full_percent, grouped};

use crate::layout::page;
use crate::shown::line;
use crate::state::{App, Examined, Seen};

const DAY: Duration = Duration::from_secs(86_400);

pub(crate) async fn show(Extract(App(state)): Extract<App>) -> Html<String> {
    let seen = state.seen.borrow().clone();
    let examined = state.examined.lock().expect("nothing panics while it is locked").clone();
    let kept = examined.as_ref().map(|examined| &examined.kept);
    let content = html! {
        section.panel {
            h1 { "Health" }
            @match &examined {
                Some(Examined { at, findings, .. }) => {
                    p.soft { "What " code { "courant doctor" } " found " (age(*at)) " ago. With a system user and the users' passwords it checks more." }
                    @for finding in sorted(findings) { (one(finding)) }
                }
                None => { p.soft { "doctor has not finished yet; reload in a few seconds." } }
            }
        }
        section.panel { h2 { "Streams" } div.scroll { (streams(&seen, kept)) } }
        section.panel { h2 { "Consumers" } div.scroll { (consumers(&seen)) } }
    };
    page(&state, "/health", "Health", &content)
}

fn sorted(findings: &[Finding]) -> Vec<&Finding> {
    let mut sorted: Vec<&Finding> = findings.iter().collect();
    sorted.sort_by_key(|finding| finding.level);
    sorted
}

fn one(finding: &Finding) -> Markup {
    let (mark, name) = match finding.level {
        Level::Error => ("!", "error"),
        Level::Warning => ("!", "warning"),
        Level::NotChecked => ("–", "not checked"),
        Level::Fine => ("✓", "fine"),
    };
    html! {
        div.alert.warn[finding.level != Level::Error] data-check=(finding.check) data-level=(name) {
            i { (mark) }
            div {
                b { (finding.what) }
                @if !finding.why.is_empty() { br; span.soft { (finding.why) } }
                @if let Some(fix) = &finding.fix { br; code { (fix) } }
            }
            small.faint { (finding.check) }
        }
    }
}

/// How long each stream keeps its messages, if this user may read that.
pub(crate) async fn kept(broker: &Broker) -> BTreeMap<String, String> {
    let layout = broker.layout();
    let words = broker.topology().streams().iter().map(async |spec| {
        let queue = broker.topology().is_queue(spec.name);
        let part = if queue { layout.streams(spec.name).into_iter().next() } else { None };
        let stream = part.unwrap_or_else(|| spec.name.to_owned());
        let settings = broker.stream_report(&stream).await.ok()??.config;
        let kept = match (settings.retention.as_str(), settings.max_age) {
            ("workqueue", _) => "until acknowledged".to_owned(),
            (_, Duration::ZERO) => "without limit".to_owned(),
            (_, age) if age < DAY => format!("{} h", age.as_secs() / 3_600),
            (_, age) => format!("{} d", age.as_secs() / DAY.as_secs()),
        };
        Some((spec.name.to_owned(), kept))
    });
    join_all(words).await.into_iter().flatten().collect()
}

/// The consumers of stages, readers and deliveries.
fn consumers(seen: &Seen) -> Markup {
    let Some(live) = &seen.live else { return html! {} };
    let stages = live.flow.stages.iter().map(|it| (it.stage, it.stream, it.consumer));
    let readers = &live.flow.readers;
    let readers = readers.iter().map(|it| (it.name.as_str(), PUBLISHED, Some(it.consumer)));
    html! {
        table.wide {
            thead { tr { th { "Consumer" } th { "Stream" } th { "Waiting" } th { "In flight" } th { "Redelivered" } th { "Ack wait" } } }
            tbody.num {
                @for (name, stream, consumer) in stages.chain(readers) {
                    tr {
                        td { (line(name, 64)) }
                        td { (stream) }
                        @match consumer {
                            Some(consumer) => {
                                td { (grouped(consumer.pending)) }
                                td { (grouped(consumer.ack_pending)) }
                                td { (grouped(consumer.redelivered)) }
                                td { (consumer.ack_wait.as_secs()) " s" }
                            }
                            None => { td.bad colspan="4" { "missing: run " code { "courant setup" } } }
                        }
                    }
                }
            }
        }
    }
}

fn streams(seen: &Seen, kept: Option<&BTreeMap<String, String>>) -> Markup {
    let Some(live) = &seen.live else { return html! {} };
    html! {
        table.wide {
            thead { tr { th { "Stream" } th { "Messages" } th { "Bytes" } th { "Full" } th { "Oldest" } th { "Kept" } } }
            tbody.num {
                @for stream in &live.flow.streams {
                    tr {
                        td { (stream.name) }
                        td { (grouped(stream.messages)) }
                        td { (grouped(stream.bytes)) }
                        td { (full_percent(stream).map_or("no limit".to_owned(), |full| format!("{full} %"))) }
                        td { (stream.oldest.map_or("–".to_owned(), age)) }
                        td { (kept.and_then(|kept| kept.get(&stream.name)).map_or("–", String::as_str)) }
                    }
                }
            }
        }
    }
}
