use article::Found;

use super::candidate::{Candidate, LONGEST, Origin, gather};
use super::evidence::TitleEvidence;
#[cfg(feature = "training")]
use super::feature::TitleFeature;
use crate::article_view::ArticleView;
use crate::softmax;
use text::one_line;

/// The candidate with the highest score. Its confidence is its share of the softmax.
pub(crate) fn find(view: &ArticleView<'_>) -> Option<Found<String>> {
    let (candidates, scores) = scored(view);
    let (at, confidence) = softmax::best(&scores)?;
    let best = &candidates[at];
    let value = one_line(&best.text, LONGEST);
    value.chars().any(char::is_alphanumeric).then(|| Found {
        value,
        source: best.source(),
        confidence: Some(confidence),
        evidence: Some(evidence(best)),
    })
}

/// All candidates with their shares of the softmax, as in [`find`].
pub(crate) fn rivals(view: &ArticleView<'_>) -> Vec<Found<String>> {
    let (candidates, scores) = scored(view);
    let shares = softmax::shares(&scores);
    let rival = |(candidate, share): (&Candidate, f32)| Found {
        value: one_line(&candidate.text, LONGEST),
        source: candidate.source(),
        confidence: Some(share),
        evidence: Some(evidence(candidate)),
    };
    candidates.iter().zip(shares).map(rival).collect()
}

/// All candidates and their scores.
fn scored(view: &ArticleView<'_>) -> (Vec<Candidate>, Vec<f64>) {
    let site = &view.site_names;
    let (declared, candidates) = gather(view, site);
    let page = TitleEvidence::of(&declared, view);
    let score = |candidate: &Candidate| -> f64 {
        let features = page.describe(candidate, site);
        features.iter().map(|(feature, value)| feature.weight() * value).sum()
    };
    let scores = candidates.iter().map(score).collect();
    (candidates, scores)
}

/// All candidates with their features.
#[cfg(feature = "training")]
pub(crate) fn described(view: &ArticleView<'_>) -> Vec<(String, Vec<(TitleFeature, f64)>)> {
    let site = &view.site_names;
    let (declared, candidates) = gather(view, site);
    let page = TitleEvidence::of(&declared, view);
    let described = |candidate: Candidate| {
        let features = page.describe(&candidate, site);
        (one_line(&candidate.text, LONGEST), features)
    };
    candidates.into_iter().map(described).collect()
}

/// A description of where the title was found.
fn evidence(title: &Candidate) -> String {
    use Origin::*;
    let places: [(&[Origin], &str); 9] = [
        (&[JsonLd], "JSON-LD"),
        (&[JsonLdPart], "a part of JSON-LD's headline"),
        (&[OpenGraph], "og:title"),
        (&[OpenGraphHead, OpenGraphTail], "a part of og:title"),
        (&[Twitter, TwitterPart], "twitter:title"),
        (&[Element], "the title element"),
        (&[ElementHead, ElementTail], "a part of the title element"),
        (&[FirstH1, OtherH1], "a heading"),
        (&[FirstH2, OtherH2], "a second-level heading"),
    ];
    let found: Vec<&str> = places
        .iter()
        .filter(|(origins, _)| title.has_any(origins))
        .map(|(_, place)| *place)
        .collect();
    if found.is_empty() { "a meta element".to_owned() } else { found.join(", ") }
}
