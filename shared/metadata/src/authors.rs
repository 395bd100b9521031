//! Who wrote the article.
//!
//! Declared authors (`declared`) take precedence over visible ones (`visible`, `chinese`), unless
//! they name only the site, a newsroom or a placeholder (`shape`).

mod byline;
mod chinese;
mod cjk;
mod clean;
mod declared;
mod patterns;
mod shape;
mod visible;

use article::{Found, Source};

pub(crate) use byline::is_byline;
pub(crate) use shape::is_person;

use crate::article_view::ArticleView;
use crate::headline::Headline;
use crate::site_names::SiteNames;
use clean::{Strictness, any_placeholder, names};
use declared::DeclaredAuthors;
use shape::{has_cjk, has_organisation_word, is_doubtful, is_one_word, is_placeholder, is_site};

/// The maximum number of authors.
const MOST: usize = 12;
/// The minimum score of a byline that names only the site itself.
const SITES_OWN: f64 = 5.0;

/// The authors' names, in order, all from one source.
pub(crate) fn find(
    view: &ArticleView<'_>,
    headline: &Headline,
    title: Option<&str>,
) -> Vec<Found<String>> {
    if let Some((names, source)) = given(view) {
        return found(names, source, None);
    }
    let page = choose(view, headline, title, &view.site_names);
    if let Some(Choice { names, source, confidence, evidence }) = page {
        return found(names, source, Some((confidence, evidence)));
    }
    if view.is_page() {
        return Vec::new();
    }
    let line = seen_line(view).or_else(|| byline::find(view));
    line.map(|names| found(names, Source::Byline, None)).unwrap_or_default()
}

/// Names, their source, and how often that source is right.
struct Choice {
    names: Vec<String>,
    source: Source,
    confidence: f32,
    evidence: &'static str,
}

/// Tries the sources of a page in order.
///
/// Each confidence is the source's share of right answers on pages with known authors.
fn choose(
    view: &ArticleView<'_>,
    headline: &Headline,
    title: Option<&str>,
    site: &SiteNames,
) -> Option<Choice> {
    let given = declared::json_ld(view);
    let DeclaredAuthors { is_organisation, has_organisation, .. } = given;
    let json_ld = without_site(given.names, site);
    let (metas, key) = declared::metas(view);
    let metas = without_site(metas, site);
    let news = view
        .json_ld
        .nodes()
        .filter(|node| node.is_article())
        .any(|node| node.types().any(|kind| kind.contains("News") || kind.contains("Report")));
    let weak =
        |names: &[String]| names.iter().all(|name| is_placeholder(name) || is_site(name, site));
    let doubtful = |names: &[String]| weak(names) || names.iter().all(|name| is_doubtful(name));
    let choice = |names: Vec<String>, source, confidence, evidence| {
        Some(Choice { names, source, confidence, evidence })
    };

    if !doubtful(&json_ld) && !is_organisation {
        return choice(json_ld, Source::JsonLd, 0.93, "JSON-LD of the article");
    }
    let chinese = chinese::find(view, title);
    if !chinese.is_empty() && weak(&json_ld) && (doubtful(&metas) || metas.len() > 1) {
        return choice(chinese, Source::Byline, 0.82, "a byline of the page");
    }
    if !doubtful(&metas) {
        return choice(metas, key, 0.92, "a meta element");
    }
    let (shown, score) = visible::find(view, headline, site).unwrap_or_default();
    let declared = !json_ld.is_empty() || !metas.is_empty();
    if !weak(&shown) && (doubtful(&json_ld) || is_organisation) && (!doubtful(&shown) || !declared)
    {
        return choice(shown, Source::Byline, 0.77, "a byline of the page");
    }
    if !weak(&json_ld) {
        return choice(json_ld, Source::JsonLd, 0.76, "JSON-LD names an organisation or one word");
    }
    if !weak(&metas) && (news || !metas.iter().any(|name| has_organisation_word(name))) {
        return choice(metas, key, 0.75, "a meta element names an organisation or one word");
    }
    if !shown.is_empty() && score >= SITES_OWN {
        return choice(shown, Source::Byline, 0.67, "a byline that names the site itself");
    }
    let own = !json_ld.is_empty() && !any_placeholder(&json_ld) && (news || !has_organisation);
    own.then(|| choice(json_ld, Source::JsonLd, 0.7, "JSON-LD names the site itself"))?
}

/// The authors in the publisher's envelope or headers.
fn given(view: &ArticleView<'_>) -> Option<(Vec<String>, Source)> {
    stated(view, Strictness::Declared, |source| matches!(source, Source::Envelope | Source::Header))
}

/// The byline above a plain text.
fn seen_line(view: &ArticleView<'_>) -> Option<Vec<String>> {
    stated(view, Strictness::Declared, |source| source == Source::Byline).map(|(names, _)| names)
}

fn stated(
    view: &ArticleView<'_>,
    strictness: Strictness,
    of: impl Fn(Source) -> bool,
) -> Option<(Vec<String>, Source)> {
    let authors = view.document.declared.authors.iter().take(50);
    let mut stated = authors.filter(|author| of(author.source)).peekable();
    let source = stated.peek()?.source;
    let mut found = Vec::new();
    stated.for_each(|author| declared::add(&mut found, names(&author.value, strictness)));
    (!found.is_empty()).then_some((found, source))
}

/// Drops the site's name if there are full names beside it.
fn without_site(names: Vec<String>, site: &SiteNames) -> Vec<String> {
    let kept: Vec<String> = names.iter().filter(|name| !site.is(name)).cloned().collect();
    let fuller = kept.iter().all(|name| !is_one_word(name) || has_cjk(name));
    if kept.is_empty() || kept.len() == names.len() || !fuller { names } else { kept }
}

fn found(
    names: Vec<String>,
    source: Source,
    sure: Option<(f32, &'static str)>,
) -> Vec<Found<String>> {
    let found = |value| Found {
        value,
        source,
        confidence: sure.map(|(confidence, _)| confidence),
        evidence: sure.map(|(_, evidence)| evidence.to_owned()),
    };
    names.into_iter().take(MOST).map(found).collect()
}
