//! Languages with small corpora, combined with a well-known relative.

use std::collections::HashMap;

use language::Language;

use crate::models::Model;
use crate::source::{Source, by_tag};

/// Mixes the models of such languages with their relatives'. N-grams that are missing in the small corpus
/// come from the relative, so that a text in the language fits it nearly as well as the relative, and the
/// n-grams of the corpus distinguish them.
pub(crate) fn add(models: &mut [Model]) {
    let groups = GROUPS.iter().map(|&(group, relative, own)| {
        let group = Language::groups().nth(group).expect("the list names groups that there are");
        (group, relative, own)
    });
    let named = NAMED.iter().map(|&(tag, relative, own)| (by_tag(tag), relative, own));
    for (language, relative, own) in named.chain(groups) {
        let at = |language| models.iter().position(|model| model.source == Source::of(language));
        let (Some(small), Some(large)) = (at(language), at(by_tag(relative))) else { continue };
        models[small].ngrams = mixed(&models[small], &models[large], own);
    }
}

/// The joint probabilities of both models, with a share of `own` from the small one.
fn mixed(small: &Model, large: &Model, own: f64) -> Vec<(String, f64)> {
    let mut shares: HashMap<&str, f64> = HashMap::new();
    for (model, part) in [(small, own), (large, 1.0 - own)] {
        for (ngram, joint) in &model.ngrams {
            *shares.entry(ngram).or_default() += part * libm::exp(*joint);
        }
    }
    let mut ngrams: Vec<_> =
        shares.into_iter().map(|(ngram, share)| (ngram.to_owned(), libm::log(share))).collect();
    ngrams.sort_by(|a, b| a.0.cmp(&b.0));
    ngrams
}

/// A language, its relative, and its own share of the mixture.
const NAMED: [(&str, &str, f64); 11] = [
    ("bik", "tl", 0.7),
    ("ast", "es", 0.6),
    ("lij", "it", 0.6),
    ("lmo", "it", 0.6),
    ("min", "id", 0.6),
    ("nso", "tn", 0.6),
    ("gn", "es", 0.8),
    ("ban", "id", 0.8),
    ("mad", "id", 0.8),
    ("ace", "id", 0.8),
    ("pam", "tl", 0.8),
];

/// The same for groups of unsupported languages, by number.
const GROUPS: [(usize, &str, f64); 9] = [
    (0, "rw", 0.6),
    (2, "zu", 0.6),
    (3, "tr", 0.6),
    (4, "es", 0.6),
    (5, "en", 0.6),
    (6, "id", 0.6),
    (7, "fi", 0.6),
    (20, "ur", 0.6),
    (21, "hi", 0.6),
];

#[cfg(test)]
mod tests {
    use language::ngram::LONGEST;

    use super::*;

    #[test]
    fn a_small_model_is_completed_by_its_relative() {
        let model = |tag, ngrams: &[(&str, f64)]| Model {
            source: Source::of(by_tag(tag)),
            ngrams: ngrams.iter().map(|(ngram, share)| ((*ngram).to_owned(), share.ln())).collect(),
            unseen: [0.0; LONGEST],
            lingua: false,
        };
        let mut models =
            [model("bik", &[("a", 0.5), ("b", 0.5)]), model("tl", &[("b", 0.2), ("c", 0.8)])];
        add(&mut models);
        let shares = models[0].ngrams.iter().map(|(ngram, joint)| (ngram.as_str(), joint.exp()));
        let expected = [("a", 0.35), ("b", 0.35 + 0.06), ("c", 0.24)];
        for ((ngram, share), (wanted, part)) in shares.zip(expected) {
            assert!(ngram == wanted && (share - part).abs() < 1e-12, "{ngram} {share}");
        }
    }
}
