//! Days that a page declares: in its address, its meta elements and its JSON-LD.

use article::Source;
use jiff::civil::Date;

use super::feature::DateFeature;
use super::order::Style;
use super::plausible::{is_of_the_web, is_plausible};
use super::stated::{StatedDate, read};
use super::url;
use crate::address::web;
use crate::article_view::ArticleView;
use crate::json_ld::Node;
use crate::links::canonical;
use crate::meta;

/// A declared day, and where it is declared.
#[derive(Debug, Clone)]
pub(super) struct DeclaredDay {
    pub(super) kind: DateFeature,
    pub(super) date: StatedDate,
    pub(super) source: Source,
}

/// The declared days of a page.
#[derive(Debug, Default)]
pub(super) struct DeclaredDays {
    /// At most one of each kind.
    pub(super) days: Vec<DeclaredDay>,
    /// The first day of the month in the address.
    pub(super) month: Option<Date>,
}

/// Kinds of declarations that explicitly state the day of publication.
pub(super) const STRONG: [DateFeature; 5] = [
    DateFeature::Url,
    DateFeature::Meta,
    DateFeature::JsonLd,
    DateFeature::JsonLdPage,
    DateFeature::MetaWeak,
];

/// Kinds of declarations that state the day of modification.
pub(super) const MODIFIED: [DateFeature; 2] =
    [DateFeature::MetaModified, DateFeature::JsonLdModified];

pub(super) fn gather(view: &ArticleView<'_>, style: Style) -> DeclaredDays {
    let mut all = DeclaredDays::default();
    all.addresses(view);
    all.metas(view, style);
    all.json_ld(view, style);
    all
}

impl DeclaredDays {
    /// Adds a day, unless there is one of its kind already.
    fn put(&mut self, kind: DateFeature, date: Option<StatedDate>, source: Source) {
        if let Some(date) = date.filter(|_| self.get(kind).is_none()) {
            self.days.push(DeclaredDay { kind, date, source });
        }
    }

    pub(super) fn get(&self, kind: DateFeature) -> Option<Date> {
        self.days.iter().find(|day| day.kind == kind).map(|day| day.date.day)
    }

    fn addresses(&mut self, view: &ArticleView<'_>) {
        let own = view.document.url.clone();
        let link = canonical(view.document, view.base.as_ref()).map(|url| url.value);
        let og = meta::values(view.document, "og:url").next().map(str::to_owned);
        for address in [own, link, og].into_iter().flatten().filter_map(|url| web(&url, None)) {
            let day = url::day(&address).filter(|date| is_of_the_web(date.day, view));
            self.put(DateFeature::Url, day, Source::Url);
            self.month = self.month.or_else(|| url::month(&address));
        }
    }

    fn metas(&mut self, view: &ArticleView<'_>, style: Style) {
        for (keys, modified) in [(PUBLISHED_KEYS, false), (MODIFIED_KEYS, true)] {
            for key in keys {
                let value = meta::values(view.document, key).next();
                let date = value.and_then(|value| day(value, style, view));
                let kind = match key {
                    _ if modified => DateFeature::MetaModified,
                    _ if WEAK.contains(key) => DateFeature::MetaWeak,
                    _ => DateFeature::Meta,
                };
                self.put(kind, date, meta::source(key));
            }
        }
    }

    fn json_ld(&mut self, view: &ArticleView<'_>, style: Style) {
        let mut put = |kind, node: &Node<'_>, members: &[&str]| {
            let value = members.iter().find_map(|member| node.date(member));
            let date = value.and_then(|value| day(&value, style, view));
            self.put(kind, date, Source::JsonLd);
        };
        let (articles, others): (Vec<_>, Vec<_>) = view
            .json_ld
            .nodes()
            .partition(|node| node.is_article() && !NO_ARTICLE.contains(&node.under()));
        for node in &articles {
            put(DateFeature::JsonLd, node, &["datePublished"]);
        }
        for node in &articles {
            put(DateFeature::JsonLdCreated, node, &["dateCreated"]);
            put(DateFeature::JsonLdModified, node, &["dateModified"]);
        }
        for node in others.iter().filter(|node| !NO_PAGE.contains(&node.under())) {
            let is = |kinds: &[&str]| node.types().any(|kind| kinds.contains(&kind));
            if is(PAGES) {
                put(DateFeature::JsonLdPage, node, &["datePublished"]);
                put(DateFeature::JsonLdModified, node, &["dateModified"]);
            } else if node.types().any(|kind| kind.contains("Event")) {
                // The date of an event is not the date of publication.
            } else if is(&["VideoObject", "ImageObject"]) {
                put(DateFeature::JsonLdVideo, node, &["uploadDate", "datePublished"]);
            } else {
                put(DateFeature::JsonLdOther, node, &["datePublished", "dateCreated"]);
            }
        }
    }
}

fn day(value: &str, style: Style, view: &ArticleView<'_>) -> Option<StatedDate> {
    read(value, style).filter(|date| is_plausible(date.day, view) && !date.is_month())
}

const NO_ARTICLE: &[&str] =
    &["itemListElement", "hasPart", "citation", "mentions", "isBasedOn", "comment", "review"];
const NO_PAGE: &[&str] = &[
    "comment",
    "review",
    "suggestedAnswer",
    "acceptedAnswer",
    "itemListElement",
    "hasPart",
    "mentions",
];
const PAGES: &[&str] = &[
    "WebPage",
    "QAPage",
    "Question",
    "CreativeWork",
    "MedicalWebPage",
    "DiscussionForumPosting",
    "ItemPage",
    "CollectionPage",
];

/// Keys with several meanings.
const WEAK: &[&str] =
    &["date", "timestamp", "release_date", "video:release_date", "created", "dc.date"];

/// Keys of meta elements that give the day of publication, most reliable first.
const PUBLISHED_KEYS: &[&str] = &[
    "article:published_time",
    "article:published",
    "article:published_date",
    "article:post_date",
    "article.published",
    "og:article:published_time",
    "og:article:published",
    "og:published_time",
    "og:pubdate",
    "og:publish_date",
    "og:datepublished",
    "og:regdate",
    "datepublished",
    "date_published",
    "datecreated",
    "date_created",
    "dateposted",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "cxenseparse:publishtime",
    "pubdate",
    "publishdate",
    "publish_date",
    "publish-date",
    "published-date",
    "published_date",
    "publish_time",
    "published_time",
    "publisheddate",
    "publication_date",
    "originalpublicationdate",
    "rbpubdate",
    "bt:pubdate",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date.created",
    "dcterms.created",
    "dc.created",
    "dc:created",
    "dc.date.publication",
    "dc.date",
    "dcterms.date",
    "dc:date",
    "citation_publication_date",
    "citation_date",
    "citation_online_date",
    "vr:published_time",
    "mediator_published_time",
    "rnews:datepublished",
    "displaydate",
    "created",
    "ptime",
    "pdate",
    "gentime",
    "doc_date",
    "content_create_date",
    "article_date_original",
    "analyticsattributes.articledate",
    "shareaholic:article_published_time",
    "twt-published-at",
    "article:publicationdate",
    "dcsext.articlefirstpublished",
    "date",
    "timestamp",
    "release_date",
    "video:release_date",
    "og:video:release_date",
    "music:release_date",
    "weibo: article:create_at",
    "weibo:article:create_at",
    "pubtime",
    "publishedat",
    "apub:time",
    "firstpublished",
    "creation_date",
    "article:created",
    "article:create_at",
    "_pubtime",
    "published",
    "published-at",
    "published_at",
    "published_on",
    "w-published-date",
    "post_date",
    "postdate",
    "article-published-date",
    "first_published",
];

/// Keys of meta elements that give the day of modification.
const MODIFIED_KEYS: &[&str] = &[
    "article:modified_time",
    "article:modified",
    "og:updated_time",
    "datemodified",
    "last-modified",
    "lastmod",
    "modified",
    "dc.modified",
    "dcterms.modified",
    "dateupdated",
    "article:updated",
    "updated_time",
    "og:modified_time",
    "revised",
    "weibo: article:update_at",
];
