//! Training data for the block scorer, for `tools/extraction-weights`.

use crate::html::candidates::scored;
use crate::{charset, html, read};

pub use crate::html::candidates::scored::Weights;

/// A page split into blocks.
#[derive(Debug)]
pub struct Sample {
    html: String,
    blocks: Vec<Scored>,
}

/// A block and its features.
#[derive(Debug)]
pub struct Scored {
    /// The text of the block.
    pub text: String,
    /// In the order of [`names`].
    pub features: Vec<f32>,
}

impl Sample {
    /// Reads a page that came from `url`.
    pub fn read(content: &[u8], url: Option<&str>) -> Self {
        let html = charset::decode(content, &charset::Hints { content_type: None, url }).text;
        let blocks = html::with_features(&html)
            .into_iter()
            .map(|(block, features)| Scored { text: block.text, features: features.to_vec() });
        Self { blocks: blocks.collect(), html }
    }

    /// All blocks of the page.
    pub fn blocks(&self) -> &[Scored] {
        &self.blocks
    }

    /// The text that the page has with these weights.
    pub fn text(&self, weights: &Weights) -> String {
        read::page_text(&self.html, weights)
    }
}

/// Names of the features.
pub fn names() -> impl Iterator<Item = &'static str> {
    scored::names()
}
