//! Names with the surname first, and names in parts.

use super::patterns::{JOINT, ROLE};
use super::shape::has_organisation_word;
use text::list;

/// The names in `Holt, Mira` or `Holt, Mira J.; van Dam, Piet`: each has one comma, a surname before it,
/// and one given name with initials after it.
pub(super) fn first(list: &str) -> Option<Vec<String>> {
    let each = |separator: &str| -> Option<Vec<String>> {
        let names = list.split(separator).map(str::trim).filter(|name| !name.is_empty());
        let names: Vec<String> = names.map(turned).collect::<Option<_>>()?;
        (!names.is_empty()).then_some(names)
    };
    [";", " and ", " & ", " und ", " et "].into_iter().find_map(each)
}

/// The name in an element that contains a single name as in a library catalogue: `Holt, Mira Jane`.
pub(super) fn catalogued(name: &str) -> Option<Vec<String>> {
    let (surname, given) = name.split_once(',')?;
    let (surname, given) = (surname.trim(), given.trim());
    let words = |text: &str| text.split_whitespace().count();
    // `Mira Holt, Piet van Dam` are two people.
    let one = is_surname(surname) || words(given) == 1 && words(surname) <= 3;
    let called = (1..=3).contains(&words(given))
        && given.split_whitespace().all(|word| is_capitalized(word) || is_initial(word));
    let other = ROLE.is_in(name) || has_organisation_word(name);
    (one && called && !other).then(|| vec![format!("{given} {surname}")])
}

fn turned(name: &str) -> Option<String> {
    let (surname, given) = name.split_once(',')?;
    let (surname, given) = (surname.trim(), given.trim());
    let mut words = given.split_whitespace();
    let called = words.next().is_some_and(is_capitalized) && words.all(is_initial);
    let other = ROLE.is_in(name) || has_organisation_word(name);
    let fits = is_surname(surname) && called && !other && !given.contains(',');
    fits.then(|| format!("{given} {surname}"))
}

/// Whether a text is a capitalised word, perhaps after particles: `Holt`, `van Dam`, `Le Goff`.
fn is_surname(text: &str) -> bool {
    let mut words = text.split_whitespace().rev();
    let is_particle = |word: &str| {
        list(PARTICLES).any(|particle| particle == word.to_lowercase().trim_end_matches('.'))
    };
    words.next().is_some_and(is_capitalized) && words.all(is_particle)
}

const PARTICLES: &str =
    "van von de der den del di da la al bin le du des dos das do ter ten te st saint zu el";

/// The name whose words are the texts of an element's children.
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
    fn catalogues_turn_names() {
        let cases = [
            ("Holt, Mira Jane", "Mira Jane Holt"),
            ("Benavent Ruiz, Rocío", "Rocío Benavent Ruiz"),
            ("van Dam, P. K.", "P. K. van Dam"),
            ("Mira Holt, Piet van Dam", ""),
            ("Mira Holt", ""),
        ];
        for (name, expected) in cases {
            assert_eq!(catalogued(name).unwrap_or_default().join("|"), expected, "{name}");
        }
    }

    #[test]
    fn surnames_may_come_first() {
        let cases = [
            ("Holt, Mira", "Mira Holt"),
            ("Holt, Mira J.", "Mira J. Holt"),
            ("van Dam, Piet", "Piet van Dam"),
            ("O’Hara, Seán P.", "Seán P. O’Hara"),
            ("Holt, Mira; van Dam, Piet K.", "Mira Holt|Piet K. van Dam"),
            ("Нечаева, Ольга", "Ольга Нечаева"),
            ("Holt, Mira and van Dam, Piet", "Mira Holt|Piet van Dam"),
            ("Le Goff, Yann", "Yann Le Goff"),
            ("St. Clair, Mira", "Mira St. Clair"),
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
