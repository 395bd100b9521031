use std::sync::LazyLock;

use super::forest::Forest;
use super::numbers::{ModelError, Numbers, Table};
use super::row::KINDS;

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

/// The trained model, written by `make extraction-weights`.
const TRAINED: &[u8] = include_bytes!("../../../data/blocks.model");

/// The first bytes of a model file; the last one is its version.
const MAGIC: [u8; 4] = *b"CBM1";

impl Model {
    /// The trained model.
    pub fn trained() -> &'static Self {
        static MODEL: LazyLock<Model> =
            LazyLock::new(|| Model::read(TRAINED).expect("a test reads the committed file"));
        &MODEL
    }

    /// Reads a model file. Its numbers are little-endian and four bytes long.
    pub fn read(bytes: &[u8]) -> Result<Self, ModelError> {
        let mut rest = bytes.strip_prefix(&MAGIC).ok_or(ModelError::Magic).map(Numbers::new)?;
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
