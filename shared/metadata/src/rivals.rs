use std::cmp::Reverse;

use article::{Cues, Document, Language, Source};

use crate::article_view::ArticleView;
use crate::headline::Headline;
use crate::{authors, dates, extract, softmax, title};

/// The candidates for a page's title, authors and date, most likely first. Empty for a plain text, whose
/// values are found by their position.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Rivals {
    /// Whether the publisher states the title, so that the candidates are not used.
    pub title_is_given: bool,
    /// Candidates for the title.
    pub titles: Vec<Rival>,
    /// Candidates for the authors; each contains the names from one place.
    pub authors: Vec<Rival>,
    /// Candidates for the day of publication.
    pub days: Vec<Rival>,
}

/// A candidate.
#[derive(Debug, Clone, PartialEq)]
pub struct Rival {
    /// The value; `None` is the candidate "nobody", or "no date".
    pub value: Option<String>,
    /// Its share of the softmax, 0 to 1, which is the confidence of the chosen candidate.
    pub share: f32,
    /// Where it was found, for titles.
    pub found: Option<(Source, String)>,
}

/// The maximum number of candidates of each kind.
const MOST: usize = 20;

/// The candidates among which [`extract`] chooses, to explain its choice.
pub fn rivals(document: &Document, language: &Language, cues: &Cues) -> Rivals {
    let view = ArticleView::new(document, language).with_cues(cues);
    if !view.is_page() {
        return Rivals { title_is_given: title::given(&view).is_some(), ..Rivals::default() };
    }
    let chosen = extract(document, language, cues).title.map(|title| title.value);
    let headline = Headline::of(&view, chosen.as_deref());
    let titles = title::rivals(&view).into_iter().map(|rival| Rival {
        value: Some(rival.value),
        share: rival.confidence.unwrap_or(0.0),
        found: rival.evidence.map(|evidence| (rival.source, evidence)),
    });
    let authors = authors::described(&view, &headline, chosen.as_deref()).into_iter();
    let authors = authors.map(|(names, features)| {
        let score = features.iter().map(|(feature, value)| feature.weight() * value).sum();
        ((!names.is_empty()).then(|| names.join(", ")), score)
    });
    let days = dates::described(&view, &headline).into_iter().map(|(day, features)| {
        let score = features.iter().map(|(feature, value)| feature.weight() * value).sum();
        (day.map(|day| day.to_string()), score)
    });
    Rivals {
        title_is_given: title::given(&view).is_some(),
        titles: best(titles.collect()),
        authors: best(scored(authors)),
        days: best(scored(days)),
    }
}

fn scored(candidates: impl Iterator<Item = (Option<String>, f64)>) -> Vec<Rival> {
    let (values, scores): (Vec<_>, Vec<f64>) = candidates.unzip();
    let shares = softmax::shares(&scores);
    values
        .into_iter()
        .zip(shares)
        .map(|(value, share)| Rival { value, share, found: None })
        .collect()
}

fn best(mut rivals: Vec<Rival>) -> Vec<Rival> {
    rivals.sort_by_key(|rival| Reverse((rival.share * 1_000.0) as u32));
    rivals.truncate(MOST);
    rivals
}

#[cfg(test)]
mod tests {
    use super::*;

    const HTML: &[u8] = br#"<!DOCTYPE html><html lang="en"><head>
        <title>Ferry returns to Lake Aral - The Aral Courier</title>
        <meta property="og:title" content="Lake Aral has its ferry again">
        <meta property="og:site_name" content="The Aral Courier">
        <meta name="author" content="Mira Holt">
        <meta property="article:published_time" content="2024-05-03T09:30:00+05:00"></head>
        <body><article><h1>Ferry returns to Lake Aral</h1><h2>Related stories</h2>
        <p>The ferry sails again on Monday, the port authority said. It had been moored for six
        years, since the lake withdrew from the old harbour.</p></article></body></html>"#;

    fn read() -> (Document, Language, Cues) {
        let page = page::read(HTML, &page::charset::Hints::default()).unwrap();
        let mut document: Document = serde_json::from_str(
            r#"{"content_type": "text/html", "charset": "utf-8", "bytes": 1, "sha256": "",
                "received_at": "2024-05-04T08:00:00Z", "text": ""}"#,
        )
        .unwrap();
        (document.title, document.text, document.declared) = (page.title, page.text, page.declared);
        let language = r#"{"tag": "en", "code": "en", "confidence": 0.99, "reliable": true}"#;
        (document, serde_json::from_str(language).unwrap(), page.cues)
    }

    #[test]
    fn the_first_of_each_kind_is_the_one_that_is_chosen_with_the_same_confidence() {
        let (document, language, cues) = read();
        let metadata = extract(&document, &language, &cues);
        let Rivals { titles, authors, days, title_is_given } = rivals(&document, &language, &cues);
        assert!(!title_is_given);
        let title = metadata.title.unwrap();
        assert_eq!(
            (titles[0].value.as_ref(), titles[0].share),
            (Some(&title.value), title.confidence.unwrap())
        );
        assert_eq!(titles[0].found, Some((title.source, title.evidence.unwrap())));
        let values: Vec<_> = titles.iter().filter_map(|rival| rival.value.as_deref()).collect();
        assert!(values.contains(&"Lake Aral has its ferry again"), "{values:?}");
        assert!(values.contains(&"Related stories"), "{values:?}");
        assert_eq!(authors[0].value.as_deref(), Some("Mira Holt"));
        assert!(authors.iter().any(|rival| rival.value.is_none()), "nobody is a candidate");
        assert_eq!(days[0].value.as_deref(), Some("2024-05-03"));
        let sum: f32 = titles.iter().map(|rival| rival.share).sum();
        assert!((0.98..1.02).contains(&sum), "{sum}");
    }

    #[test]
    fn a_plain_text_has_no_candidates() {
        let (mut document, language, _) = read();
        (document.title, document.declared) = (None, Default::default());
        document.content_type = "text/plain".into();
        assert_eq!(rivals(&document, &language, &Cues::default()), Rivals::default());
    }
}
