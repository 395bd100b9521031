use std::io::{self, Write};

use article::Timestamp;
use serde::Deserialize;
use stage::{Article, Version};

/// Writes an article as one line: the record, with the article's version in the first member `delivery`.
pub fn write(article: &Article, to: &mut impl Write) -> io::Result<()> {
    let version = article.version;
    write!(
        to,
        r#"{{"delivery":{{"stream_created_at":"{}","sequence":{}}},"#,
        version.stream_created_at, version.sequence
    )?;
    let json = article.json.trim_ascii();
    let members = json.strip_prefix(b"{").unwrap_or(json);
    // Line breaks outside of strings are white space; JSON strings contain none.
    for part in members.split_inclusive(|&byte| byte == b'\n' || byte == b'\r') {
        match part.split_last() {
            Some((b'\n' | b'\r', rest)) => {
                to.write_all(rest)?;
                to.write_all(b" ")?;
            }
            _ => to.write_all(part)?,
        }
    }
    to.write_all(b"\n")
}

/// Reads a line written by [`write`].
pub fn read(line: &[u8]) -> io::Result<Article> {
    let Line { delivery } = serde_json::from_slice(line)?;
    let damaged = || io::Error::new(io::ErrorKind::InvalidData, "a line of a file is damaged");
    // The first member contains no nested object.
    let end = line.windows(2).position(|two| two == b"},").ok_or_else(damaged)?;
    let json = [b"{", &line[end + 2..]].concat();
    let version =
        Version { stream_created_at: delivery.stream_created_at, sequence: delivery.sequence };
    Article::read(json.into(), version, Timestamp::UNIX_EPOCH).map_err(|_| damaged())
}

#[derive(Deserialize)]
struct Line {
    delivery: Delivery,
}

#[derive(Deserialize)]
struct Delivery {
    stream_created_at: Timestamp,
    sequence: u64,
}

#[cfg(test)]
mod tests {
    use article::Record;
    use serde_json::Value;

    use super::*;

    #[test]
    fn a_record_with_line_breaks_is_one_line_with_its_version() {
        let json = "{\n\"courant\": 1,\r\n\"id\": \"3972243cf868ce05511ecb571f447e06\", \"x\": \"a\\nb\"\n}\n";
        let record = Record::parse(json.as_bytes()).unwrap();
        let article = Article {
            id: record.id(),
            language: "en".to_owned(),
            version: Version { stream_created_at: Timestamp::UNIX_EPOCH, sequence: 7 },
            published_at: Timestamp::UNIX_EPOCH,
            record,
            json: json.into(),
            traceparent: None,
        };
        let mut line = Vec::new();
        write(&article, &mut line).unwrap();
        assert_eq!(line.iter().filter(|&&byte| byte == b'\n').count(), 1);
        let value: Value = serde_json::from_slice(&line).unwrap();
        assert_eq!(value["delivery"]["sequence"], 7);
        assert_eq!(
            (&value["id"], &value["x"]),
            (&"3972243cf868ce05511ecb571f447e06".into(), &"a\nb".into())
        );
    }
}
