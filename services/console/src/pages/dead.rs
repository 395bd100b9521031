use axum::extract::{RawQuery, State as Extract};
use axum::response::Html;
use broker::table::DEAD;
use broker::{DeadLetter, Start};
use futures_util::{StreamExt, TryStreamExt};
use maud::{Markup, html};
use operator::{age, grouped};

use crate::changes::{holds, query};
use crate::failed::Failed;
use crate::layout::page;
use crate::request::Fields;
use crate::shown::line;
use crate::state::{App, State};

/// Number of dead letters on a page.
const PAGE: usize = 50;
/// Number of groups that are requested at a time.
const AT_ONCE: usize = 16;

/// All groups or, with a stage and a code, the dead letters of one.
pub(crate) async fn show(
    Extract(App(state)): Extract<App>,
    RawQuery(query): RawQuery,
) -> Result<Html<String>, Failed> {
    let fields = Fields::parse(query.unwrap_or_default().as_bytes());
    let content = match (fields.token("stage"), fields.token("code")) {
        (Some(stage), Some(code)) => dead_letters(&state, stage, code, &fields).await?,
        _ => groups(&state).await?,
    };
    Ok(page(&state, "/dead", "Dead letters", &content))
}

async fn groups(state: &State) -> Result<Markup, Failed> {
    let counts = state.broker.dead_by_code().await?;
    let rows = counts.into_iter().map(async |((stage, code), count)| {
        let newest = state.broker.newest(DEAD, &format!("articles.dead.{stage}.{code}")).await?;
        let dead_letter = newest.and_then(|stored| {
            let at = stored.stored_at;
            DeadLetter::read(&stored.headers, stored.body)
                .map(|dead_letter| (at, dead_letter.detail))
        });
        Ok::<_, Failed>((stage, code, count, dead_letter))
    });
    let rows: Vec<_> = futures_util::stream::iter(rows).buffered(AT_ONCE).try_collect().await?;
    Ok(html! {
        section.panel {
            h1 { "Dead letters" }
            p.soft { "Documents that a stage rejected: the original bytes, and why." }
            @if rows.is_empty() { p { "There are none." } }
            @else {
                div.scroll { table {
                    thead { tr { th { "Stage" } th { "Code" } th { "Count" } th { "Newest" } th.hide { "Reason of the newest" } } }
                    tbody {
                        @for (stage, code, count, dead_letter) in &rows {
                            tr {
                                td { (line(stage, 40)) }
                                td { a href={ "/dead?stage=" (stage) "&code=" (code) } { (line(code, 40)) } }
                                td.num { (grouped(*count)) }
                                td.num { @if let Some((at, _)) = dead_letter { (age(*at)) " ago" } }
                                td.hide.soft { @if let Some((_, detail)) = dead_letter { (line(detail, 160)) } }
                            }
                        }
                    }
                } }
            }
        }
        @if !rows.is_empty() {
            section.panel aria-label="By cause" { h2 { "By cause" } (super::groups::place("/dead/groups")) }
        }
    })
}

async fn dead_letters(
    state: &State,
    stage: &str,
    code: &str,
    fields: &Fields,
) -> Result<Markup, Failed> {
    let from = fields.number("from").unwrap_or(1);
    let subject = format!("articles.dead.{stage}.{code}");
    let pages = state.broker.pages(DEAD, &subject, Start::Sequence(from.max(1)));
    let mut pages = pages.at_most(PAGE as u64 + 1);
    let mut found = Vec::new();
    while found.len() <= PAGE
        && let Some(stored) = pages.next().await?
    {
        let number = stored.sequence;
        let dead_letter = DeadLetter::read(&stored.headers, stored.body);
        found.extend(dead_letter.filter(|it| holds(fields, it)).map(|it| (number, it)));
    }
    let more = if found.len() > PAGE { found.pop().map(|(number, _)| number) } else { None };
    let mut group = url::form_urlencoded::Serializer::new(String::new());
    let group = group.extend_pairs(query(fields)).finish();
    let value = |name| fields.get(name).map(|text| line(text, 20)).unwrap_or_default();
    Ok(html! {
        section.panel {
            small { a href="/dead" { "Dead letters" } " › " (stage) }
            h1 { (code) }
            form.filter method="get" action="/dead" {
                @for (name, value) in query(fields) {
                    @if !name.ends_with("_than") { input type="hidden" name=(name) value=(value); }
                }
                label { "Older than" input name="older_than" value=(value("older_than")) size="6" placeholder="2h"; }
                label { "Newer than" input name="newer_than" value=(value("newer_than")) size="6" placeholder="7d"; }
                button { "Filter" }
            }
            @if fields.token("fingerprint").is_some() {
                p.soft { "Only dead letters with the same cause. " a href={ "/dead?stage=" (stage) "&code=" (code) } { "All with this code" } }
            }
            @if state.allow_changes {
                div.row {
                    a.button href={ "/dead/replay?" (group) } { "Replay this group …" }
                    a.button.danger href={ "/dead/drop?" (group) } { "Drop this group …" }
                }
            }
            div.scroll { table {
                thead { tr { th { "Number" } th { "Rejected" } th { "Attempts" } th { "Reason" } } }
                tbody {
                    @for (number, dead_letter) in &found {
                        tr {
                            td.num { a href={ "/dead/" (number) } { (number) } }
                            td.num { (age(dead_letter.at)) " ago" }
                            td.num { (dead_letter.attempts) }
                            td { bdi { (line(&dead_letter.detail, 200)) } }
                        }
                    }
                }
            } }
            @if let Some(more) = more { p.row { a href={ "/dead?" (group) "&from=" (more) } { "More" } } }
        }
    })
}
