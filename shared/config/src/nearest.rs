/// A hint to the value that was probably meant by `wrong`: `did you mean publishing?`
pub fn nearest<T: AsRef<str>>(wrong: &str, right: &[T]) -> String {
    let right: Vec<&str> = right.iter().map(AsRef::as_ref).collect();
    let wrong = wrong.to_lowercase();
    let closeness = |value: &&str| {
        let edits = strsim::normalized_damerau_levenshtein(&wrong, value);
        strsim::jaro_winkler(&wrong, value).max(edits)
    };
    let best = right.iter().copied().max_by(|one, other| {
        closeness(one).partial_cmp(&closeness(other)).unwrap_or(std::cmp::Ordering::Equal)
    });
    match best {
        Some(best) if closeness(&best) > 0.6 => {
            format!("did you mean {best}? possible values: {}", right.join(", "))
        }
        Some(_) | None => format!("possible values: {}", right.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_value_is_suggested_where_one_is_near() {
        let stages = ["ingestion", "publishing"];
        let suggested = nearest("publish", &stages);
        assert_eq!(suggested, "did you mean publishing? possible values: ingestion, publishing");
        assert!(nearest("pfd", &["no_text", "pdf"]).starts_with("did you mean pdf?"));
        assert_eq!(nearest("xyz", &stages), "possible values: ingestion, publishing");
    }
}
