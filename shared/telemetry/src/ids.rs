use std::fmt;

use serde::ser::{Error, Serialize, Serializer};

/// Which span, of which trace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ids {
    /// The trace's id.
    pub trace: Hex<16>,
    /// The span's.
    pub span: Hex<8>,
}

/// An id, as it is written: lower-case hex digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hex<const N: usize>(pub [u8; N]);

impl Hex<8> {
    /// A new span's: any but zero, which means none.
    pub fn random() -> Self {
        Self(fastrand::u64(1..).to_be_bytes())
    }
}

impl<const N: usize> Hex<N> {
    /// Writes its digits, two for each byte, from the start of `digits` on.
    pub fn write(self, digits: &mut [u8]) {
        for (byte, pair) in self.0.into_iter().zip(digits.chunks_exact_mut(2)) {
            pair[0] = DIGITS[usize::from(byte >> 4)];
            pair[1] = DIGITS[usize::from(byte & 15)];
        }
    }

    /// The standard's invalid one.
    pub fn is_zero(self) -> bool {
        self.0 == [0; N]
    }
}

const DIGITS: &[u8; 16] = b"0123456789abcdef";
/// Digits of the longest id.
const MOST: usize = 32;

impl<const N: usize> fmt::Display for Hex<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut digits = [0; MOST];
        self.write(&mut digits);
        f.write_str(str::from_utf8(&digits[..2 * N]).map_err(|_| fmt::Error)?)
    }
}

impl<const N: usize> Serialize for Hex<N> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut digits = [0; MOST];
        self.write(&mut digits);
        serializer.serialize_str(str::from_utf8(&digits[..2 * N]).map_err(S::Error::custom)?)
    }
}
