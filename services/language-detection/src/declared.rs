//! What a document declares of its language, beside what its text shows.

/// Whether a declared tag names another language than the `code` found (primary subtags).
pub(crate) fn disagrees(declared: &str, code: &str) -> bool {
    let primary = declared.trim().split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    let tag = (2..=3).contains(&primary.len()) && primary.bytes().all(|b| b.is_ascii_lowercase());
    let silent = ["und", "mul", "zxx", "mis"].contains(&primary.as_str());
    tag && !silent && canonical(&primary) != canonical(code)
}

/// One name for subtags that the IANA registry gives as the same, or as part of the other.
fn canonical(subtag: &str) -> &str {
    match subtag {
        "iw" => "he",
        "in" => "id",
        "fil" => "tl",
        "nb" | "nn" => "no",
        "sh" | "bs" | "hr" | "sr" | "cnr" => "sh",
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
            ("zh-Hans-CN", "zh", false),
            ("no", "nb", false),
            ("iw", "he", false),
            ("hr", "sr", false),
            ("", "en", false),
            ("und", "en", false),
            ("English", "fr", false),
            ("en", "fr", true),
            ("de-AT", "nl", true),
        ];
        for (declared, code, expected) in cases {
            assert_eq!(disagrees(declared, code), expected, "{declared} beside {code}");
        }
    }
}
