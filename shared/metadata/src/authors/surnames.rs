//! Names written surname first, and names in parts.

use super::clean::JOINT;
use super::patterns::ROLE;
use super::shape::has_organisation_word;

/// The names in `Holt, Mira` or `Holt, Mira J.; van Dam, Piet`: one comma in each name, a surname
/// before it, and one given name with initials after it.
pub(super) fn first(list: &str) -> Option<Vec<String>> {
    let names: Vec<&str> = list.split(';').map(str::trim).filter(|name| !name.is_empty()).collect();
    (!names.is_empty()).then_some(())?;
    names.into_iter().map(turned).collect()
}

fn turned(name: &str) -> Option<String> {
    let (surname, given) = name.split_once(',')?;
    let (surname, given) = (surname.trim(), given.trim());
    let own = surname.split_whitespace().rev().enumerate().all(|(at, word)| match at {
        0 => is_capitalized(word),
        _ => matches!(
            word,
            "van" | "von" | "de" | "der" | "den" | "del" | "di" | "da" | "la" | "al" | "bin"
        ),
    });
    let mut words = given.split_whitespace();
    let called = words.next().is_some_and(is_capitalized) && words.all(is_initial);
    let other = ROLE.is_in(name) || has_organisation_word(name);
    (own && called && !other && !given.contains(',')).then(|| format!("{given} {surname}"))
}

/// The name whose parts are the texts of an element's children, a word each.
pub(super) fn in_parts(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split(JOINT).map(str::trim).collect();
    let fits = (2..=3).contains(&words.len()) && words.iter().all(|word| is_capitalized(word));
    fits.then(|| words.join(" "))
}

fn is_capitalized(word: &str) -> bool {
    word.starts_with(char::is_uppercase)
        && word.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’' | '.'))
}

fn is_initial(word: &str) -> bool {
    word.starts_with(char::is_uppercase) && word.trim_end_matches('.').chars().count() <= 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn surnames_may_come_first() {
        let cases = [
            ("Holt, Mira", "Mira Holt"),
            ("Holt, Mira J.", "Mira J. Holt"),
            ("van Dam, Piet", "Piet van Dam"),
            ("O’Hara, Seán P.", "Seán P. O’Hara"),
            ("Holt, Mira; van Dam, Piet K.", "Mira Holt|Piet K. van Dam"),
            ("Нечаева, Ольга", "Ольга Нечаева"),
            ("Mira Holt, Piet van Dam", ""),
            ("Mira Holt", ""),
            ("Holt, Reporter", ""),
            ("Reuters, AFP", ""),
            ("Holt, Mira, Editor", ""),
            ("Holt, from the harbour", ""),
        ];
        for (list, expected) in cases {
            assert_eq!(first(list).unwrap_or_default().join("|"), expected, "{list}");
        }
    }
}
