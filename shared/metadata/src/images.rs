use article::{Image, Source};
use serde_json::Value;

use crate::address::web;
use crate::article_view::ArticleView;
use crate::envelope;
use crate::json_ld::Node;
use crate::meta;

/// The maximum number of images.
const MOST: usize = 20;

/// The images that the document declares, the main image first.
pub(crate) fn find(view: &ArticleView<'_>) -> Vec<Image> {
    let given = envelope::value(view, "image").into_iter();
    let given = given.flat_map(|image| members(view, image, Source::Envelope));
    let json_ld = view.json_ld.works().flat_map(|node| {
        ["image", "primaryImageOfPage", "thumbnailUrl"]
            .into_iter()
            .filter_map(move |name| node.get(name))
            .flat_map(|image| members(view, image, Source::JsonLd))
    });
    let metas = OTHER.iter().flat_map(|key| meta::values(view.document, key));
    let metas = metas.map(|url| Stated::of(url, Source::Meta));
    let linked = view.document.declared.links.get("image_src").into_iter().flatten();
    let linked = linked.map(|url| Stated::of(url, Source::Link));
    let all = given.chain(open_graph(view)).chain(json_ld).chain(metas).chain(linked);
    let mut images: Vec<Image> = Vec::new();
    for image in all.filter_map(|stated| stated.image(view)) {
        if let Some(known) = images.iter_mut().find(|known| same(&known.value, &image.value)) {
            known.width = known.width.or(image.width);
            known.height = known.height.or(image.height);
        } else if images.len() < MOST {
            images.push(image);
        }
    }
    images
}

/// An image as the document states it.
struct Stated<'a> {
    url: &'a str,
    source: Source,
    width: Option<u32>,
    height: Option<u32>,
}

impl<'a> Stated<'a> {
    fn of(url: &'a str, source: Source) -> Self {
        Self { url, source, width: None, height: None }
    }

    fn image(self, view: &ArticleView<'_>) -> Option<Image> {
        let Self { url, source, width, height } = self;
        let value = web(url, view.base.as_ref())?.into();
        Some(Image { value, source, width, height })
    }
}

/// The images in OpenGraph elements. Their sizes are used only if every image has one.
fn open_graph<'a>(view: &ArticleView<'a>) -> Vec<Stated<'a>> {
    let key = ["og:image:secure_url", "og:image", "og:image:url"];
    let all = |key: &str| meta::values(view.document, key).collect::<Vec<_>>();
    let images = key.map(all);
    let sizes = |name| -> Vec<Option<u32>> {
        meta::values(view.document, name).map(|size| pixels(&Value::from(size))).collect()
    };
    let (widths, heights) = (sizes("og:image:width"), sizes("og:image:height"));
    let size_of = |sizes: &[Option<u32>], at: usize, count: usize| {
        (sizes.len() == count).then(|| sizes[at]).flatten()
    };
    let stated = images.iter().flat_map(|images| {
        images.iter().enumerate().map(|(at, url)| Stated {
            url,
            source: Source::OpenGraph,
            width: size_of(&widths, at, images.len()),
            height: size_of(&heights, at, images.len()),
        })
    });
    stated.collect()
}

/// The images in an `image` member: a text, an `ImageObject`, a reference to one, or a list of them.
fn members<'a>(view: &ArticleView<'a>, image: &'a Value, source: Source) -> Vec<Stated<'a>> {
    let one = (!image.is_array()).then_some(image).into_iter();
    let all = one.chain(image.as_array().into_iter().flatten().take(MOST));
    let stated = all.filter_map(|image| {
        if let Some(url) = image.as_str() {
            let referred = view.json_ld.by_id(url).filter(|node| node.get("url").is_some());
            return referred
                .and_then(|node| described(|name| node.get(name), source))
                .or(Some(Stated::of(url, source)));
        }
        described(|name| image.get(name), source).or_else(|| {
            let node: Node<'a> = view.json_ld.by_id(image.get("@id")?.as_str()?)?;
            described(|name| node.get(name), source)
        })
    });
    stated.collect()
}

/// The image that an object with these members describes.
fn described<'a>(member: impl Fn(&str) -> Option<&'a Value>, source: Source) -> Option<Stated<'a>> {
    let address = |name| {
        let value = member(name)?;
        let first = value.as_array().map_or(Some(value), |values| values.first())?;
        first.as_str().or_else(|| first.get("@id")?.as_str())
    };
    let url = address("url").or_else(|| address("contentUrl"))?;
    let size = |name| member(name).and_then(pixels);
    Some(Stated { url, source, width: size("width"), height: size("height") })
}

/// A size: `1200`, `"1200"`, `"1200px"`, or an object with such a value.
fn pixels(size: &Value) -> Option<u32> {
    let number = match size {
        Value::Number(number) => number.as_f64()?,
        Value::String(text) => text.trim().trim_end_matches("px").trim_end().parse().ok()?,
        Value::Object(members) => {
            return members.get("value").or(members.get("name")).and_then(pixels);
        }
        Value::Null | Value::Bool(_) | Value::Array(_) => return None,
    };
    // Sites state a size of 0 or of millions if they don't know it.
    (1.0..=100_000.0).contains(&number).then_some(number.round() as u32)
}

/// Whether two addresses are equal apart from their schemes.
fn same(a: &str, b: &str) -> bool {
    let bare = |url: &str| url.split_once("://").map(|(_, rest)| rest.to_owned());
    a == b || bare(a) == bare(b)
}

/// Other names of meta elements with an image.
const OTHER: &[&str] = &[
    "twitter:image",
    "twitter:image:src",
    "image",
    "thumbnailurl",
    "dc.image",
    "parsely-image-url",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_in_all_their_forms() {
        let cases = [
            (serde_json::json!(1200), Some(1200)),
            (serde_json::json!("1200"), Some(1200)),
            (serde_json::json!(" 1200 px"), Some(1200)),
            (serde_json::json!("1200px"), Some(1200)),
            (serde_json::json!({"@type": "QuantitativeValue", "value": 630}), Some(630)),
            (serde_json::json!(0), None),
            (serde_json::json!("100%"), None),
            (serde_json::json!(-5), None),
            (serde_json::json!(1e12), None),
            (serde_json::json!([1200]), None),
        ];
        for (size, expected) in cases {
            assert_eq!(pixels(&size), expected, "{size}");
        }
    }
}
