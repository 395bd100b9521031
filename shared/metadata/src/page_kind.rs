//! What a page says it is.

use crate::address::{path as path_of, web};
use crate::article_view::ArticleView;
use crate::meta;

/// What a page says it is, in JSON-LD, OpenGraph and its address.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PageKind {
    /// JSON-LD describes an article, of this page or of another.
    pub(crate) is_article: bool,
    /// JSON-LD describes a news article or a report.
    pub(crate) is_news: bool,
    pub(crate) is_website: bool,
    /// JSON-LD describes a product, a service, a list of questions, or the like.
    pub(crate) is_product: bool,
    /// The address is that of a front page or of one directly below it.
    pub(crate) is_shallow: bool,
}

impl PageKind {
    pub(crate) fn of(view: &ArticleView<'_>) -> Self {
        const PRODUCTS: &[&str] = &[
            "Service",
            "FAQPage",
            "CollectionPage",
            "SoftwareApplication",
            "LocalBusiness",
            "Course",
        ];
        let has = |test: fn(&str) -> bool| view.json_ld.nodes().any(|node| node.types().any(test));
        let path = view.document.url.as_deref().and_then(|url| web(url, None));
        let path = path.as_ref().map(path_of);
        let shallow =
            |path: String| !path.trim_matches('/').contains('/') && path.matches('-').count() < 2;
        Self {
            is_article: view.json_ld.nodes().any(|node| node.is_article()),
            is_news: view.json_ld.nodes().filter(|node| node.is_article()).any(|node| {
                node.types().any(|kind| kind.contains("News") || kind.contains("Report"))
            }),
            is_website: meta::values(view, "og:type")
                .any(|kind| kind.eq_ignore_ascii_case("website")),
            is_product: has(|kind| kind.contains("Product") || PRODUCTS.contains(&kind)),
            is_shallow: path.is_some_and(shallow),
        }
    }
}
