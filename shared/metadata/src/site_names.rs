//! The names of the site that published an article, which are reported, and recognised within titles and
//! among authors.

use article::{Document, Source};
use url::Url;

use crate::address::full_host;
use crate::copyright::site_holder;
use crate::json_ld::JsonLd;
use crate::meta;
use crate::names::{is_name, of_member};
use crate::normalize::{squeezed, visible_text};

/// The maximum length of a name that is recognised elsewhere, in characters.
const LONGEST: usize = 60;
/// The maximum number of names that are recognised.
const MOST: usize = 40;

/// All declared names of a page's site and publisher, and the labels of its host name.
#[derive(Debug, Default)]
pub(crate) struct SiteNames {
    declared: Vec<DeclaredName>,
    /// The declared names, squeezed.
    names: Vec<String>,
    /// The host name, squeezed.
    host: String,
    /// The labels of the host name except the last, squeezed.
    labels: Vec<String>,
}

/// A declared name.
#[derive(Debug)]
pub(crate) struct DeclaredName {
    pub(crate) value: String,
    pub(crate) source: Source,
    pub(crate) of: NameOwner,
}

/// The owner of a declared name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NameOwner {
    Site,
    Publisher,
    /// An organisation or an account on the page, usually the publisher.
    Other,
}

impl SiteNames {
    pub(crate) fn of(document: &Document, json_ld: &JsonLd<'_>, url: Option<&Url>) -> Self {
        let declared = declared(document, json_ld);
        let mut names: Vec<String> = Vec::new();
        let short = |name: &&DeclaredName| name.value.chars().take(LONGEST).count() < LONGEST;
        for name in declared.iter().filter(short).map(|name| squeezed(&name.value)) {
            if !name.is_empty() && !names.contains(&name) && names.len() < MOST {
                names.push(name);
            }
        }
        if names.is_empty() {
            let holder = site_holder(document).map(|holder| squeezed(&holder));
            names.extend(holder.filter(|holder| (4..LONGEST).contains(&holder.chars().count())));
        }
        let host = url.and_then(full_host).unwrap_or_default();
        let generic = |label: &str| matches!(label, "www" | "m" | "blog" | "news" | "en" | "de");
        let labels: Vec<&str> = host.split('.').filter(|label| !generic(label)).collect();
        let labels = labels.iter().take(labels.len().saturating_sub(1));
        let labels = labels.map(|label| squeezed(label)).collect();
        Self { declared, names, host: squeezed(&host.replace("www.", "")), labels }
    }

    /// The first declared name of a kind, preferably from `source`.
    pub(crate) fn first(&self, of: NameOwner, sources: &[Source]) -> Option<&DeclaredName> {
        self.declared
            .iter()
            .find(|name| name.of == of && sources.contains(&name.source) && is_name(&name.value))
    }

    /// The declared names of the site and its publisher.
    pub(crate) fn own(&self) -> impl Iterator<Item = &str> {
        let own = self.declared.iter().filter(|name| name.of != NameOwner::Other);
        own.map(|name| name.value.as_str())
    }

    /// The host name, squeezed.
    pub(crate) fn host(&self) -> &str {
        &self.host
    }

    /// The declared names, squeezed.
    pub(crate) fn names(&self) -> &[String] {
        &self.names
    }

    /// Whether a text is one of the declared names, ignoring punctuation and case.
    pub(crate) fn is_declared(&self, text: &str) -> bool {
        let text = squeezed(text);
        text.chars().count() >= 3 && self.names.contains(&text)
    }

    /// Whether a part of a title, or an author's name, is the site's name: it equals one of the site's names,
    /// contains one, or is contained in one.
    pub(crate) fn is(&self, part: &str) -> bool {
        let part = squeezed(part);
        let length = part.chars().count();
        if length == 0 {
            return true;
        }
        let contained = |name: &str| length >= 4 && name.contains(&part);
        let named = self.names.iter().any(|name| {
            let most = 2.2 * name.chars().count() as f64 + 6.0;
            let contains =
                name.chars().count() >= 4 && part.contains(name) && length as f64 <= most;
            part == *name || contains || contained(name)
        });
        let labelled = self.labels.iter().any(|label| {
            let label_length = label.chars().count();
            let contains = label_length >= 4 && part.contains(label) && length <= 3 * label_length;
            label_length >= 3 && (part == *label || contains || contained(label))
        });
        let hosted = !self.host.is_empty()
            && (part == self.host || self.host.len() > 5 && part.ends_with(&self.host));
        named || labelled || hosted
    }
}

/// The names in meta elements and JSON-LD.
fn declared(document: &Document, json_ld: &JsonLd<'_>) -> Vec<DeclaredName> {
    let mut declared = Vec::new();
    let mut add = |value: &str, source, of| {
        declared.push(DeclaredName { value: visible_text(value), source, of });
    };
    for (keys, of) in
        [(SITES, NameOwner::Site), (PUBLISHERS, NameOwner::Publisher), (OTHERS, NameOwner::Other)]
    {
        for key in keys {
            if let Some(value) = meta::values(document, key).next() {
                add(value, meta::source(key), of);
            }
        }
    }
    for node in json_ld.works() {
        if let Some(name) = of_member(node, "publisher", json_ld) {
            add(name, Source::JsonLd, NameOwner::Publisher);
        }
    }
    for node in json_ld.nodes() {
        let is = |kinds: &[&str]| node.types().any(|kind| kinds.contains(&kind));
        let of = if is(&["WebSite"]) {
            NameOwner::Site
        } else if node.under() == "publisher" || is(&["NewsMediaOrganization", "Organization"]) {
            NameOwner::Other
        } else {
            continue;
        };
        if let Some(name) = node.text("name") {
            add(name, Source::JsonLd, of);
        }
    }
    declared
}

const SITES: &[&str] =
    &["og:site_name", "application-name", "apple-mobile-web-app-title", "al:android:app_name"];

const PUBLISHERS: &[&str] =
    &["publisher", "dc.publisher", "dcterms.publisher", "citation_publisher", "article:publisher"];

const OTHERS: &[&str] = &["twitter:site"];

#[cfg(test)]
mod tests {
    use crate::article_view::ArticleView;
    use crate::testing::{document, language};

    #[test]
    fn site_names_are_recognised_in_titles() {
        let mut document = document("A text.");
        document.url = Some("https://www.dailyexample.co.uk/2024/caf%C3%A9-news".to_owned());
        document
            .declared
            .meta
            .insert("og:site_name".to_owned(), vec!["The Example Post".to_owned()]);
        let language = language("en");
        let site = ArticleView::new(&document, &language).site_names;
        for part in ["The Example Post", "Example Post", "dailyexample.co.uk", "Daily Example", "|"]
        {
            assert!(site.is(part), "{part}");
        }
        for part in ["Sport", "Council votes to build four schools", "UK"] {
            assert!(!site.is(part), "{part}");
        }
    }
}
