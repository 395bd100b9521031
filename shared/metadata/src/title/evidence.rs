use std::collections::HashSet;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use url::Url;

use super::candidate::{Candidate, DeclaredTitles, Origin};
use super::cuts::{cuts, without_site};
use super::feature::TitleFeature;
use super::generic::is_generic;
use crate::address::path;
use crate::article_view::ArticleView;
use crate::normalize::{folded, similarity, words};
use crate::site_names::SiteNames;

/// The properties of a page with which its candidates are compared.
pub(super) struct TitleEvidence {
    json_ld: Option<String>,
    open_graph: Option<String>,
    twitter: Option<String>,
    element: Option<String>,
    h1: Vec<String>,
    h1_count: usize,
    /// Words of the address's path, without accents.
    slug: HashSet<String>,
}

impl TitleEvidence {
    pub(super) fn of(declared: &DeclaredTitles, view: &ArticleView<'_>) -> Self {
        let fold = |text: &Option<String>| text.as_deref().map(folded);
        Self {
            json_ld: fold(&declared.json_ld),
            open_graph: fold(&declared.open_graph),
            twitter: fold(&declared.twitter),
            element: fold(&declared.element),
            h1: declared.h1.iter().map(|text| folded(text)).collect(),
            h1_count: declared.h1_count,
            slug: view.url.as_ref().map(slug).unwrap_or_default(),
        }
    }

    /// The features of a candidate with their values.
    pub(super) fn describe(
        &self,
        candidate: &Candidate,
        site: &SiteNames,
    ) -> Vec<(TitleFeature, f64)> {
        use Origin as S;
        use TitleFeature as F;
        let key = candidate.key.as_str();
        let has = |origin| candidate.has(origin);
        let like = |other: &Option<String>| other.as_deref().map_or(0.0, |o| similarity(o, key));
        let equals = |other: &Option<String>| other.as_deref() == Some(key);
        let inside = |other: &Option<String>| {
            other.as_deref().is_some_and(|other| other != key && other.contains(key))
        };
        let (like_element, like_twitter) = (like(&self.element), like(&self.twitter));
        let declared = [like(&self.json_ld), like(&self.open_graph), like_twitter, like_element];
        let declared = declared.into_iter().fold(0.0, f64::max);
        let first = self.h1.first().cloned();
        let is_h1 = has(S::FirstH1) || has(S::OtherH1);
        let words = words(key).len();
        let sources = [
            has(S::JsonLd),
            has(S::OpenGraph),
            has(S::Twitter),
            has(S::FirstH1),
            has(S::OtherH1),
            has(S::ElementHead),
            has(S::Element),
            has(S::OpenGraphHead),
            has(S::Meta),
        ];
        let sources = sources.iter().filter(|found| **found).count();
        let (slug, slug_share) = self.slug_shares(key);
        let yes = |says: bool| f64::from(u8::from(says));
        vec![
            (F::LikeDeclared, declared),
            (F::LikeH1, like(&first)),
            (F::LikeElement, like_element),
            (F::LikeTwitter, like_twitter),
            (F::EqualsH1, yes(equals(&first))),
            (F::EqualsOpenGraph, yes(equals(&self.open_graph))),
            (F::InOpenGraph, yes(inside(&self.open_graph))),
            (F::InElement, yes(inside(&self.element))),
            (F::InTwitter, yes(inside(&self.twitter))),
            (
                F::BeginsOpenGraph,
                yes(self.open_graph.as_deref().is_some_and(|o| o.starts_with(key))),
            ),
            (F::InSlug, slug),
            (F::SlugInIt, slug_share),
            (F::Sources, sources as f64 / 4.0),
            (F::OpenGraph, yes(has(S::OpenGraph))),
            (F::JsonLdOnly, yes(has(S::JsonLd) && !is_h1 && !has(S::OpenGraph))),
            (F::FirstH1, yes(has(S::FirstH1))),
            (F::OnlyH1, yes(has(S::OnlyH1))),
            (F::MainH1, yes(has(S::MainH1))),
            (F::OnlyMainH1, yes(has(S::OnlyH1) && has(S::MainH1))),
            (F::ClassH1, yes(has(S::ClassH1))),
            (F::LogoH1, yes(has(S::LogoH1))),
            (F::OneOfManyH1, yes(is_h1 && self.h1_count > 1)),
            (F::H1Agrees, yes(is_h1 && declared >= 0.75)),
            (F::H1Differs, yes(is_h1 && declared < 0.5)),
            (F::H1LikeAndLong, yes(is_h1 && declared >= 0.5 && words >= 5)),
            (F::H1AndHead, yes(is_h1 && (has(S::OpenGraphHead) || has(S::ElementHead)))),
            (F::FirstH2, yes(has(S::FirstH2))),
            (F::SideH2, yes(has(S::SideH2))),
            (
                F::HoldsH1,
                yes(self
                    .h1
                    .iter()
                    .any(|h| h != key && h.chars().count() > 15 && key.contains(h.as_str()))),
            ),
            (F::InH1, yes(self.h1.iter().any(|h| h != key && h.contains(key)))),
            (F::JsonLdCutLong, yes(has(S::JsonLdCutLong))),
            (F::OpenGraphCutSite, yes(has(S::OpenGraphCutSite))),
            (F::OpenGraphCutWeak, yes(has(S::OpenGraphCutWeak))),
            (F::OpenGraphTailShort, yes(has(S::OpenGraphTailShort))),
            (F::OpenGraphTailWeak, yes(has(S::OpenGraphTailWeak))),
            (F::TwitterTailWeak, yes(has(S::TwitterTailWeak))),
            (F::ElementCutLong, yes(has(S::ElementCutLong))),
            (F::ElementTail, yes(has(S::ElementTail))),
            (F::ElementTailLong, yes(has(S::ElementTailLong))),
            (F::HasSite, yes(has_site(&candidate.text, site))),
            (F::HasBar, yes(has_bar(&candidate.text))),
            (F::Generic, yes(is_generic(key))),
            (F::Short, yes(key.chars().count() < 12)),
            (F::OneWord, yes(words < 2)),
            (F::Words, words.min(20) as f64 / 10.0),
        ]
    }

    /// The share of a title's words in the address, and of the address's words in the title.
    fn slug_shares(&self, key: &str) -> (f64, f64) {
        let words: HashSet<String> = latin_words(key, 1).collect();
        if words.len() < 2 || self.slug.len() < 3 {
            return (0.0, 0.0);
        }
        let common = words.intersection(&self.slug).count() as f64;
        (common / words.len() as f64, common / self.slug.len() as f64)
    }
}

fn slug(url: &Url) -> HashSet<String> {
    const NOT: &[&str] = &["html", "htm", "php", "aspx", "article", "news", "index", "story"];
    latin_words(&folded(&path(url)), 2).filter(|word| !NOT.contains(&word.as_str())).collect()
}

/// Runs of at least `least` letters a to z and digits, after removing accents.
fn latin_words(text: &str, least: usize) -> impl Iterator<Item = String> {
    let words: Vec<String> = without_accents(text)
        .split(|c: char| !c.is_ascii_lowercase() && !c.is_ascii_digit())
        .filter(|word| word.len() >= least)
        .map(str::to_owned)
        .collect();
    words.into_iter()
}

/// The letters of a text without accents. Letters that Unicode does not decompose are mapped here.
fn without_accents(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.nfd().filter(|c| !is_combining_mark(*c)) {
        match c {
            'ß' => plain.push_str("ss"),
            'ø' => plain.push('o'),
            'ł' => plain.push('l'),
            'đ' => plain.push('d'),
            'ı' => plain.push('i'),
            'æ' => plain.push_str("ae"),
            'œ' => plain.push_str("oe"),
            c => plain.push(c),
        }
    }
    plain
}

/// Whether a text contains a bar, or a spaced dash or another mark that separates parts of a title.
fn has_bar(text: &str) -> bool {
    const MARKS: [&str; 10] =
        [" - ", " – ", " — ", " • ", " · ", " › ", " > ", " :: ", " // ", " ~ "];
    text.contains('|') || MARKS.iter().any(|mark| text.contains(mark))
}

/// Whether a candidate still has the site's name at one of its ends.
fn has_site(text: &str, site: &SiteNames) -> bool {
    let cuts = cuts(text);
    let first = cuts.first().filter(|cut| !cut.is_weak).map(|cut| &text[..cut.head]);
    let last = cuts.last().map(|cut| &text[cut.tail..]);
    last.is_some_and(|last| site.is(last))
        || first.is_some_and(|first| site.is_declared(first))
        || without_site(text, site).is_some()
}
