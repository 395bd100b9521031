//! The way from an attachment to its e-mail, and from an e-mail to its attachments.

use article::ArticleId;
use broker::Stored;
use maud::{Markup, html};

use crate::articles::summary;
use crate::failed::Failed;
use crate::list::table;
use crate::parts::{part_of, parts_of};
use crate::state::State;

/// The e-mail that the article was attached to.
pub(super) async fn whole(state: &State, stored: &Stored) -> Result<Option<Markup>, Failed> {
    let Some(id) = part_of(stored) else { return Ok(None) };
    let mail = state.broker.published(id).await?.map(|stored| summary(&stored));
    Ok(Some(html! {
        "Attached to "
        @if let Some(mail) = mail {
            a href={ "/articles/" (id) } { bdi { (mail.title.as_deref().unwrap_or("(no title)")) } }
        } @else {
            code { (id) } ", which was not published or is no longer kept"
        }
    }))
}

/// The attachments of an e-mail; `None` if there are none.
pub(super) async fn list(
    state: &State,
    mail: ArticleId,
    stored: &Stored,
) -> Result<Option<Markup>, Failed> {
    let parts = parts_of(&state.broker, mail, stored.sequence).await?;
    Ok((!parts.is_empty()).then(|| {
        html! {
            div.scroll { (table(&parts)) }
            p.soft { "Those that were published about when the e-mail was." }
        }
    }))
}
