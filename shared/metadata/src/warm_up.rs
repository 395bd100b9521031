use article::{Cues, Document, Language};

use crate::extract;

/// Extracts the metadata of a small page, so that the first document doesn't have to wait for patterns to
/// be compiled and tables to be read.
pub fn warm_up() {
    let document: Document = serde_json::from_str(DOCUMENT).expect("a test reads it");
    let cues: Cues = serde_json::from_str(CUES).expect("a test reads it");
    for code in ["en", "zh", "ja", "ko"] {
        extract(&document, &language(code), &cues);
    }
}

/// A language section with a reliable `code`.
pub(crate) fn language(code: &str) -> Language {
    Language {
        tag: code.to_owned(),
        code: code.to_owned(),
        script: None,
        confidence: 1.0,
        reliable: true,
        alternatives: Vec::new(),
        languages: Vec::new(),
        declared: None,
        warnings: Vec::new(),
    }
}

const DOCUMENT: &str = r#"{
    "content_type": "text/html", "charset": "utf-8", "bytes": 1, "sha256": "",
    "url": "https://courier.example/2024/05/03/ferry-returns",
    "received_at": "2026-11-23T08:15:00Z", "fetched_at": "2026-11-23T08:15:00Z",
    "title": {"value": "Ferry returns - The Aral Courier", "source": "title-element"},
    "text": "ARAL (AC) - The ferry returns on 3 May 2024, Mayor Ann Corrie said. It had been moored since 2018.\n\n渡轮五月三日复航，市长王明说。（记者 王明）",
    "boilerplate": ["© 2024 The Aral Courier. All Rights Reserved"],
    "declared": {
        "meta": {
            "author": ["Mira Holt, Staff Reporter"], "og:image": ["/ferry.jpg"],
            "article:published_time": ["2024-05-03T09:30:00+05:00"], "keywords": ["ferry, port"]
        },
        "json_ld": [{"@type": "NewsArticle", "headline": "Ferry returns", "author": "Mira Holt"}]
    }
}"#;

const CUES: &str = r#"{
    "headings": [{"text": "Ferry returns", "place": 9, "marks": ["first"]}],
    "authors": [{"text": "By Mira Holt", "place": 11, "marks": ["byline-class"]}],
    "dates": [{"text": "yesterday", "place": 12, "marks": ["date-class"]}],
    "lines": [
        {"text": "By Mira Holt | Updated 5 May 2024", "place": 13, "line": 1},
        {"text": "Mira Holt, 03.05.24", "place": 13, "line": 2},
        {"text": "作者：王明 2024年5月3日", "place": 14, "line": 3}
    ],
    "text": [15, 20]
}"#;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_that_warms_up_is_read() {
        warm_up();
        let document: Document = serde_json::from_str(DOCUMENT).unwrap();
        let cues: Cues = serde_json::from_str(CUES).unwrap();
        let metadata = extract(&document, &language("en"), &cues);
        assert_eq!(metadata.title.unwrap().value, "Ferry returns");
        assert_eq!(metadata.authors[0].value, "Mira Holt");
        assert!(metadata.dates.modified.is_some(), "the lines are read");
    }
}
