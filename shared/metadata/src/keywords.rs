//! Keywords: terms that the text repeats.

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

/// The length of the text that is searched, in bytes. An article names its subject early.
const WEIGHED: usize = 160_000;
/// The maximum number of keywords.
const MOST: usize = 10;

/// The text's keywords, highest score first; the first has score 1.
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
    // Terms with equal weights are sorted by name, so that the result is deterministic.
    terms.sort_by(|a, b| b.weight.total_cmp(&a.weight).then_with(|| a.term.cmp(&b.term)));
    terms.truncate(MOST);
    let best = terms.first().map_or(1.0, |term| term.weight);
    let score = |weight: f64| ((weight / best * 1_000.0).round() / 1_000.0) as f32;
    terms
        .into_iter()
        .map(|WeightedTerm { term, weight }| Keyword { term, score: score(weight) })
        .collect()
}
