//! Compares the declared language with the detected one.

/// Whether a declared tag names another language than the detected tag. Scripts and regions are not
/// compared, because pages rarely declare them correctly.
pub(crate) fn disagrees(declared: &str, found: &str) -> bool {
    let declared = primary(declared);
    let found = primary(found);
    let tag = (2..=3).contains(&declared.len()) && declared.bytes().all(|b| b.is_ascii_lowercase());
    let silent = SILENT.contains(&declared.as_str());
    let part =
        SEVERAL.iter().any(|(several, of)| *several == declared && of.contains(&found.as_str()));
    tag && !silent && !part && renamed(&declared) != renamed(&found)
}

/// Subtags that name no language (ISO 639-2).
const SILENT: [&str; 4] = ["und", "mul", "zxx", "mis"];

/// Subtags that stand for several languages (ISO 639-3, macrolanguages).
const SEVERAL: [(&str, &[&str]); 3] =
    [("no", &["nb", "nn"]), ("sh", &["bs", "hr", "sr"]), ("hbs", &["bs", "hr", "sr"])];

fn primary(tag: &str) -> String {
    tag.trim().split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase()
}

/// The IANA registry's preferred value of a subtag, and what pages write for it.
fn renamed(subtag: &str) -> &str {
    match subtag {
        "iw" => "he",
        "in" => "id",
        "fil" => "tl",
        "cmn" => "zh",
        "arb" => "ar",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_another_language_disagrees() {
        let cases = [
            ("en-US", "en", false),
            ("EN_us", "en", false),
            ("zh-Hans-CN", "zh-Hant", false),
            ("no", "nb", false),
            ("sh", "sr-Latn", false),
            ("iw", "he", false),
            ("sr", "sr-Latn", false),
            ("", "en", false),
            ("und", "en", false),
            ("English", "fr", false),
            ("hr", "sr-Latn", true),
            ("no", "da", true),
            ("en", "fr", true),
            ("de-AT", "nl", true),
        ];
        for (declared, found, expected) in cases {
            assert_eq!(disagrees(declared, found), expected, "{declared} beside {found}");
        }
    }
}
