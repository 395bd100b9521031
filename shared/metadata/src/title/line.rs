use article::{Found, Source};

use super::candidate::LONGEST;
use crate::article_view::ArticleView;
use crate::authors::is_byline;
use crate::dates::is_dateline;
use text::script::mostly_unspaced;
use text::{one_line, sentences::is_stop};

/// The first line of a text, if it looks like a headline: short, not a sentence, above other text.
pub(crate) fn find(view: &ArticleView<'_>) -> Option<Found<String>> {
    let paragraphs = &view.paragraphs;
    let first = paragraphs.first()?.lines().next()?.trim();
    let below = paragraphs.iter().skip(1).take(20).map(|p| p.len()).max();
    let below = below.max(paragraphs.first().map(|p| p.len() - first.len()))?;
    let fits =
        is_headline(first) && below > first.len() && !is_byline(first) && !is_dateline(first, view);
    fits.then(|| Found {
        value: one_line(first, LONGEST),
        source: Source::Heading,
        confidence: Some(0.8),
        evidence: Some("the text's first line".to_owned()),
    })
}

fn is_headline(line: &str) -> bool {
    if line.len() > 600 || !line.chars().any(char::is_alphabetic) {
        return false;
    }
    let most = if mostly_unspaced(line) { 45 } else { 140 };
    // Headlines can be questions and exclamations; a statement with a full stop is a sentence.
    let sentence = line.ends_with(|c| is_stop(c) && !matches!(c, '?' | '!' | '？' | '！'));
    line.chars().count() <= most
        && !sentence
        && !line.ends_with([',', ';', ':', '，', '；', '：', '、'])
}
