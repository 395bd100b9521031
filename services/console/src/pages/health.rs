use axum::extract::State as Extract;
use axum::response::Html;
use maud::{Markup, html};
use operator::doctor::{Finding, Level};
use operator::{age, full_percent, grouped};

use crate::layout::page;
use crate::state::{App, Seen};

pub(crate) async fn show(Extract(App(state)): Extract<App>) -> Html<String> {
    let seen = state.seen.borrow().clone();
    let findings = state.findings.lock().expect("nothing panics while it is locked").clone();
    let content = html! {
        section.panel {
            h1 { "Health" }
            @match &findings {
                Some((at, findings)) => {
                    p.soft { "What " code { "courant doctor" } " found " (age(*at)) " ago. With a system user and the users' passwords it checks more." }
                    @for finding in sorted(findings) { (one(finding)) }
                }
                None => { p.soft { "doctor has not finished yet; reload in a few seconds." } }
            }
        }
        section.panel { h2 { "Streams" } div.scroll { (streams(&seen)) } }
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
                @if let Some(mend) = &finding.mend { br; code { (mend) } }
            }
            small.faint { (finding.check) }
        }
    }
}

fn streams(seen: &Seen) -> Markup {
    let Some(live) = &seen.live else { return html! {} };
    html! {
        table {
            thead { tr { th { "Stream" } th { "Messages" } th { "Bytes" } th { "Full" } th { "Oldest" } } }
            tbody.num {
                @for stream in &live.flow.streams {
                    tr {
                        td { (stream.name) }
                        td { (grouped(stream.messages)) }
                        td { (grouped(stream.bytes)) }
                        td { (full_percent(stream).map_or("no limit".to_owned(), |full| format!("{full} %"))) }
                        td { (stream.oldest.map_or("–".to_owned(), age)) }
                    }
                }
            }
        }
    }
}
