use article::subject;
use telemetry::Destination;

/// A subject with its pattern: what is open in it (a lane, an id, a code) must not name spans.
pub fn destination(subject: &str) -> Destination<'_> {
    const OPEN: [(&str, &str); 5] = [
        (subject::RAW_LANE_PREFIX, "articles.raw.{lane}"),
        ("articles.published.", "articles.published.{language}.{id}"),
        ("articles.dead.", "articles.dead.{stage}.{code}"),
        ("articles.filtered.", "articles.filtered.{reason}"),
        ("articles.duplicate.", "articles.duplicate.{stage}"),
    ];
    let open = OPEN.iter().find(|(prefix, _)| subject.starts_with(prefix));
    Destination { subject, template: open.map_or(subject, |(_, template)| template) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_open_in_a_subject_is_not_in_its_pattern() {
        let cases = [
            ("articles.raw", "articles.raw"),
            ("articles.raw.feeds", "articles.raw.{lane}"),
            ("articles.ingested", "articles.ingested"),
            ("articles.published.en.3972", "articles.published.{language}.{id}"),
            ("articles.dead.ingestion.pdf", "articles.dead.{stage}.{code}"),
        ];
        for (subject, template) in cases {
            assert_eq!(destination(subject).template, template, "{subject}");
        }
    }
}
