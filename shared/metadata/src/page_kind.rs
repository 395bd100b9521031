//! The kind of a page, as it declares it.

use crate::address::{full_host, path as path_of, web};
use crate::article_view::ArticleView;
use crate::meta;

/// The kind of a page, as declared in JSON-LD, OpenGraph and its address.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PageKind {
    /// JSON-LD describes an article, on this page or another.
    pub(crate) is_article: bool,
    /// JSON-LD describes a news article or a report.
    pub(crate) is_news: bool,
    pub(crate) is_website: bool,
    /// JSON-LD describes a product, a service, a list of questions, or the like.
    pub(crate) is_product: bool,
    /// According to JSON-LD, the page's generator or its address, it is a discussion in a forum.
    pub(crate) is_forum: bool,
    /// The address belongs to a front page or to a page directly below it.
    pub(crate) is_shallow: bool,
}

/// Names of forum software in the generator.
const FORUMS: &str = "\
    vbulletin|phpbb|xenforo|discourse|nodebb|mybb|flarum|vanilla|invision|simple machines|smf|discuz|\
    fluxbb|punbb|bbpress|lemmy|woltlab|burning board|ubb.threads|yabb";

/// Host labels and path segments of forums.
const DISCUSSIONS: &str = "\
    forum|forums|foren|foro|foros|fórum|forumi|board|boards|bbs|community|discuss|discussion|\
    discussions|discourse|talk|answers|questions|thread|threads|topic|topics|showthread|viewtopic|\
    showtopic|t";

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
        let mut software = meta::values(view.document, "generator").map(str::to_lowercase);
        let software = software.any(|name| FORUMS.split('|').any(|forum| name.contains(forum)));
        let addressed = view.url.as_ref().is_some_and(|url| {
            let host = full_host(url).unwrap_or_default();
            let path = path_of(url).to_lowercase();
            let labels = host.split('.').chain(path.split(['/', '.']));
            labels.take(12).any(|label| DISCUSSIONS.split('|').any(|word| word == label))
        });
        let discussion = has(|kind| matches!(kind, "DiscussionForumPosting" | "QAPage"));
        Self {
            is_forum: software || addressed || discussion,
            is_article: view.json_ld.nodes().any(|node| node.is_article()),
            is_news: view.json_ld.nodes().filter(|node| node.is_article()).any(|node| {
                node.types().any(|kind| kind.contains("News") || kind.contains("Report"))
            }),
            is_website: meta::values(view.document, "og:type")
                .any(|kind| kind.eq_ignore_ascii_case("website")),
            is_product: has(|kind| kind.contains("Product") || PRODUCTS.contains(&kind)),
            is_shallow: path.is_some_and(shallow),
        }
    }
}
