use article::{Document, Found, Source};
use url::Url;

use crate::address::web;
use crate::meta;

/// The declared address of the document: `rel=canonical`, else `og:url`.
pub(crate) fn canonical(document: &Document, base: Option<&Url>) -> Option<Found<String>> {
    let link = document.declared.links.get("canonical").into_iter().flatten();
    let link = link.map(|url| (url.as_str(), Source::Link));
    let og = meta::values(document, "og:url").map(|url| (url, Source::OpenGraph));
    link.chain(og).find_map(|(url, source)| Some(Found::stated(web(url, base)?.into(), source)))
}
