use std::fmt::Write;

use article::{ArticleId, Document};
use async_nats::HeaderMap;
use sha2::{Digest, Sha256};

use crate::Client;

/// The stream of large documents.
pub const LARGE: &str = "OBJ_ARTICLES_LARGE";
const TEXT: &str = "The harbour of Norwick opened again on Monday after two weeks of repairs. Ferries to the \
    islands had been diverted to the smaller port in the south, and many shops ran short of fresh bread \
    and vegetables. The town council thanked the crews, who had worked through the nights.";

/// A PDF with a text on one page and `padding` bytes that belong to no page, which depend on `seed`.
pub fn pdf(padding: usize, seed: u64) -> Vec<u8> {
    let mut shown = String::from("BT /F1 12 Tf 72 760 Td 14 TL ");
    let words: Vec<&str> = TEXT.split(' ').collect();
    for line in words.chunks(10) {
        let _ = write!(shown, "({}) Tj T* ", line.join(" "));
    }
    shown.push_str("ET");
    let mut filler = vec![0; padding];
    fastrand::Rng::with_seed(seed).fill(&mut filler);
    let stream = |bytes: &[u8]| {
        let head = format!("<< /Length {} >>\nstream\n", bytes.len()).into_bytes();
        [&head[..], bytes, b"\nendstream"].concat()
    };
    let objects: [Vec<u8>; 6] = [
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>".to_vec(),
        stream(shown.as_bytes()),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_vec(),
        stream(&filler),
    ];
    let (mut file, mut places) = (b"%PDF-1.7\n".to_vec(), Vec::new());
    for (at, object) in objects.iter().enumerate() {
        places.push(file.len());
        file.extend_from_slice(format!("{} 0 obj\n", at + 1).as_bytes());
        file.extend_from_slice(object);
        file.extend_from_slice(b"\nendobj\n");
    }
    let table = file.len();
    let mut end = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for place in places {
        let _ = writeln!(end, "{place:010} 00000 n ");
    }
    let size = objects.len() + 1;
    let _ = writeln!(end, "trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF");
    file.extend_from_slice(end.as_bytes());
    file
}

/// The headers that refer to an object.
#[derive(Debug, Clone)]
pub struct Referring {
    /// Its name.
    pub name: String,
    /// Its size.
    pub size: String,
    /// Its SHA-256.
    pub sha256: String,
}

impl Client {
    /// The document of a published article.
    pub async fn document(&self, id: ArticleId) -> Document {
        let (record, _) = self.published(id).await;
        record.section().expect("ingested")
    }

    /// The code of a dead letter.
    pub async fn dead_code(&self, sequence: u64) -> String {
        let letter = self.message("ARTICLES_DEAD", sequence).await;
        letter.subject.as_str().rsplit('.').next().unwrap_or_default().to_owned()
    }

    /// Stores an object as described in docs/publishing.md.
    pub async fn put_object(&self, name: &str, content: &[u8]) -> Referring {
        for piece in content.chunks(512 * 1024) {
            let subject = format!("$O.ARTICLES_LARGE.C.{name}");
            let sent = self.jetstream.publish(subject, piece.to_vec().into()).await;
            sent.expect("the server is up").await.expect("stored");
        }
        let digits = Sha256::digest(content).iter().map(|byte| format!("{byte:02x}")).collect();
        Referring { name: name.to_owned(), size: content.len().to_string(), sha256: digits }
    }

    /// Publishes a raw document that refers to an object.
    pub async fn refer(&self, to: &Referring, body: &str) {
        let mut headers = HeaderMap::new();
        headers.append("Courant-Object", to.name.as_str());
        headers.append("Courant-Object-Size", to.size.as_str());
        headers.append("Courant-Object-Sha256", to.sha256.as_str());
        let body = body.to_owned().into();
        let sent = self.jetstream.publish_with_headers("articles.raw", headers, body).await;
        sent.expect("the server is up").await.expect("stored");
    }
}
