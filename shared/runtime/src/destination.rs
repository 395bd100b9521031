use article::subject;
use telemetry::Destination;

/// A subject with its template. The variable parts of a subject (a lane, an id, a code) must not
/// appear in the names of spans.
///
/// ```
/// let destination = courant_runtime::destination("articles.dead.ingestion.pdf");
/// assert_eq!(destination.template, "articles.dead.{stage}.{code}");
/// ```
pub fn destination(subject: &str) -> Destination<'_> {
    const TEMPLATES: [(&str, &str); 6] = [
        (subject::RAW_LANE_PREFIX, "articles.raw.{lane}"),
        ("articles.published.", "articles.published.{language}.{id}"),
        (subject::ERASED_PREFIX, "articles.erased.{id}"),
        ("articles.dead.", "articles.dead.{stage}.{code}"),
        ("articles.filtered.", "articles.filtered.{reason}"),
        ("articles.duplicate.", "articles.duplicate.{stage}"),
    ];
    let template = TEMPLATES.iter().find(|(prefix, _)| subject.starts_with(prefix));
    Destination { subject, template: template.map_or(subject, |(_, template)| template) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_holds_no_variable_part_of_its_subject() {
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
