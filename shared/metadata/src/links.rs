use article::{Found, Source};
use serde_json::Value;

use crate::address::web;
use crate::article_view::ArticleView;
use crate::envelope;
use crate::meta;

/// The address that the document declares as its own: `rel=canonical`, else `og:url`.
pub(crate) fn canonical(view: &ArticleView<'_>) -> Option<Found<String>> {
    let link = view.document.declared.links.get("canonical").into_iter().flatten();
    let link = link.map(|url| (url.as_str(), Source::Link));
    let og = meta::values(view, "og:url").map(|url| (url, Source::OpenGraph));
    first(view, link.chain(og))
}

/// The address of the main image.
pub(crate) fn image(view: &ArticleView<'_>) -> Option<Found<String>> {
    let og = ["og:image:secure_url", "og:image", "og:image:url"]
        .into_iter()
        .flat_map(|key| meta::values(view, key).map(|url| (url, Source::OpenGraph)));
    let json_ld = view.json_ld.works().filter_map(|node| {
        let url = image_address(view, node.get("image")?)?;
        Some((url, Source::JsonLd))
    });
    let other = [
        "twitter:image",
        "twitter:image:src",
        "image",
        "thumbnailurl",
        "dc.image",
        "parsely-image-url",
    ]
    .into_iter()
    .flat_map(|key| meta::values(view, key).map(|url| (url, Source::Meta)));
    let linked = view.document.declared.links.get("image_src").into_iter().flatten();
    let linked = linked.map(|url| (url.as_str(), Source::Link));
    let given = envelope::value(view, "image").and_then(|image| image_address(view, image));
    let given = given.map(|url| (url, Source::Envelope)).into_iter();
    first(view, given.chain(og).chain(json_ld).chain(other).chain(linked))
}

/// The first of several addresses that can be resolved.
fn first<'a>(
    view: &ArticleView<'_>,
    mut links: impl Iterator<Item = (&'a str, Source)>,
) -> Option<Found<String>> {
    links
        .find_map(|(url, source)| Some(Found::stated(web(url, view.base.as_ref())?.into(), source)))
}

/// The address in an `image` member: a text, an `ImageObject`, a reference to one, or a list.
fn image_address<'a>(view: &ArticleView<'a>, image: &'a Value) -> Option<&'a str> {
    let one = image.as_array().map_or(Some(image), |images| images.first())?;
    let members = |value: &'a Value| {
        let url = value.get("url").or_else(|| value.get("contentUrl"))?;
        url.as_str().or_else(|| url.get("@id")?.as_str())
    };
    let referred = || {
        let id = one.get("@id")?.as_str()?;
        let node = view.json_ld.by_id(id)?;
        let address = |name| node.text(name).or_else(|| node.get(name)?.get("@id")?.as_str());
        address("url").or_else(|| address("contentUrl"))
    };
    one.as_str().or_else(|| members(one)).or_else(referred)
}
