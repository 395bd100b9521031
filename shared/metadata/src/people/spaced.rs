use crate::pattern::patterns;
use text::cut;

/// How much of a paragraph is searched, in bytes.
const READ: usize = 20_000;

patterns! {
    /// What every role contains. Most paragraphs have none, which takes a fraction of the time to see.
    ROLE = concat!(
        r"President|inister|Chancellor|Mayor|Senator|Governor|Secretary|Speaker|Ambassador|Judge|",
        r"Justice|Professor|Bishop|bishop|Rabbi|Imam|Sheriff|Coach|CEO|Chair|spokes|Bundeskanzler|",
        r"präsident|Präsident|meister|sekretär|Landr|Trainer|Sprecher|führer|Bischof|Bischöfin|",
        r"Président|président|ministre|maire|sénat|professeur",
    );
    ROLE_AND_NAME = concat!(
        r"\b((?:(?:former|Vice|Deputy|Prime|Foreign|Finance|Interior|Defence|Defense|US|U\.S\.|",
        r"British|German|French|Federal|Lord|Chief)\s){0,2}",
        r"(?:President|Minister|Chancellor|Mayor|Senator|Governor|Secretary|Speaker|Ambassador|",
        r"Judge|Justice|Professor|Bishop|Archbishop|Rabbi|Imam|Sheriff|Coach|CEO|Chairman|",
        r"Chairwoman|spokesman|spokeswoman|spokesperson|",
        r"Bundeskanzler(?:in)?|Bundespräsident(?:in)?|Präsident(?:in)?|\p{Lu}\p{Ll}*minister(?:in)?|",
        r"Minister(?:in)?|Ministerpräsident(?:in)?|Bürgermeister(?:in)?|Oberbürgermeister(?:in)?|",
        r"Professor(?:in)?|Staatssekretär(?:in)?|Landrat|Landrätin|Trainer(?:in)?|Sprecher(?:in)?|",
        r"Geschäftsführer(?:in)?|Bischof|Bischöfin|",
        r"Président(?:e)?|président(?:e)?|ministre|maire|sénateur|sénatrice|professeur))\s",
        r"(?:Dr\.\s|Prof\.\s)?",
        r"(\p{Lu}\p{Ll}+(?:-\p{Lu}\p{Ll}+)?(?:\s\p{Lu}\.)?",
        r"(?:\s(?:von|van|de|der|den|del|di|la|le|al|bin|Le|La|De|Van))*\s\p{Lu}[\p{L}'’-]+)",
    );
}

/// People who are named after their role in a paragraph: `Mayor Anna Smith`.
pub(super) fn named(paragraph: &str) -> Vec<(String, Vec<String>)> {
    let paragraph = cut(paragraph, READ);
    if !ROLE.is_in(paragraph) {
        return Vec::new();
    }
    let found = ROLE_AND_NAME.0.captures_iter(paragraph);
    let person = |role: &str, name: &str| (name.to_owned(), vec![role.to_owned()]);
    found
        .filter_map(|groups| Some(person(groups.get(1)?.as_str(), groups.get(2)?.as_str())))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_before_a_name_makes_a_person() {
        let cases = [
            ("said Mayor Anna Smith on Monday.", "Anna Smith=Mayor"),
            ("The former US President John F. Kennedy", "John F. Kennedy=former US President"),
            (
                "Bundeskanzlerin Angela Merkel und Außenminister Heiko Maas",
                "Angela Merkel=Bundeskanzlerin Heiko Maas=Außenminister",
            ),
            ("le ministre Jean-Yves Le Drian", "Jean-Yves Le Drian=ministre"),
            ("The President said so. Monday Morning", ""),
        ];
        for (text, expected) in cases {
            let people = named(text);
            let shown = people.iter().map(|(name, roles)| format!("{name}={}", roles.join("/")));
            assert_eq!(shown.collect::<Vec<_>>().join(" "), expected, "{text}");
        }
    }
}
