use std::collections::BTreeSet;

use crate::text::folded;

/// Folded names without marks, as the scorer of the yardstick compares them.
pub(crate) fn names(authors: &[String]) -> BTreeSet<String> {
    let parts = authors.iter().flat_map(|author| author.split([';', '|']));
    parts.map(bare).filter(|name| !name.is_empty()).collect()
}

fn bare(name: &str) -> String {
    let mut depth = 0_usize;
    let outside: String = folded(name)
        .chars()
        .filter(|c| {
            depth += usize::from(*c == '(');
            let kept = depth == 0;
            depth -= usize::from(*c == ')' && depth > 0);
            kept
        })
        .collect();
    let named = outside.split_whitespace().filter(|word| !word.starts_with('@'));
    let named = named.collect::<Vec<_>>().join(" ");
    let own = |c: char| c.is_alphanumeric() || c == '_' || "'.-".contains(c);
    let named: String = named.chars().map(|c| if own(c) { c } else { ' ' }).collect();
    let named = named.split_whitespace().collect::<Vec<_>>().join(" ");
    named.trim_matches([' ', '.', '-', '\'']).to_owned()
}
