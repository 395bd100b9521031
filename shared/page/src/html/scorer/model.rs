use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::LazyLock;

use super::forest::Forest;
use super::learned::KINDS;

/// A trained model. `README.md` beside the data file describes where it comes from.
#[derive(Debug, Default)]
pub struct Model {
    /// Weights of words of class names: of the element, of the two around it, and of those further out.
    pub(super) classes: Table<[f32; 3]>,
    pub(super) class_bias: f32,
    pub(super) texts: Table<f32>,
    pub(super) text_bias: f32,
    pub(super) kinds: Table<[f32; KINDS]>,
    pub(super) kind_bias: [f32; KINDS],
    pub(super) first: Forest,
    pub(super) second: Forest,
    /// Probability from which on a block belongs to the text: of an article, and of other pages.
    pub(super) least: [f32; 2],
}

pub(super) type Table<T> = HashMap<u32, T, BuildHasherDefault<Spread>>;

/// The trained model, written by `make extraction-weights`.
const TRAINED: &[u8] = include_bytes!("../../../data/blocks.model");

/// The first bytes of a model file; the last one is its version.
const MAGIC: [u8; 4] = *b"CBM1";

/// Why a model file can't be read.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// It isn't one, or is one of another version.
    #[error("not a model file of version 1")]
    Magic,
    /// Its end is missing.
    #[error("the model file is cut off")]
    CutOff,
    /// A tree is broken.
    #[error("tree {0} of the model file points outside itself")]
    Tree(usize),
}

impl Model {
    /// The trained model.
    pub fn trained() -> &'static Self {
        static MODEL: LazyLock<Model> =
            LazyLock::new(|| Model::read(TRAINED).expect("a test reads the committed file"));
        &MODEL
    }

    /// Reads a model file. Its numbers are little-endian and four bytes long.
    pub fn read(bytes: &[u8]) -> Result<Self, ModelError> {
        let mut rest = bytes.strip_prefix(&MAGIC).ok_or(ModelError::Magic).map(Numbers)?;
        let class_bias = rest.float()?;
        let classes = rest.table()?;
        let text_bias = rest.float()?;
        let texts = rest.table()?.into_iter().map(|(token, [weight])| (token, weight)).collect();
        let kind_bias = rest.floats()?;
        let kinds = rest.table()?;
        let least = rest.floats()?;
        let first = Forest::read(&mut rest)?;
        let second = Forest::read(&mut rest)?;
        Ok(Self { classes, class_bias, texts, text_bias, kinds, kind_bias, first, second, least })
    }
}

/// The numbers of a model file that are still to be read.
pub(super) struct Numbers<'a>(&'a [u8]);

impl Numbers<'_> {
    pub(super) fn integer(&mut self) -> Result<u32, ModelError> {
        let (number, rest) = self.0.split_first_chunk().ok_or(ModelError::CutOff)?;
        self.0 = rest;
        Ok(u32::from_le_bytes(*number))
    }

    pub(super) fn float(&mut self) -> Result<f32, ModelError> {
        self.integer().map(f32::from_bits)
    }

    fn floats<const N: usize>(&mut self) -> Result<[f32; N], ModelError> {
        let mut floats = [0.0; N];
        for float in &mut floats {
            *float = self.float()?;
        }
        Ok(floats)
    }

    /// The number of entries, then a token and its weights for each.
    fn table<const N: usize>(&mut self) -> Result<Table<[f32; N]>, ModelError> {
        let count = self.integer()?;
        (0..count).map(|_| Ok((self.integer()?, self.floats()?))).collect()
    }
}

/// Spreads tokens, which are hashes already, over a table.
#[derive(Debug, Default)]
pub(super) struct Spread(u64);

impl Hasher for Spread {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.write_u32(u32::from(*byte)));
    }

    fn write_u32(&mut self, number: u32) {
        self.0 = (self.0 ^ u64::from(number)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_model_is_read() {
        let model = Model::read(TRAINED).unwrap();
        assert!(!model.classes.is_empty() && !model.texts.is_empty() && !model.kinds.is_empty());
    }

    #[test]
    fn broken_files_are_refused() {
        assert!(matches!(Model::read(b""), Err(ModelError::Magic)));
        assert!(matches!(Model::read(&TRAINED[..TRAINED.len() - 1]), Err(ModelError::CutOff)));
        assert!(matches!(Model::read(b"CBM1\0\0\0\0\xff\xff\xff\xff"), Err(ModelError::CutOff)));
    }
}
