use article::{Found, Source};

use crate::address::web;
use crate::article_view::ArticleView;
use crate::meta;

/// The declared address of the document: `rel=canonical`, else `og:url`.
pub(crate) fn canonical(view: &ArticleView<'_>) -> Option<Found<String>> {
    let link = view.document.declared.links.get("canonical").into_iter().flatten();
    let link = link.map(|url| (url.as_str(), Source::Link));
    let og = meta::values(view, "og:url").map(|url| (url, Source::OpenGraph));
    first(view, link.chain(og))
}

/// The first address that can be resolved.
fn first<'a>(
    view: &ArticleView<'_>,
    mut links: impl Iterator<Item = (&'a str, Source)>,
) -> Option<Found<String>> {
    links
        .find_map(|(url, source)| Some(Found::stated(web(url, view.base.as_ref())?.into(), source)))
}
