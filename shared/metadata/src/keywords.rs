//! What the text is about: terms that it repeats.

mod function_words;
mod han;
mod japanese;
mod korean;
mod spaced;
mod stopwords;
mod term;

use article::Keyword;

use crate::article_view::ArticleView;
use term::WeightedTerm;
use text::script::mostly_unspaced;

/// As much of the text is weighed: what an article is about, it says early.
const WEIGHED: usize = 160_000;
/// As many terms are kept.
const MOST: usize = 10;

/// The text's terms, heaviest first; the heaviest has score 1.
pub(crate) fn find(view: &ArticleView<'_>, title: Option<&str>) -> Vec<Keyword> {
    let parts: Vec<&str> = view.beginning(WEIGHED).collect();
    let title = title.unwrap_or_default();
    let unspaced = parts.iter().take(20).any(|part| mostly_unspaced(part));
    let mut terms = match view.code {
        "ja" => japanese::weigh(&parts, title),
        "ko" => korean::weigh(&parts, title),
        "zh" => han::weigh(&parts, title),
        _ if unspaced => han::weigh(&parts, title),
        code => spaced::weigh(&parts, title, code),
    };
    terms.retain(|term| term.weight > 0.0);
    // Same weights stand in the order of their names, so that the answer is always the same.
    terms.sort_by(|a, b| b.weight.total_cmp(&a.weight).then_with(|| a.term.cmp(&b.term)));
    terms.truncate(MOST);
    let best = terms.first().map_or(1.0, |term| term.weight);
    let score = |weight: f64| ((weight / best * 1_000.0).round() / 1_000.0) as f32;
    terms
        .into_iter()
        .map(|WeightedTerm { term, weight }| Keyword { term, score: score(weight) })
        .collect()
}
