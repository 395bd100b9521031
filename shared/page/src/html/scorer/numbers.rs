use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// The numbers of a model file that are still to be read.
pub(super) struct Numbers<'a>(&'a [u8]);

impl<'a> Numbers<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    pub(super) fn integer(&mut self) -> Result<u32, ModelError> {
        let (number, rest) = self.0.split_first_chunk().ok_or(ModelError::CutOff)?;
        self.0 = rest;
        Ok(u32::from_le_bytes(*number))
    }

    pub(super) fn float(&mut self) -> Result<f32, ModelError> {
        self.integer().map(f32::from_bits)
    }

    pub(super) fn floats<const N: usize>(&mut self) -> Result<[f32; N], ModelError> {
        let mut floats = [0.0; N];
        for float in &mut floats {
            *float = self.float()?;
        }
        Ok(floats)
    }

    /// The number of entries, then a token and its weights for each.
    pub(super) fn table<const N: usize>(&mut self) -> Result<Table<[f32; N]>, ModelError> {
        let count = self.integer()?;
        (0..count).map(|_| Ok((self.integer()?, self.floats()?))).collect()
    }
}

/// Values by token.
pub(super) type Table<T> = HashMap<u32, T, BuildHasherDefault<Spread>>;

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
