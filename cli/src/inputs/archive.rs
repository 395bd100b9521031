use std::io::BufRead;
use std::path::Path;
use std::sync::Arc;

use article::{Headers, header};
use warc::{Archive, Content, Page};

use super::skipped::Skipped;
use super::{Document, Input, Place};

/// The pages of an archive. Other records are counted.
pub(super) fn pages<R: BufRead>(
    archive: Archive<R>,
    path: Arc<Path>,
    skipped: Skipped,
) -> impl Iterator<Item = Input> {
    archive.filter_map(move |entry| {
        let content = match entry.content {
            Ok(Content::Page(page)) => Ok(document(page)),
            Ok(Content::Skipped(skip)) => {
                skipped.count_record(skip);
                return None;
            }
            Err(error) => Err(error.into()),
        };
        Some(Input { place: Place::record(path.clone(), entry.at), consumed: 0, content })
    })
}

fn document(page: Page) -> Document {
    let mut headers = Headers::default();
    let values = [
        (header::CONTENT_TYPE, page.content_type),
        (header::URL, page.url),
        (header::FETCHED_AT, page.date),
    ];
    for (name, value) in values {
        value.into_iter().for_each(|value| headers.push(name, value));
    }
    Document { body: page.body.into(), headers }
}
