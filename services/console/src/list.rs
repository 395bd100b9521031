//! A list of articles, as a table.

use article::Timestamp;
use maud::{Markup, html};

use crate::articles::Summary;
use crate::layout::confidence;

pub(crate) fn table(articles: &[Summary]) -> Markup {
    html! {
        table { (header()) tbody { @for article in articles { (row(article)) } } }
    }
}

/// The head of the table.
pub(crate) fn header() -> Markup {
    html! {
        thead { tr { th { "Published" } th { "Language" } th { "Title" } th.hide { "Site" } th.hide { "Date" } th.hide { "Confidence" } } }
    }
}

pub(crate) fn row(article: &Summary) -> Markup {
    let published = article.published_at;
    let today = published.as_second() / 86_400 == Timestamp::now().as_second() / 86_400;
    let published = published.strftime(if today { "%H:%M:%S" } else { "%Y-%m-%d" }).to_string();
    html! {
        tr {
            td.num.soft { (published) }
            td { span.tag { (article.language) } @if !article.reliable { " " small.soft title="The language is not reliable" { "?" } } }
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
