//! What the weights of the block scorer are fitted on, for `tools/extraction-weights`.

use crate::html::candidates::scored;
use crate::{charset, html, read};

pub use crate::html::candidates::scored::Weights;

/// A page and its blocks.
#[derive(Debug)]
pub struct Page {
    html: String,
    blocks: Vec<Block>,
}

/// A block: its text, and the numbers that it is weighed by.
#[derive(Debug)]
pub struct Block {
    /// On one line.
    pub text: String,
    /// In the order of [`names`].
    pub numbers: Vec<f32>,
}

impl Page {
    /// Reads a page that came from `url`.
    pub fn read(content: &[u8], url: Option<&str>) -> Self {
        let html = charset::decode(content, &charset::Hints { content_type: None, url }).text;
        let numbered = html::numbered(&html).into_iter();
        let block = |(block, numbers): (crate::block::Block, scored::Features)| Block {
            text: block.text,
            numbers: numbers.to_vec(),
        };
        Self { blocks: numbered.map(block).collect(), html }
    }

    /// All that it shows.
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// The text that the whole of ingestion gives it by these weights.
    pub fn text(&self, weights: &Weights) -> String {
        read::page_text(&self.html, weights)
    }
}

/// What each number of a block is called.
pub fn names() -> [&'static str; scored::COUNT] {
    scored::names()
}
