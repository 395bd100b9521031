use axum::extract::State as Extract;
use axum::response::Html;
use broker::table::PUBLISHED;
use broker::{Part, partition};
use maud::{Markup, html};
use operator::{Live, StageLive, Verdict, age, full_percent, grouped, plural, source_runs};

use crate::layout::page;
use crate::list::table;
use crate::shown::{line, time};
use crate::state::{App, Seen};

/// Number of newest articles that are shown.
const LATEST: usize = 8;
/// A stream that is at least this full, in per cent, is listed.
const NEARLY_FULL: u64 = 80;
/// More replicas than this are shown as a number only.
const DOTS: usize = 6;

/// Everything is from the last update, so the page doesn't wait for the server.
pub(crate) async fn show(Extract(App(state)): Extract<App>) -> Html<String> {
    let seen = state.seen.borrow().clone();
    let content = html! {
        div data-live="flow" hidden {}
        section.panel aria-label="Flow" { h2 { "Flow" } div #flow { (flow(&seen)) } }
        div.two {
            section.panel aria-label="Needs attention" { h2 { "Needs attention" } div #attention { (attention(&seen)) } }
            section.panel aria-label="Conservation" { h2 { "Conservation" } div #conservation { (conservation(&seen)) } }
        }
        section.three aria-label="Last hour" #numbers { (numbers(&seen)) }
        div #readers { (sources(&seen)) (readers(&seen)) }
        section.panel aria-label="Latest articles" {
            h2 { "Latest articles" }
            div.scroll #latest { (latest(&seen)) }
        }
    };
    page(&state, "/", "Flow", &content)
}

/// The changing parts of an open page.
pub(crate) fn parts(seen: &Seen) -> Markup {
    html! {
        div data-into="flow" { (flow(seen)) }
        div data-into="attention" { (attention(seen)) }
        div data-into="conservation" { (conservation(seen)) }
        div data-into="numbers" { (numbers(seen)) }
        div data-into="readers" { (sources(seen)) (readers(seen)) }
        div data-into="latest" { (latest(seen)) }
    }
}

fn latest(seen: &Seen) -> Markup {
    html! {
        @if seen.live.is_some() && seen.latest.is_empty() { p.soft { "No article is published." } }
        @else { (table(seen.latest.get(..LATEST).unwrap_or(&seen.latest))) }
    }
}

fn flow(seen: &Seen) -> Markup {
    let Some(live) = &seen.live else { return html! { p.soft { "Reading from the server …" } } };
    let stored = live.flow.stream(PUBLISHED).map_or(0, |stream| stream.messages);
    html! {
        div.flow.num {
            @for stage in &live.stages {
                div.edge.stalled[stage.stalled.is_some()] {
                    b { (rate(stage.rate)) } span { (grouped(stage.waiting)) " waiting" }
                    @for behind in live.flow.behind.iter().filter(|it| it.stage == stage.stage) {
                        small.behind title=(behind) { (grouped(behind.waiting)) " in " (part(behind.stream)) }
                    }
                }
                (node(stage))
            }
            div.edge { b { (rate(live.published_rate)) } span { (grouped(stored)) " stored" } }
        }
    }
}

/// A partition by its number.
fn part(stream: &str) -> String {
    match partition::of_stream(stream) {
        (_, Part::Number(number)) => format!("partition {number}"),
        (queue, Part::Whole) => queue.to_owned(),
    }
}

fn node(stage: &StageLive) -> Markup {
    let times = match (stage.p50, stage.p95) {
        (Some(half), Some(most)) => format!("{} · {}", short(half), time(most)),
        _ => "–".to_owned(),
    };
    html! {
        article.stage.stalled[stage.stalled.is_some()] data-stage=(stage.stage) {
            b { (stage.stage) }
            (replicas(stage))
            dl {
                dt { "p50 · p95" } dd { (times) }
                dt { "in flight" } dd { (grouped(stage.in_flight)) }
                dt { "oldest" } dd { (stage.oldest.map_or("–".to_owned(), age)) }
                dt { "dead" } dd { (grouped(stage.dead)) }
            }
        }
    }
}

/// A dot for each replica, and their number.
fn replicas(stage: &StageLive) -> Markup {
    let count = stage.replicas.unwrap_or(0).max(u64::from(stage.running));
    let dots = usize::try_from(count).unwrap_or(DOTS).min(DOTS);
    let words = match stage.replicas {
        Some(count @ 1..) => plural(count, "replica"),
        Some(0) | None if stage.running => "running".to_owned(),
        Some(0) | None => "no service".to_owned(),
    };
    html! {
        span.dots title=(words) {
            (if dots == 0 { "○".to_owned() } else { "●".repeat(dots) })
            small { " " (words) }
        }
    }
}

fn attention(seen: &Seen) -> Markup {
    if let Some(error) = &seen.error {
        return alert(true, error);
    }
    let Some(live) = &seen.live else { return html! {} };
    let full = live.flow.streams.iter().filter_map(|stream| {
        let full = full_percent(stream).filter(|full| *full >= NEARLY_FULL)?;
        Some(format!("{} is {full} % full", stream.name))
    });
    let full: Vec<String> = full.collect();
    let nothing = live.flow.problems.is_empty() && full.is_empty();
    html! {
        @if nothing { p.soft { "Nothing. Every stage has a service, and no stream is full." } }
        @for problem in &live.flow.problems { (alert(problem.is_error(), &problem.to_string())) }
        @for stream in &full { (alert(false, stream)) }
    }
}

/// A sentence, with the commands in it set as code.
fn alert(error: bool, sentence: &str) -> Markup {
    html! {
        div.alert.warn[!error] {
            i { "!" }
            div {
                @for (place, part) in sentence.split('`').enumerate() {
                    @if place % 2 == 1 { code { (part) } } @else { (part) }
                }
            }
        }
    }
}

pub(crate) fn conservation(seen: &Seen) -> Markup {
    let Some(live) = &seen.live else { return html! {} };
    let it = live.flow.conservation;
    let (good, verdict) = match it.verdict() {
        Verdict::Balanced => (true, "0 missing".to_owned()),
        Verdict::Surplus(count) => (true, format!("0 missing, {count} repeated after crashes")),
        Verdict::Running => (true, "0 missing so far; documents are on their way".to_owned()),
        Verdict::Missing(count) => (false, format!("{} missing", grouped(count))),
    };
    let row = |name: &str, count: u64| html! { dt { (name) } dd { (grouped(count)) } };
    html! {
        dl.wide.num {
            (row("accepted", it.accepted))
            (row("replayed", it.replayed))
            (row("published", it.published))
            (row("set aside", it.set_aside))
            (row("dead", it.dead))
            (row("in flight", it.in_flight))
        }
        p.fine[good].bad[!good] { b { (verdict) } }
    }
}

fn numbers(seen: &Seen) -> Markup {
    let Some(live) = &seen.live else { return html! {} };
    let live: &Live = live;
    let dead: u64 = live.flow.dead.values().sum();
    html! {
        div.panel {
            h2 { "Documents per second" }
            div.big.num { (format!("{:.0}", live.accepted_rate())) " " small.soft { "in" } " · " (format!("{:.0}", live.published_rate)) " " small.soft { "out" } }
            (seen.history.published())
        }
        div.panel {
            h2 { "Accepted to published, p95" }
            div.big.num { (live.latency_p95.map_or("–".to_owned(), time)) }
            (seen.history.latency())
        }
        div.panel {
            h2 { "Dead letters" }
            div.big.num { (grouped(dead)) }
            (seen.history.dead())
        }
    }
}

/// The sources.
fn sources(seen: &Seen) -> Markup {
    let sources = seen.live.as_ref().map(|live| live.flow.sources.as_slice()).unwrap_or_default();
    let rows = html! {
        @for source in sources {
            tr {
                td { (line(&source.name, 64)) }
                td { (if source_runs(source) { "runs" } else { "stopped" }) }
                td { (grouped(source.watching.watched as u64)) }
                td { (grouped(source.watching.failing as u64)) }
                td { (source.watching.fetched_at.map_or("-".to_owned(), age)) }
            }
        }
    };
    listed("Sources", &["name", "state", "feeds", "failing", "last request"], &rows)
}

/// The readers and deliveries with durable consumers.
fn readers(seen: &Seen) -> Markup {
    let readers = seen.live.as_ref().map(|live| live.flow.readers.as_slice()).unwrap_or_default();
    let rows = html! {
        @for reader in readers {
            tr {
                td { (line(&reader.name, 64)) }
                td { (reader.delivery.unwrap_or("reader")) }
                td { (grouped(reader.consumer.pending)) }
                td { (grouped(reader.consumer.ack_pending)) }
            }
        }
    };
    listed("Readers and deliveries", &["name", "kind", "waiting", "in flight"], &rows)
}

/// A panel with these rows; nothing without rows.
fn listed(title: &str, columns: &[&str], rows: &Markup) -> Markup {
    html! {
        @if !rows.0.is_empty() {
            section.panel aria-label=(title) {
                h2 { (title) }
                div.scroll {
                    table.num {
                        thead { tr { @for column in columns { th { (column) } } } }
                        tbody { (rows) }
                    }
                }
            }
        }
    }
}

/// A duration without its unit, if the next number has the same one.
fn short(milliseconds: f64) -> String {
    time(milliseconds).trim_end_matches(" ms").to_owned()
}

fn rate(rate: f64) -> String {
    match rate {
        rate if rate > 0.0 && rate < 10.0 => format!("{rate:.1}/s"),
        rate => format!("{rate:.0}/s"),
    }
}
