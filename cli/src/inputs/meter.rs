use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::Input;

/// How many bytes of a compressed file have been read.
#[derive(Debug, Clone, Default)]
pub(super) struct Meter(Arc<AtomicU64>);

impl Meter {
    /// Wraps `reader` and counts its bytes.
    pub(super) fn over<R>(&self, reader: R) -> Counting<R> {
        Counting { reader, meter: self.clone() }
    }
}

pub(super) struct Counting<R> {
    reader: R,
    meter: Meter,
}

impl<R: Read> Read for Counting<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        self.meter.0.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

/// Documents of a compressed file, each with the number of compressed bytes that were read for it.
pub(super) struct Metered<I> {
    items: I,
    meter: Meter,
    before: u64,
}

impl<I> Metered<I> {
    pub(super) fn new(items: I, meter: Meter) -> Self {
        Self { items, meter, before: 0 }
    }
}

impl<I: Iterator<Item = Input>> Iterator for Metered<I> {
    type Item = Input;

    fn next(&mut self) -> Option<Input> {
        let input = self.items.next()?;
        let read = self.meter.0.load(Ordering::Relaxed);
        let consumed = read.saturating_sub(self.before);
        self.before = read;
        Some(Input { consumed, ..input })
    }
}
