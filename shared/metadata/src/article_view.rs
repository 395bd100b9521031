use article::{Cues, Document, Language};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use url::Url;

use crate::address;
use crate::json_ld::JsonLd;
use crate::links::canonical;
use crate::site_names::SiteNames;

/// An article as the finders read it. Values that several finders need are computed once.
pub(crate) struct ArticleView<'a> {
    /// The section `document`.
    pub(crate) document: &'a Document,
    /// Primary subtag of the text's language: `en`, `zh`, `und`.
    pub(crate) code: &'a str,
    /// Paragraphs of the text, trimmed, none of them empty.
    pub(crate) paragraphs: Vec<&'a str>,
    /// Pieces of the page that may contain its title, authors and date.
    pub(crate) cues: &'a Cues,
    /// The page's JSON-LD as a list of nodes.
    pub(crate) json_ld: JsonLd<'a>,
    /// The address from which the document was fetched, else the one that it declares.
    pub(crate) url: Option<Url>,
    /// The base of the page's relative addresses: the address in its `base` element, else the page's own.
    pub(crate) base: Option<Url>,
    /// The names of the site and its publisher.
    pub(crate) site_names: SiteNames,
    /// The day on which the document was received; publication can't be later.
    pub(crate) today: Date,
}

static NO_CUES: Cues = Cues {
    headings: Vec::new(),
    authors: Vec::new(),
    dates: Vec::new(),
    lines: Vec::new(),
    text: Vec::new(),
    comments: Vec::new(),
};

impl<'a> ArticleView<'a> {
    pub(crate) fn new(document: &'a Document, language: &'a Language) -> Self {
        let paragraphs = document.text.split("\n\n").map(str::trim);
        let mut view = Self {
            document,
            code: &language.code,
            paragraphs: paragraphs.filter(|paragraph| !paragraph.is_empty()).collect(),
            cues: &NO_CUES,
            json_ld: JsonLd::of(&document.declared.json_ld),
            url: document.url.as_deref().and_then(|url| address::web(url, None)),
            base: None,
            site_names: SiteNames::default(),
            today: document.received_at.to_zoned(TimeZone::UTC).date(),
        };
        let base = document.declared.links.get("base").and_then(|links| links.first());
        view.base = base.and_then(|base| address::web(base, view.url.as_ref()));
        view.base = view.base.or_else(|| view.url.clone());
        if view.url.is_none() {
            view.url = canonical(document, view.base.as_ref())
                .and_then(|url| address::web(&url.value, None));
            view.base = view.base.or_else(|| view.url.clone());
        }
        view.site_names = SiteNames::of(document, &view.json_ld, view.url.as_ref());
        view
    }

    /// The same view with the page's cues.
    pub(crate) fn with_cues(self, cues: &'a Cues) -> Self {
        Self { cues, ..self }
    }

    /// Whether the document is a page, or part of one, rather than plain text.
    pub(crate) fn is_page(&self) -> bool {
        let declared = &self.document.declared;
        self.document.content_type == "text/html"
            || !declared.json_ld.is_empty()
            || !declared.meta.is_empty()
    }

    /// The first paragraphs of the text, at most `bytes` in all; the last one may be cut after a character.
    ///
    /// Bounds the work of finders on long texts. An article names its subject early.
    pub(crate) fn beginning(&self, bytes: usize) -> impl Iterator<Item = &'a str> {
        let mut left = bytes;
        self.paragraphs.iter().map_while(move |paragraph| {
            let part = text::cut(paragraph, left);
            left -= part.len();
            (!part.is_empty()).then_some(part)
        })
    }
}
