//! Training data for the block scorer, for `tools/extraction-weights`.

mod rewrites;

use crate::block::Block;
use crate::html::Walked;
use crate::html::scorer::{self, COUNT, Facts, Read};
use crate::html::tree::Tree;
use crate::{charset, read};

pub use crate::html::scorer::{Model, ModelError};

/// Number of features of a block, apart from those of learned tokens.
pub const FEATURES: usize = COUNT;

/// A page split into blocks.
pub struct Sample {
    blocks: Vec<Block>,
    tree: Tree,
    facts: Facts,
}

/// A page in numbers.
#[derive(Debug, Default)]
pub struct Rows {
    /// For each block with words, its position among the blocks of the sample.
    pub positions: Vec<usize>,
    /// [`FEATURES`] numbers for each of these blocks.
    pub features: Vec<[f32; FEATURES]>,
    /// The number of words of each.
    pub words: Vec<f32>,
    /// The element of each.
    pub elements: Vec<u32>,
    /// The last heading before each.
    pub headings: Vec<Option<u32>>,
    /// The tokens of each.
    pub texts: Vec<Vec<u32>>,
    /// For each element of the page, its parent, its look and its tokens.
    pub tree: Vec<(u32, u32, Vec<u32>)>,
    /// Tokens of the page.
    pub page: Vec<u32>,
}

impl Sample {
    /// Reads a page that came from `url`.
    pub fn read(content: &[u8], url: Option<&str>) -> Self {
        let html = charset::decode(content, &charset::Hints { content_type: None, url }).text;
        let (blocks, tree, facts) = Walked::of(&html).into_parts(url);
        Self { blocks, tree, facts }
    }

    /// The texts of all blocks of the page.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.blocks.iter().map(|block| block.text.as_str())
    }

    /// The page in numbers.
    pub fn rows(&self) -> Rows {
        let read = Read::of(&self.blocks, &self.tree, &self.facts);
        let count = read.blocks.len();
        let texts = (0..count).map(|at| {
            let mut tokens = Vec::new();
            scorer::text_tokens(read.words(at), |token| tokens.push(token));
            tokens
        });
        let tree = self
            .tree
            .elements
            .iter()
            .map(|element| (element.parent, element.look, self.tree.tokens(element).to_vec()));
        Rows {
            positions: read.positions.clone(),
            words: (0..count).map(|at| read.length(at)).collect(),
            elements: read.blocks.iter().map(|block| block.element).collect(),
            texts: texts.collect(),
            tree: tree.collect(),
            page: self.facts.tokens.clone(),
            features: read.rows.iter().filter_map(|row| row.first_chunk().copied()).collect(),
            headings: read.headings,
        }
    }

    /// The probabilities of the blocks with words according to `model`.
    pub fn scores(&self, model: &Model) -> Vec<f32> {
        let mut read = Read::of(&self.blocks, &self.tree, &self.facts);
        scorer::scores(&mut read, &self.facts, model).blocks
    }
}

/// The text that a page from `url` has with this model.
pub fn text(content: &[u8], url: Option<&str>, model: &Model) -> String {
    let html = charset::decode(content, &charset::Hints { content_type: None, url }).text;
    read::page_text(&html, url, model)
}
