use crate::pattern::patterns;
use text::cut;

/// A longer paragraph is searched at its beginning.
const READ: usize = 20_000;

patterns! {
    NAMED = concat!(
        // A name and what it is: `Example Media Ltd`, `Harvard University`.
        r"\b(?:[\p{Lu}][\p{L}\d&.'’-]*\s(?:(?:of|and|&|für|der|de|du|la)\s)?){1,5}",
        r"(?:Inc|Ltd|LLC|PLC|Corp|Corporation|Company|GmbH|AG|KG|SE|SA|SpA|BV|NV|AB|University|",
        r"Institute|Ministry|Bank|Foundation|Agency|Commission|Council|Association|Committee|",
        r"Universität|Hochschule|Stiftung|Verband|Verein|Ministerium|Gesellschaft|Université|",
        r"Universidad|Università|Universidade|Fondation|Fundación|Fondazione)\b",
        r"(?:\sof\s[\p{Lu}][\p{L}'’-]+)?",
        r"|\b(?:University|Ministry|Bank|Institute|Department|Council|Université|Universidad|",
        r"Università|Ministerio|Ministère|Universität|Bundesministerium|Bundesamt)",
        r"\s(?:(?:of|for|de|du|des|der|für|zu|di|la|the)\s){1,2}[\p{Lu}][\p{L}'’-]+",
        r"(?:\s(?:and\s|und\s|et\s|y\s)?[\p{Lu}][\p{L}'’-]+){0,3}",
    );
}

/// Names that begin or end with a word that only organisations have.
pub(super) fn named(paragraph: &str) -> impl Iterator<Item = &str> {
    NAMED.0.find_iter(cut(paragraph, READ)).filter_map(|found| {
        let name = found.as_str();
        // The article that begins a sentence is no part of the name.
        let name = ARTICLES.iter().find_map(|article| name.strip_prefix(article)).unwrap_or(name);
        // `Lehre der Universität` is of one, not one.
        let before_last = name.rsplit(' ').nth(1)?;
        let genitive = ["der", "de", "du", "la", "für"].contains(&before_last);
        let ends_in_kind = name.rsplit(' ').next().is_some_and(|last| KINDS.contains(&last));
        (!(genitive && ends_in_kind)).then_some(name)
    })
}

/// Words that say what an organisation is, and not which.
const KINDS: &[&str] = &[
    "Universität",
    "Gesellschaft",
    "Hochschule",
    "Stiftung",
    "Verein",
    "Ministerium",
    "Université",
    "Universidad",
    "Bank",
    "Fondation",
    "Fundación",
];

const ARTICLES: &[&str] = &[
    "The ", "A ", "An ", "Our ", "This ", "Die ", "Das ", "Der ", "Le ", "La ", "Les ", "El ",
    "In ", "At ", "By ", "For ", "But ", "And ", "Il ",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_hold_what_only_organisations_have() {
        let cases = [
            ("The Example Media Ltd said so.", "Example Media Ltd"),
            (
                "She left Harvard University for the Bank of England.",
                "Harvard University|Bank of England",
            ),
            (
                "Das Bundesministerium für Bildung und Forschung teilt mit",
                "Bundesministerium für Bildung und Forschung",
            ),
            ("Forschung und Lehre der Universität, am Fuß der Gesellschaft", ""),
            (
                "He left the Massachusetts Institute of Technology",
                "Massachusetts Institute of Technology",
            ),
            ("The council met at a university.", ""),
            ("University", ""),
        ];
        for (text, expected) in cases {
            let found: Vec<&str> = named(text).collect();
            assert_eq!(found.join("|"), expected, "{text}");
        }
    }
}
