//! Different documents of a given size, generated from a sample.

use article::ArticleId;
use capacity::{Chain, Kind};

/// A page of the samples.
const SAMPLE: &str = include_str!("../../../../../samples/en-electric-ferry.html");
/// The share of text in a page.
const TEXT_OF_PAGE: f64 = 0.1;

/// A generator of documents.
#[derive(Debug)]
pub struct Documents {
    chain: Chain,
    kind: Kind,
    bytes: usize,
    sentences: Vec<String>,
}

impl Documents {
    /// Documents of this size for this chain.
    pub fn new(chain: Chain, kind: Kind, bytes: usize) -> Self {
        // The paragraphs of the sample are its lines in <p>.
        let paragraphs = SAMPLE.split("<p>").skip(2).filter_map(|rest| rest.split("</p>").next());
        let sentences = paragraphs
            .flat_map(|paragraph| paragraph.split_inclusive(". "))
            .map(|sentence| format!("{} ", sentence.trim()))
            .filter(|sentence| !sentence.contains('<') && sentence.len() > 40)
            .collect();
        Self { chain, kind, bytes, sentences }
    }

    /// A document and the ID of its article.
    pub fn document(&self, number: u64) -> (ArticleId, Vec<u8>) {
        match (self.chain, self.kind) {
            (Chain::Services, Kind::Text) => with_id(self.text(number, self.bytes)),
            (Chain::Services, Kind::Page) => with_id(self.page(number)),
            (Chain::NoOp | Chain::Queue, _) => {
                let room = self.bytes.saturating_sub(bench::overhead());
                bench::record(number, &self.text(number, room))
            }
        }
    }

    /// Sentences in a different order for each number.
    fn text(&self, number: u64, bytes: usize) -> String {
        let mut dice = fastrand::Rng::with_seed(number);
        let mut text = format!("Number {number}. ");
        let mut count = 0;
        while text.len() < bytes {
            text.push_str(&self.sentences[dice.usize(0..self.sentences.len())]);
            count += 1;
            if count % 4 == 0 {
                text.push_str("\n\n");
            }
        }
        let end = (0..=bytes).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
        text.truncate(end);
        text
    }

    /// A page with the sample's head, navigation, teasers and scripts around the text.
    fn page(&self, number: u64) -> String {
        let text = self.text(number, (self.bytes as f64 * TEXT_OF_PAGE) as usize);
        let head = SAMPLE.split("<body>").next().unwrap_or_default();
        let head = head.replace("first-crossing", &format!("crossing-{number}"));
        let paragraphs: String =
            text.split("\n\n").map(|paragraph| format!("<p>{paragraph}</p>\n")).collect();
        let mut page = format!(
            "{head}<body>\n<article><h1>Ferry number {number} begins regular crossings</h1>\n{paragraphs}</article>\n"
        );
        // Half of the rest are links and teasers, and half is script.
        let links = page.len() + self.bytes.saturating_sub(page.len()) / 2;
        let mut count = 0;
        page.push_str("<nav><ul>\n");
        while page.len() < links {
            count += 1;
            page.push_str(&format!(
                "<li class=\"teaser teaser--{count}\"><a href=\"/news/{number}/{count}\" data-track=\"t{count}\">Harbour news {count}</a><span class=\"time\">{count} min</span></li>\n"
            ));
        }
        page.push_str("</ul></nav>\n<script>\n");
        while page.len() + 25 < self.bytes {
            count += 1;
            page.push_str(&format!("window.queue.push({{id:{count},slot:\"s{count}\"}});\n"));
        }
        page.push_str("</script>\n</body></html>\n");
        page
    }
}

fn with_id(text: String) -> (ArticleId, Vec<u8>) {
    (ArticleId::of("", "", text.as_bytes()), text.into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_have_their_size_and_differ() {
        for (kind, bytes) in [(Kind::Text, 3_000), (Kind::Page, 20_000), (Kind::Page, 80_000)] {
            let documents = Documents::new(Chain::Services, kind, bytes);
            let (one, other) = (documents.document(1), documents.document(2));
            assert_ne!(one.0, other.0);
            assert!(one.1.len().abs_diff(bytes) < 200, "{}", one.1.len());
        }
        let records = Documents::new(Chain::NoOp, Kind::Text, 3_000);
        let length = records.document(1).1.len();
        assert!(length.abs_diff(3_000) < 100, "{length}");
    }
}
