use std::borrow::Cow;
use std::collections::BTreeMap;

use article::{Cues, Declared, LeftOut, Stated, TextBlock, TextLink};
use text::characters::{clean, count_noise};

use crate::binary::{refuse_files, refuse_noise};
use crate::block::Block;
use crate::charset::Hints;
use crate::extractor::Extractor;
use crate::form::{Form, essence, form};
use crate::html::scorer::Model;
use crate::structure::{self, Structure, structure};
use crate::tidy::{footer, lost, ruby_annotations, teaser};
use crate::{PageError, charset, header, html, plain};

/// The text of a document and what the document declares about itself.
#[derive(Debug)]
pub struct Page {
    /// The media type of the document.
    pub media_type: &'static str,
    /// WHATWG name of the charset, in lower case.
    pub charset: String,
    /// How the main content was found.
    pub extractor: Extractor,
    /// The declared title, or the headline above the text.
    pub title: Option<Stated>,
    /// The main content. Paragraphs are separated by blank lines. Unicode normalization form C.
    pub text: String,
    /// The blocks of the text, in order, with byte offsets.
    pub blocks: Vec<TextBlock>,
    /// Links in the text, in order, with byte offsets. Their addresses are absolute.
    pub links: Vec<TextLink>,
    /// Lines of the footer about rights, source or registration.
    pub boilerplate: Vec<String>,
    /// Number of pieces removed from the text, by kind.
    pub removed: BTreeMap<String, u64>,
    /// Pieces of a page between its paragraphs that don't belong to the text.
    pub left_out: Vec<LeftOut>,
    /// What the document declares about itself.
    pub declared: Declared,
    /// Pieces of a page that may hold its title, authors and date.
    pub cues: Cues,
    /// What was lost or is doubtful, one sentence each.
    pub warnings: Vec<String>,
}

/// Reads `content` and finds its text, in time linear in its size. Deterministic.
pub fn read(content: &[u8], hints: &Hints<'_>) -> Result<Page, PageError> {
    refuse_files(content)?;
    let decoded = charset::decode(content, hints);
    refuse_noise(&decoded.text)?;
    let form = form(&decoded.text, hints.content_type)?;
    let mut draft = match form {
        Form::Html => from_page(&xhtml(&decoded.text, hints), hints.url, Model::trained()),
        Form::Plain => from_plain(&decoded.text),
    };
    let losses = losses(&decoded, &draft);
    draft.warnings.extend(losses);
    let base = structure::base(hints.url, draft.base.as_deref());
    let Structure { text, blocks, links, warnings } = structure(draft.blocks, base.as_ref());
    draft.warnings.extend(warnings);
    Ok(Page {
        media_type: form.media_type(),
        charset: decoded.charset,
        extractor: draft.extractor,
        title: draft.title,
        text,
        blocks,
        links,
        boilerplate: footer::keep(draft.boilerplate),
        removed: draft.removed,
        left_out: draft.left_out,
        declared: draft.declared,
        cues: draft.cues,
        warnings: draft.warnings,
    })
}

/// Adds the XHTML declaration to a page whose content type is XHTML, in which any element may close
/// itself.
fn xhtml<'a>(text: &'a str, hints: &Hints<'_>) -> Cow<'a, str> {
    let essence = hints.content_type.map(essence);
    match essence.as_deref() == Some("application/xhtml+xml")
        && !text.trim_start().starts_with("<?xml")
    {
        true => Cow::Owned(format!("<?xml version=\"1.0\"?>{text}")),
        false => Cow::Borrowed(text),
    }
}

/// A document while its text is being cleaned.
#[derive(Debug)]
struct Draft {
    extractor: Extractor,
    title: Option<Stated>,
    blocks: Vec<Block>,
    /// The address that links are relative to, as a page gives it.
    base: Option<String>,
    boilerplate: Vec<String>,
    removed: BTreeMap<String, u64>,
    left_out: Vec<LeftOut>,
    declared: Declared,
    cues: Cues,
    warnings: Vec<String>,
}

fn from_plain(text: &str) -> Draft {
    let mut draft = Draft::by(Extractor::PlainText);
    draft.blocks = plain::bounded(&clean(text)).into_iter().map(Block::paragraph).collect();
    draft.blocks.iter_mut().for_each(Block::normalize);
    draft.remove("pinyin_annotations", |blocks| ruby_annotations::remove(blocks));
    draft.title = header::headline(&mut draft.blocks);
    draft.take_header();
    draft.remove("teaser", teaser::remove);
    draft.boilerplate.extend(footer::split_off(&mut draft.blocks));
    draft
}

fn from_page(text: &str, url: Option<&str>, model: &Model) -> Draft {
    let page = html::read(text, url, model);
    let mut draft = Draft {
        title: page.title,
        blocks: page.main,
        base: page.base,
        left_out: page.left_out,
        declared: page.declared,
        cues: page.cues,
        warnings: page.warnings,
        ..Draft::by(page.extractor)
    };
    draft.remove("pinyin_annotations", |blocks| ruby_annotations::remove(blocks));
    draft.take_header();
    draft.remove("teaser", teaser::remove);
    draft.boilerplate.extend(footer::split_off(&mut draft.blocks));
    // The footer of the page doesn't belong to the main content, but it states the rights.
    let last = page.all.len().saturating_sub(40);
    draft.boilerplate.extend(footer::among(page.all[last..].iter().map(|block| &*block.text)));
    draft.boilerplate.retain(|line| draft.blocks.iter().all(|block| block.text != *line));
    draft
}

/// The text of a page that came from `url`. `model` is that of the block scorer.
#[cfg(feature = "training")]
pub(crate) fn page_text(html: &str, url: Option<&str>, model: &Model) -> String {
    structure(from_page(html, url, model).blocks, None).text
}

impl Draft {
    /// An empty draft.
    fn by(extractor: Extractor) -> Self {
        Self {
            extractor,
            title: None,
            blocks: Vec::new(),
            base: None,
            boilerplate: Vec::new(),
            removed: BTreeMap::new(),
            left_out: Vec::new(),
            declared: Declared::default(),
            cues: Cues::default(),
            warnings: Vec::new(),
        }
    }

    fn remove(&mut self, kind: &str, step: impl Fn(&mut Vec<Block>) -> u64) {
        let removed = step(&mut self.blocks);
        if removed > 0 {
            self.removed.insert(kind.to_owned(), removed);
        }
    }

    /// Removes the header lines above the text. The page's own declarations take precedence over them.
    fn take_header(&mut self) {
        let header = header::lines(&mut self.blocks);
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

/// Warnings about characters lost between the bytes and the text.
fn losses(decoded: &charset::Decoded, draft: &Draft) -> Vec<String> {
    let mut warnings = Vec::new();
    if decoded.replaced > 0 {
        let (lost, charset) = (decoded.replaced, &decoded.charset);
        warnings
            .push(format!("{lost} character(s) could not be read as {charset} and were replaced"));
    }
    if let Some(alternative) = &decoded.alternative {
        let charset = &decoded.charset;
        warnings.push(format!(
            "the declared charset {charset} is doubtful: the text may be in {alternative}"
        ));
    }
    let blocks = draft.blocks.iter().map(|block| &*block.text);
    let lines = blocks.chain(draft.boilerplate.iter().map(String::as_str));
    let before = lost::count(lines).saturating_sub(decoded.replaced);
    if before > 0 {
        warnings.push(format!(
            "{before} character(s) seem to have been replaced by question marks before the document was sent"
        ));
    }
    let controls = count_noise(&decoded.text);
    if controls > 0 {
        warnings.push(format!("{controls} control character(s) were removed"));
    }
    warnings
}
