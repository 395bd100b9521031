use crate::article_view::ArticleView;
use crate::dates::without_leading_date;
use text::script::{is_unspaced, mostly_unspaced};
use text::{one_line, sentences::is_stop};

/// The maximum length of a title made from a clause, in characters.
const LONGEST: usize = 120;

/// The first clause of a sentence, without a leading date or place.
pub(crate) fn first(lede: &str, view: &ArticleView<'_>) -> Option<String> {
    let lede = lede.trim();
    let unspaced = mostly_unspaced(lede);
    let least = if unspaced { 6 } else { 18 };
    let mut start = 0;
    for (at, mark) in lede.char_indices().filter(|(_, c)| is_clause_mark(*c)) {
        let after = &lede[at + mark.len_utf8()..];
        let parts = after.is_empty() || unspaced || after.starts_with(char::is_whitespace);
        if !parts {
            continue;
        }
        let clause = tidy(without_leading_date(&lede[start..at], view));
        if clause.chars().count() >= least {
            return Some(finish(clause));
        }
        // A date alone is dropped. Other clauses that are too short are joined with the next.
        if !clause.chars().any(char::is_alphabetic) {
            start = at + mark.len_utf8();
        }
    }
    let rest = tidy(without_leading_date(&lede[start..], view));
    rest.chars().any(char::is_alphabetic).then(|| finish(rest))
}

fn is_clause_mark(c: char) -> bool {
    matches!(c, ',' | '，' | ';' | '；' | '、' | '—' | '–') || is_stop(c)
}

fn tidy(clause: &str) -> &str {
    let loose = |c: char| c.is_whitespace() || is_clause_mark(c) || matches!(c, ':' | '：' | '-');
    clause.trim_matches(loose)
}

fn finish(clause: &str) -> String {
    let line = one_line(clause, LONGEST);
    let mut chars = line.chars();
    match chars.next() {
        Some(first) if !is_unspaced(first) => first.to_uppercase().chain(chars).collect(),
        Some(_) | None => line,
    }
}
