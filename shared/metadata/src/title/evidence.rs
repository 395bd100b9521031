use std::collections::HashSet;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use url::Url;

use super::candidate::{Candidate, DeclaredTitles, Origin, is_front};
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
    /// The page is its site's front page.
    is_front: bool,
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
            is_front: is_front(view),
        }
    }

    /// The features of a candidate with their values.
    pub(super) fn describe(
        &self,
        candidate: &Candidate,
        site: &SiteNames,
    ) -> Vec<(TitleFeature, f64)> {
        let like = |other: &Option<String>| {
            other.as_deref().map_or(0.0, |other| similarity(other, &candidate.key))
        };
        let likes = [&self.json_ld, &self.open_graph, &self.twitter, &self.element].map(like);
        let declared = likes.into_iter().fold(0.0, f64::max);
        let mut features = vec![(TitleFeature::LikeDeclared, declared)];
        features.extend(self.likeness(candidate, likes));
        features.extend(self.heading(candidate, declared));
        features.extend(parts(candidate));
        features.extend(wording(candidate, site));
        if self.is_front {
            features.extend(on_front_page(candidate, site));
        }
        features
    }

    /// How a candidate compares with the declared titles and the address. `likes` are its similarities
    /// to the titles in JSON-LD, OpenGraph, the Twitter card and the title element.
    fn likeness(&self, candidate: &Candidate, likes: [f64; 4]) -> [(TitleFeature, f64); 12] {
        use Origin as S;
        use TitleFeature as F;
        let key = candidate.key.as_str();
        let [.., like_twitter, like_element] = likes;
        let like_h1 = self.h1.first().map_or(0.0, |h1| similarity(h1, key));
        let equals = |other: Option<&String>| other.is_some_and(|other| other == key);
        let inside = |other: &Option<String>| {
            other.as_deref().is_some_and(|other| other != key && other.contains(key))
        };
        let begins = self.open_graph.as_deref().is_some_and(|title| title.starts_with(key));
        let sources = [
            S::JsonLd,
            S::OpenGraph,
            S::Twitter,
            S::FirstH1,
            S::OtherH1,
            S::ElementHead,
            S::Element,
            S::OpenGraphHead,
            S::Meta,
        ];
        let sources = sources.iter().filter(|origin| candidate.has(**origin)).count();
        let (slug, slug_share) = self.slug_shares(key);
        [
            (F::LikeH1, like_h1),
            (F::LikeElement, like_element),
            (F::LikeTwitter, like_twitter),
            (F::EqualsH1, yes(equals(self.h1.first()))),
            (F::EqualsOpenGraph, yes(equals(self.open_graph.as_ref()))),
            (F::InOpenGraph, yes(inside(&self.open_graph))),
            (F::InElement, yes(inside(&self.element))),
            (F::InTwitter, yes(inside(&self.twitter))),
            (F::BeginsOpenGraph, yes(begins)),
            (F::InSlug, slug),
            (F::SlugInIt, slug_share),
            (F::Sources, sources as f64 / 4.0),
        ]
    }

    /// What kind of heading a candidate is. `declared` is its similarity to the declared titles.
    fn heading(&self, candidate: &Candidate, declared: f64) -> [(TitleFeature, f64); 17] {
        use Origin as S;
        use TitleFeature as F;
        let key = candidate.key.as_str();
        let has = |origin| candidate.has(origin);
        let is_h1 = has(S::FirstH1) || has(S::OtherH1);
        let is_long = words(key).len() >= 5;
        let in_h1 = |h1: &String| h1 != key && h1.contains(key);
        let holds = |h1: &String| h1 != key && h1.chars().count() > 15 && key.contains(h1.as_str());
        [
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
            (F::H1LikeAndLong, yes(is_h1 && declared >= 0.5 && is_long)),
            (F::H1AndHead, yes(is_h1 && (has(S::OpenGraphHead) || has(S::ElementHead)))),
            (F::FirstH2, yes(has(S::FirstH2))),
            (F::SideH2, yes(has(S::SideH2))),
            (F::HoldsH1, yes(self.h1.iter().any(holds))),
            (F::InH1, yes(self.h1.iter().any(in_h1))),
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

/// Which parts of a declared title a candidate is.
fn parts(candidate: &Candidate) -> [(TitleFeature, f64); 9] {
    use Origin as S;
    use TitleFeature as F;
    [
        (F::JsonLdCutLong, S::JsonLdCutLong),
        (F::OpenGraphCutSite, S::OpenGraphCutSite),
        (F::OpenGraphCutWeak, S::OpenGraphCutWeak),
        (F::OpenGraphTailShort, S::OpenGraphTailShort),
        (F::OpenGraphTailWeak, S::OpenGraphTailWeak),
        (F::TwitterTailWeak, S::TwitterTailWeak),
        (F::ElementCutLong, S::ElementCutLong),
        (F::ElementTail, S::ElementTail),
        (F::ElementTailLong, S::ElementTailLong),
    ]
    .map(|(feature, origin)| (feature, yes(candidate.has(origin))))
}

/// Properties of a candidate's words.
fn wording(candidate: &Candidate, site: &SiteNames) -> [(TitleFeature, f64); 7] {
    use TitleFeature as F;
    let key = candidate.key.as_str();
    let words = words(key).len();
    [
        (F::HasSite, yes(has_site(&candidate.text, site))),
        (F::HasBar, yes(has_bar(&candidate.text))),
        (F::Generic, yes(is_generic(key))),
        (F::Sentence, yes(candidate.text.ends_with('.'))),
        (F::Short, yes(key.chars().count() < 12)),
        (F::OneWord, yes(words < 2)),
        (F::Words, words.min(20) as f64 / 10.0),
    ]
}

/// Properties of a candidate on a front page.
fn on_front_page(candidate: &Candidate, site: &SiteNames) -> [(TitleFeature, f64); 4] {
    use TitleFeature as F;
    let is_h1 = candidate.has_any(&[Origin::FirstH1, Origin::OtherH1]);
    [
        (F::FrontHasSite, yes(has_site(&candidate.text, site))),
        (F::FrontOpenGraph, yes(candidate.has(Origin::OpenGraph))),
        (F::FrontH1, yes(is_h1)),
        (F::FrontOneWord, yes(words(&candidate.key).len() < 2)),
    ]
}

fn yes(says: bool) -> f64 {
    f64::from(u8::from(says))
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
