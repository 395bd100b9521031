use std::collections::BTreeMap;

use article::{Declared, Stated};
use text::characters::{clean, is_noise, nfc};

use crate::binary::{refuse_files, refuse_noise};
use crate::charset::Hints;
use crate::extractor::Extractor;
use crate::form::{Form, form};
use crate::html::candidates::scored::Weights;
use crate::tidy::{footer, lost, notices, readings, teaser};
use crate::{PageError, charset, header, html, plain};

/// A document's content: its text, and what it declares about itself.
#[derive(Debug)]
pub struct Page {
    /// `text/html` or `text/plain`.
    pub media_type: &'static str,
    /// WHATWG name of the encoding, in lower case.
    pub charset: String,
    /// What found the main content.
    pub extractor: Extractor,
    /// The declared title, or the headline above the text.
    pub title: Option<Stated>,
    /// The main content, its paragraphs separated by blank lines, in Unicode's normal form C.
    pub text: String,
    /// Lines of the footer that say something about rights, source or registration.
    pub boilerplate: Vec<String>,
    /// Number of pieces that were removed from the text, by kind.
    pub removed: BTreeMap<String, u64>,
    /// What the content declares about itself.
    pub declared: Declared,
    /// What was lost or is doubtful, a sentence each.
    pub warnings: Vec<String>,
}

/// Reads `content` and finds its text. The same input gives the same answer; linear in its size.
pub fn read(content: &[u8], hints: &Hints<'_>) -> Result<Page, PageError> {
    refuse_files(content)?;
    let decoded = charset::decode(content, hints);
    refuse_noise(&decoded.text)?;
    let form = form(&decoded.text, hints.content_type)?;
    let mut read = match form {
        Form::Html => from_page(&decoded.text, &Weights::trained()),
        Form::Plain => from_plain(&decoded.text),
    };
    let losses = losses(&decoded, &read);
    read.warnings.extend(losses);
    Ok(Page {
        media_type: form.media_type(),
        charset: decoded.charset,
        extractor: read.extractor,
        title: read.title,
        text: nfc(&read.paragraphs.join("\n\n")).into_owned(),
        boilerplate: footer::keep(read.boilerplate),
        removed: read.removed,
        declared: read.declared,
        warnings: read.warnings,
    })
}

/// A content in paragraphs.
#[derive(Debug)]
struct Read {
    extractor: Extractor,
    title: Option<Stated>,
    paragraphs: Vec<String>,
    boilerplate: Vec<String>,
    removed: BTreeMap<String, u64>,
    declared: Declared,
    warnings: Vec<String>,
}

fn from_plain(text: &str) -> Read {
    let paragraphs = plain::paragraphs(&clean(text));
    let mut read = Read { paragraphs, ..Read::by(Extractor::PlainText) };
    for paragraph in &mut read.paragraphs {
        *paragraph = nfc(paragraph).into_owned();
    }
    read.remove("pinyin_annotations", |paragraphs| readings::remove(paragraphs));
    read.title = header::headline(&mut read.paragraphs);
    read.take_header();
    read.remove("teaser", teaser::remove);
    read.boilerplate.extend(footer::part(&mut read.paragraphs));
    read
}

fn from_page(text: &str, weights: &Weights) -> Read {
    let page = html::read(text, weights);
    let mut read = Read {
        title: page.title,
        paragraphs: page.main.into_iter().map(|block| block.text).collect(),
        declared: page.declared,
        warnings: page.warnings,
        ..Read::by(page.extractor)
    };
    read.remove("pinyin_annotations", |paragraphs| readings::remove(paragraphs));
    read.take_header();
    read.remove("teaser", teaser::remove);
    read.boilerplate.extend(footer::part(&mut read.paragraphs));
    read.remove("notices", notices::remove);
    // A page's own footer is no part of the main content, but tells of rights all the same.
    let last = page.all.len().saturating_sub(40);
    read.boilerplate.extend(footer::among(page.all[last..].iter().map(|block| &*block.text)));
    read.boilerplate.retain(|line| !read.paragraphs.contains(line));
    read
}

/// The text of a page whose blocks are weighed with `weights`.
#[cfg(feature = "training")]
pub(crate) fn page_text(html: &str, weights: &Weights) -> String {
    nfc(&from_page(html, weights).paragraphs.join("\n\n")).into_owned()
}

impl Read {
    /// One in which nothing is read yet.
    fn by(extractor: Extractor) -> Self {
        Self {
            extractor,
            title: None,
            paragraphs: Vec::new(),
            boilerplate: Vec::new(),
            removed: BTreeMap::new(),
            declared: Declared::default(),
            warnings: Vec::new(),
        }
    }

    fn remove(&mut self, kind: &str, step: impl Fn(&mut Vec<String>) -> u64) {
        let removed = step(&mut self.paragraphs);
        if removed > 0 {
            self.removed.insert(kind.to_owned(), removed);
        }
    }

    /// Parts the lines above the text; what they say stands behind what the page declares.
    fn take_header(&mut self) {
        let header = header::lines(&mut self.paragraphs);
        self.title = self.title.take().or(header.title);
        let known = |line: &Stated| {
            self.declared.authors.iter().any(|author| author.value.contains(&line.value))
        };
        let new: Vec<Stated> = header.authors.into_iter().filter(|line| !known(line)).collect();
        self.declared.authors.extend(new);
        self.declared.dates.published.extend(header.published);
        self.boilerplate.extend(header.sources);
    }
}

/// What was lost or taken out between the bytes and the text.
fn losses(decoded: &charset::Decoded, read: &Read) -> Vec<String> {
    let mut warnings = Vec::new();
    if decoded.replaced > 0 {
        let (lost, charset) = (decoded.replaced, &decoded.charset);
        warnings
            .push(format!("{lost} character(s) could not be read as {charset} and were replaced"));
    }
    let lines = read.paragraphs.iter().chain(&read.boilerplate).map(String::as_str);
    let before = lost::count(lines).saturating_sub(decoded.replaced);
    if before > 0 {
        warnings.push(format!(
            "{before} character(s) were replaced by a question mark before the document was sent"
        ));
    }
    let controls = decoded.text.chars().filter(|c| is_noise(*c)).count();
    if controls > 0 {
        warnings.push(format!("{controls} control character(s) were taken out"));
    }
    warnings
}
