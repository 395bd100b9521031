use std::io::{self, BufRead, Read};

use flate2::bufread::GzDecoder;
use zstd::stream::read::Decoder as ZstdDecoder;

use crate::{Packing, WarcError};

/// The bytes of a compressed file, member by member. Decompression bombs are rejected.
pub struct Unpacked<R: BufRead> {
    state: State<R>,
    packing: Packing,
    /// Where the current member begins in the file.
    start: u64,
    /// How many bytes the current member has yielded.
    given: u64,
    /// The dictionary of a Zstandard archive, if it begins with one.
    dictionary: Vec<u8>,
}

/// Maximum compression ratio of a member, once it has yielded [`FREE`] bytes. HTML reaches 20, and
/// DEFLATE at most 1,032.
pub(crate) const RATIO: u64 = 200;
const FREE: u64 = 64 << 20;
/// Memory for the window of a Zstandard frame, as a power of two: 64 MB. `zstd -19` takes 8 MB.
const WINDOW_LOG: u32 = 26;
/// Largest dictionary of a Zstandard archive.
const DICTIONARY: u64 = 8 << 20;
/// A skippable frame that holds a dictionary (IIPC, "Use of Zstandard in WARC files", section 2).
const DICTIONARY_FRAME: [u8; 4] = 0x184D_2A5D_u32.to_le_bytes();

enum State<R: BufRead> {
    Between(Counted<R>),
    Gzip(Box<GzDecoder<Counted<R>>>),
    Zstd(Box<ZstdDecoder<'static, Counted<R>>>),
    /// Only while the state changes.
    Moving,
}

impl<R: BufRead> Unpacked<R> {
    /// The bytes of `reader`.
    pub fn new(reader: R, packing: Packing) -> Self {
        let state = State::Between(Counted { reader, position: 0 });
        Self { state, packing, start: 0, given: 0, dictionary: Vec::new() }
    }

    /// Where the member with the last bytes begins in the file, and how many bytes it has yielded.
    pub(crate) fn member(&self) -> (u64, u64) {
        (self.start, self.given)
    }

    /// Leaves the current member and skips to the next place where one may begin; `false` at the end.
    pub(crate) fn resynchronise(&mut self) -> io::Result<bool> {
        let mut file = self.take();
        // Always advances, so that each call consumes part of the file.
        if file.position == self.start && !file.fill_buf().unwrap_or_default().is_empty() {
            file.consume(1);
        }
        let found = file.find(self.packing.magic());
        self.state = State::Between(file);
        found
    }

    /// The file, whatever the state is.
    fn take(&mut self) -> Counted<R> {
        match std::mem::replace(&mut self.state, State::Moving) {
            State::Between(file) => file,
            State::Gzip(decoder) => decoder.into_inner(),
            State::Zstd(decoder) => decoder.finish(),
            State::Moving => unreachable!("each change of state ends with another one"),
        }
    }

    /// Begins the next member; `false` at the end of the file.
    fn begin(&mut self) -> io::Result<bool> {
        let mut file = self.take();
        let begun = self.state_of_next(&mut file);
        let (begun, start) = (begun, file.position);
        self.state = match begun {
            Ok(Next::Gzip) => State::Gzip(Box::new(GzDecoder::new(file))),
            Ok(Next::Zstd) => State::Zstd(self.frame(file)?),
            Ok(Next::Plain | Next::End) => State::Between(file),
            Err(error) => {
                self.state = State::Between(file);
                return Err(error);
            }
        };
        (self.start, self.given) = (start, 0);
        Ok(!matches!(begun, Ok(Next::End)))
    }

    fn state_of_next(&mut self, file: &mut Counted<R>) -> io::Result<Next> {
        if file.fill_buf()?.is_empty() {
            return Ok(Next::End);
        }
        Ok(match self.packing {
            Packing::None => Next::Plain,
            Packing::Gzip => Next::Gzip,
            Packing::Zstd => {
                if file.position == 0 && file.fill_buf()?.starts_with(&DICTIONARY_FRAME) {
                    self.dictionary = dictionary(file)?;
                }
                Next::Zstd
            }
        })
    }

    fn frame(&self, file: Counted<R>) -> io::Result<Box<ZstdDecoder<'static, Counted<R>>>> {
        let mut decoder = ZstdDecoder::with_dictionary(file, &self.dictionary)?.single_frame();
        decoder.window_log_max(WINDOW_LOG)?;
        Ok(Box::new(decoder))
    }

    fn position(&self) -> u64 {
        match &self.state {
            State::Between(file) => file.position,
            State::Gzip(decoder) => decoder.get_ref().position,
            State::Zstd(decoder) => decoder.get_ref().position,
            State::Moving => self.start,
        }
    }
}

enum Next {
    Plain,
    Gzip,
    Zstd,
    End,
}

impl<R: BufRead> Read for Unpacked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        loop {
            let read = match &mut self.state {
                State::Gzip(decoder) => decoder.read(buffer).map_err(damaged)?,
                State::Zstd(decoder) => decoder.read(buffer).map_err(damaged)?,
                State::Between(file) if self.packing == Packing::None => {
                    let read = file.read(buffer)?;
                    self.given += read as u64;
                    return Ok(read);
                }
                State::Between(_) => match self.begin()? {
                    true => continue,
                    false => return Ok(0),
                },
                State::Moving => unreachable!("each change of state ends with another one"),
            };
            if read == 0 {
                let file = self.take();
                self.state = State::Between(file);
                continue;
            }
            self.given += read as u64;
            let taken = self.position() - self.start;
            if self.given > FREE && self.given / RATIO > taken {
                return Err(WarcError::Bomb.into());
            }
            return Ok(read);
        }
    }
}

/// An error of a decoder is either an I/O error of the file, or means that the data is damaged.
fn damaged(error: io::Error) -> io::Error {
    use io::ErrorKind::{InvalidData, InvalidInput, Other, UnexpectedEof};
    let kind = error.kind();
    if kind == UnexpectedEof {
        WarcError::Cut.into()
    } else if [InvalidData, InvalidInput, Other].contains(&kind) {
        WarcError::Damaged(error).into()
    } else {
        error
    }
}

/// Reads the frame with the dictionary. The dictionary may be compressed itself.
fn dictionary(file: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut head = [0; 8];
    file.read_exact(&mut head)?;
    let length = head[4..].iter().rev().fold(0, |sum, byte| sum << 8 | u64::from(*byte));
    if length > DICTIONARY {
        return Err(WarcError::TooLarge { limit: DICTIONARY }.into());
    }
    let mut dictionary = Vec::new();
    file.take(length).read_to_end(&mut dictionary)?;
    if !dictionary.starts_with(Packing::Zstd.magic()) {
        return Ok(dictionary);
    }
    let mut unpacked = Vec::new();
    let mut decoder = ZstdDecoder::with_buffer(&dictionary[..])?;
    decoder.window_log_max(WINDOW_LOG)?;
    decoder.take(DICTIONARY + 1).read_to_end(&mut unpacked).map_err(damaged)?;
    if unpacked.len() as u64 > DICTIONARY {
        return Err(WarcError::TooLarge { limit: DICTIONARY }.into());
    }
    Ok(unpacked)
}

/// A reader that knows its position.
struct Counted<R> {
    reader: R,
    position: u64,
}

impl<R: BufRead> Counted<R> {
    /// Skips to the next `magic`; `false` at the end. One that spans two buffers is missed, which
    /// loses one more record of a damaged file.
    fn find(&mut self, magic: &[u8]) -> io::Result<bool> {
        loop {
            let buffer = self.reader.fill_buf()?;
            if buffer.is_empty() {
                return Ok(false);
            }
            let found = memchr::memmem::find(buffer, magic);
            let passed = found.unwrap_or(buffer.len());
            self.consume(passed);
            if found.is_some() {
                return Ok(true);
            }
        }
    }
}

impl<R: BufRead> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        self.position += read as u64;
        Ok(read)
    }
}

impl<R: BufRead> BufRead for Counted<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.reader.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.position += amount as u64;
        self.reader.consume(amount);
    }
}
