use article::header;
use broker::DeadLetter;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Where the document of a dead letter comes from, as declared by its publisher.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct Origin {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) source: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) external_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) file: Option<String>,
}

/// The members of a record or an envelope that identify the document.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Body {
    url: Value,
    source: Value,
    id: Value,
    document: Option<Section>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Section {
    url: Value,
    source: Value,
    external_id: Value,
}

impl Origin {
    /// Headers take precedence over the body.
    pub(super) fn of(dead_letter: &DeadLetter) -> Self {
        let body: Body = match dead_letter.body.trim_ascii_start().first() {
            Some(b'{') => serde_json::from_slice(&dead_letter.body).unwrap_or_default(),
            _ => Body::default(),
        };
        let Section { url, source, external_id } = body.document.unwrap_or(Section {
            url: body.url,
            source: body.source,
            external_id: body.id,
        });
        let header = |name: &str, value: Value| {
            let text = dead_letter.headers.get(name).map(str::to_owned);
            text.or_else(|| value.as_str().map(str::to_owned)).filter(|text| !text.is_empty())
        };
        Self {
            url: header(header::URL, url),
            source: header(header::SOURCE, source),
            external_id: header(header::EXTERNAL_ID, external_id),
            file: header(header::FILE, Value::Null),
        }
    }

    /// The most specific of them, in one column.
    pub(super) fn short(&self) -> String {
        let Self { url, source, external_id, file } = self;
        if let Some(url) = url {
            return url.clone();
        }
        let named: Vec<&str> =
            [source, external_id].into_iter().filter_map(|name| name.as_deref()).collect();
        match (named.is_empty(), file) {
            (true, Some(file)) => file.clone(),
            _ => named.join(" "),
        }
    }
}

#[cfg(test)]
mod tests {
    use article::{Headers, Timestamp};

    use super::*;

    fn dead_letter(headers: &[(&str, &str)], body: &str) -> DeadLetter {
        DeadLetter {
            id: None,
            stage: "ingestion".into(),
            subject: "articles.raw".into(),
            code: "empty".into(),
            detail: "x".into(),
            attempts: 1,
            at: Timestamp::UNIX_EPOCH,
            headers: headers.iter().copied().collect::<Headers>(),
            body: body.to_owned().into(),
            cut_from: None,
            replays: 0,
            traceparent: None,
            raw: None,
        }
    }

    #[test]
    fn headers_envelopes_and_records_name_the_document() {
        for (headers, body, short) in [
            (
                &[("Courant-Url", "https://a.example/1"), ("Courant-File", "a.html")][..],
                "",
                "https://a.example/1",
            ),
            (&[("Courant-File", "a.jsonl:7")], "%PDF", "a.jsonl:7"),
            (&[("Courant-Source", "agency"), ("Courant-External-Id", "7")], "", "agency 7"),
            (&[], r#"{"id": "7", "url": "https://a.example/2"}"#, "https://a.example/2"),
            (&[], r#"{"id": "7", "content": 1}"#, "7"),
            (
                &[],
                r#"{"id": "ab", "document": {"external_id": "8", "source": "agency"}}"#,
                "agency 8",
            ),
            (&[], "{", ""),
        ] {
            assert_eq!(Origin::of(&dead_letter(headers, body)).short(), short, "{body}");
        }
    }
}
