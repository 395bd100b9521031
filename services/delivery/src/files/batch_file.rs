use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use ring::digest::{SHA256, digest};
use stage::Article;

/// A file with the articles of a batch that belong to one day and, if configured, one language.
#[derive(Debug)]
pub struct BatchFile {
    /// Its folder within the delivery's: `day=2026-11-26/language=de`.
    pub folder: String,
    /// Its articles, by sequence.
    pub articles: Vec<Article>,
    /// Their places in the batch.
    pub places: Vec<usize>,
}

impl BatchFile {
    /// The files for the wanted articles of a batch.
    pub fn of(batch: &[Article], wanted: &[bool], by_language: bool) -> Vec<Self> {
        let mut files: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (place, article) in batch.iter().enumerate().filter(|(place, _)| wanted[*place]) {
            let day = article.published_at.to_zoned(TimeZone::UTC).date();
            let mut folder = format!("day={day}");
            if by_language {
                folder += &format!("/language={}", token(&article.language));
            }
            files.entry(folder).or_default().push(place);
        }
        let file = |(folder, mut places): (String, Vec<usize>)| {
            places.sort_by_key(|&place| batch[place].version);
            let articles = places.iter().map(|&place| batch[place].clone()).collect();
            Self { folder, articles, places }
        };
        files.into_iter().map(file).collect()
    }

    /// A file that merges articles of other files in the same folder.
    pub fn merged(folder: String, mut articles: Vec<Article>) -> Self {
        articles.sort_by_key(|article| article.version);
        Self { folder, articles, places: Vec::new() }
    }

    /// Its name without an extension: the first and the last sequence, and a hash of all versions.
    /// If a batch is repeated, its file has the same name and replaces the old one.
    pub fn name(&self) -> String {
        let sequence = |article: Option<&Article>| article.map_or(0, |one| one.version.sequence);
        let versions: Vec<String> =
            self.articles.iter().map(|article| article.version.to_string()).collect();
        let hash = digest(&SHA256, versions.join(" ").as_bytes());
        let hash: String = hash.as_ref().iter().take(6).map(|byte| format!("{byte:02x}")).collect();
        let (first, last) = (sequence(self.articles.first()), sequence(self.articles.last()));
        format!("{first:012}-{last:012}-{hash}")
    }
}

/// The language as a safe part of a path.
fn token(language: &str) -> &str {
    let plain = |byte: u8| byte.is_ascii_lowercase();
    let fine = (2..=8).contains(&language.len()) && language.bytes().all(plain);
    if fine { language } else { "und" }
}

#[cfg(test)]
mod tests {
    use article::{ArticleId, Record, Timestamp};
    use stage::Version;

    use super::*;

    fn article(sequence: u64, language: &str, published_at: &str) -> Article {
        let record = Record::new(ArticleId::of("", "", &sequence.to_be_bytes()));
        Article {
            id: record.id(),
            language: language.to_owned(),
            version: Version { stream_created_at: Timestamp::UNIX_EPOCH, sequence },
            published_at: published_at.parse().unwrap(),
            json: record.to_json().into(),
            record,
            traceparent: None,
        }
    }

    #[test]
    fn a_batch_is_divided_by_day_and_language() {
        let batch = [
            article(3, "de", "2026-11-26T23:59:59Z"),
            article(1, "de", "2026-11-26T00:00:00Z"),
            article(2, "../x", "2026-11-27T00:00:00Z"),
        ];
        let all = [true; 3];
        let files = BatchFile::of(&batch, &all, true);
        let folders: Vec<&str> = files.iter().map(|file| &*file.folder).collect();
        assert_eq!(folders, ["day=2026-11-26/language=de", "day=2026-11-27/language=und"]);
        assert_eq!(files[0].places, [1, 0]);
        assert!(files[0].name().starts_with("000000000001-000000000003-"), "{}", files[0].name());
        assert_eq!(BatchFile::of(&batch, &all, false)[0].folder, "day=2026-11-26");
    }

    #[test]
    fn the_same_versions_have_the_same_name_and_others_have_another() {
        let at = "2026-11-26T00:00:00Z";
        let name = |sequences: &[u64]| {
            let batch: Vec<Article> = sequences.iter().map(|&one| article(one, "en", at)).collect();
            BatchFile::of(&batch, &[true; 3], false)[0].name()
        };
        assert_eq!(name(&[1, 5, 9]), name(&[9, 1, 5]));
        assert_ne!(name(&[1, 5, 9]), name(&[1, 3, 9]));
    }
}
