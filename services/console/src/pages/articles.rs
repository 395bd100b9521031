use article::Timestamp;
use axum::extract::{RawQuery, State as Extract};
use axum::response::Html;
use maud::{Markup, html};

use crate::articles::{Filter, PAGE, Summary, newest};
use crate::layout::{confidence, page};
use crate::request::Fields;
use crate::server::Failed;
use crate::state::App;

pub(crate) async fn show(
    Extract(App(state)): Extract<App>,
    RawQuery(query): RawQuery,
) -> Result<Html<String>, Failed> {
    let fields = Fields::parse(query.unwrap_or_default().as_bytes());
    let language = fields.token("language").map(str::to_ascii_lowercase);
    let date = fields.get("since").unwrap_or_default();
    let since = format!("{date}T00:00:00Z").parse::<Timestamp>().ok();
    let filter = Filter { language: language.as_deref(), since, before: fields.number("before") };
    let found = newest(&state.broker, &filter, PAGE).await?;
    let shown_language = language.as_deref().unwrap_or_default();
    let older = found.last().filter(|_| found.len() == PAGE).map(|last| {
        let date = since.map_or("", |_| date);
        format!("/articles?language={shown_language}&since={date}&before={}", last.sequence)
    });
    let content = html! {
        section.panel {
            h1 { "Articles" }
            form.filter method="get" action="/articles" {
                label { "Language" input name="language" value=(shown_language) size="8" placeholder="de"; }
                label { "Published since (UTC)" input name="since" type="date" value=(since.map_or("", |_| date)); }
                button { "Filter" }
            }
            @if found.is_empty() { p.soft { "No article matches." } }
            @else { div.scroll { (table(&found)) } }
            @if let Some(older) = older { p.row { a href=(older) { "Older articles" } } }
        }
    };
    Ok(page(&state, "/articles", "Articles", &content))
}

pub(crate) fn table(articles: &[Summary]) -> Markup {
    html! {
        table {
            thead { tr { th { "Published" } th { "Language" } th { "Title" } th.hide { "Site" } th.hide { "Date" } th.hide { "Confidence" } } }
            tbody {
                @for article in articles {
                    tr {
                        td.num.soft { (article.published_at.strftime("%H:%M:%S").to_string()) }
                        td { span.tag { (article.language) } }
                        td {
                            a href={ "/articles/" (article.id) } {
                                bdi { (article.title.as_deref().unwrap_or("(no title)")) }
                            }
                        }
                        td.hide.soft { bdi { (article.site.as_deref().unwrap_or("")) } }
                        td.hide.num { (article.date.as_deref().unwrap_or("")) }
                        td.hide { @if let Some(value) = article.confidence { (confidence(value)) } }
                    }
                }
            }
        }
    }
}
