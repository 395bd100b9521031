//! Days that a page declares: in its address, its meta elements and its JSON-LD.

use article::Source;
use jiff::civil::Date;

use super::is_plausible;
use super::scan::Order;
use super::stated::{self, read};
use super::url;
use super::weights::Feature;
use crate::json_ld::Node;
use crate::links::canonical;
use crate::meta;
use crate::reading::Reading;

/// A day that a page declares, and where.
#[derive(Debug, Clone)]
pub(super) struct Declared {
    pub(super) kind: Feature,
    pub(super) date: stated::Declared,
    pub(super) source: Source,
}

/// What a page declares.
#[derive(Debug, Default)]
pub(super) struct All {
    /// At most one of each kind.
    pub(super) days: Vec<Declared>,
    /// The month in the address, by its first day.
    pub(super) month: Option<Date>,
}

/// Kinds that tell outright when the page was published.
pub(super) const STRONG: [Feature; 5] =
    [Feature::Url, Feature::Meta, Feature::JsonLd, Feature::JsonLdPage, Feature::MetaWeak];

pub(super) fn gather(reading: &Reading<'_>, order: Order) -> All {
    let mut all = All::default();
    all.addresses(reading);
    all.metas(reading, order);
    all.json_ld(reading, order);
    all
}

impl All {
    /// The first day of each kind counts.
    fn put(&mut self, kind: Feature, date: Option<stated::Declared>, source: Source) {
        if let Some(date) = date.filter(|_| self.get(kind).is_none()) {
            self.days.push(Declared { kind, date, source });
        }
    }

    pub(super) fn get(&self, kind: Feature) -> Option<Date> {
        self.days.iter().find(|day| day.kind == kind).map(|day| day.date.day)
    }

    fn addresses(&mut self, reading: &Reading<'_>) {
        let own = reading.document.url.clone();
        let link = canonical(reading).map(|url| url.value);
        let og = meta::values(reading, "og:url").next().map(str::to_owned);
        for address in [own, link, og].into_iter().flatten() {
            let day = url::day(&address).filter(|date| is_plausible(date.day, reading));
            self.put(Feature::Url, day, Source::Url);
            self.month = self.month.or_else(|| url::month(&address));
        }
    }

    fn metas(&mut self, reading: &Reading<'_>, order: Order) {
        for (keys, modified) in [(PUBLISHED, false), (MODIFIED, true)] {
            for key in keys {
                let value = meta::values(reading, key).next();
                let date = value.and_then(|value| day(value, order, reading));
                let kind = match key {
                    _ if modified => Feature::MetaModified,
                    _ if WEAK.contains(key) => Feature::MetaWeak,
                    _ => Feature::Meta,
                };
                self.put(kind, date, meta::source(key));
            }
        }
    }

    fn json_ld(&mut self, reading: &Reading<'_>, order: Order) {
        let mut put = |kind, node: &Node<'_>, members: &[&str]| {
            let value = members.iter().find_map(|member| node.text(member));
            let date = value.and_then(|value| day(value, order, reading));
            self.put(kind, date, Source::JsonLd);
        };
        let (articles, others): (Vec<_>, Vec<_>) = reading
            .json_ld
            .nodes()
            .partition(|node| node.is_article() && !NO_ARTICLE.contains(&node.under()));
        for node in &articles {
            put(Feature::JsonLd, node, &["datePublished"]);
        }
        for node in &articles {
            put(Feature::JsonLdCreated, node, &["dateCreated"]);
            put(Feature::JsonLdModified, node, &["dateModified"]);
        }
        for node in others.iter().filter(|node| !NO_PAGE.contains(&node.under())) {
            let is = |kinds: &[&str]| node.types().any(|kind| kinds.contains(&kind));
            if is(PAGES) {
                put(Feature::JsonLdPage, node, &["datePublished"]);
                put(Feature::JsonLdModified, node, &["dateModified"]);
            } else if node.types().any(|kind| kind.contains("Event")) {
                // What takes place on a day was not published on it.
            } else if is(&["VideoObject", "ImageObject"]) {
                put(Feature::JsonLdVideo, node, &["uploadDate", "datePublished"]);
            } else {
                put(Feature::JsonLdOther, node, &["datePublished", "dateCreated"]);
            }
        }
    }
}

fn day(value: &str, order: Order, reading: &Reading<'_>) -> Option<stated::Declared> {
    read(value, order).filter(|date| is_plausible(date.day, reading) && !date.is_month())
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

/// Keys that mean many things.
const WEAK: &[&str] =
    &["date", "timestamp", "release_date", "video:release_date", "created", "dc.date"];

/// Keys of meta elements that tell when a page was published, the surest first.
const PUBLISHED: &[&str] = &[
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
];

/// Keys that tell when it was modified.
const MODIFIED: &[&str] = &[
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
