use std::collections::VecDeque;
use std::fmt;
use std::io::{self, BufRead, BufReader, Read};

use crate::head::Head;
use crate::{Packing, Skip, Unpacked, WarcError, http};

/// The records of a WARC file, in order. Broken records are reported and skipped.
pub struct Archive<R: BufRead> {
    reader: BufReader<Unpacked<R>>,
    packing: Packing,
    /// Bytes that were read to look ahead: the beginning of a line.
    ahead: VecDeque<u8>,
    limit: u64,
    ended: bool,
}

/// One record.
#[derive(Debug)]
pub struct Entry {
    /// Where it begins.
    pub at: Offset,
    /// Its content, or why it can't be read.
    pub content: Result<Content, WarcError>,
}

/// The content of a valid record.
#[derive(Debug)]
pub enum Content {
    /// A page or its text.
    Page(Page),
    /// Anything else.
    Skipped(Skip),
}

/// A page as it was fetched, without transfer and content encodings.
#[derive(Debug, PartialEq, Eq)]
pub struct Page {
    /// `WARC-Target-URI`.
    pub url: Option<String>,
    /// `WARC-Date`: when it was fetched.
    pub date: Option<String>,
    /// The media type with its charset.
    pub content_type: Option<String>,
    /// The body.
    pub body: Vec<u8>,
}

/// Where a record begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offset {
    /// Of the member, or of the record in a file without compression.
    pub file: u64,
    /// Of the record within its member.
    pub member: u64,
}

impl fmt::Display for Offset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.member {
            0 => write!(f, "{}", self.file),
            within => write!(f, "{}+{within}", self.file),
        }
    }
}

const BUFFER: usize = 64 << 10;
/// Of a record, and of the HTTP message in it.
const LONGEST_HEAD: usize = 64 << 10;

impl<R: BufRead> Archive<R> {
    /// The records of `reader`. A page of more than `limit` bytes is refused without being kept.
    pub fn new(reader: R, packing: Packing, limit: u64) -> Self {
        let reader = BufReader::with_capacity(BUFFER, Unpacked::new(reader, packing));
        Self { reader, packing, ahead: VecDeque::new(), limit, ended: false }
    }

    /// Where the next unread byte is.
    fn offset(&mut self) -> io::Result<Offset> {
        // A read gives bytes of one member only, so that the buffer's belong to the present one.
        let left = (self.reader.fill_buf()?.len() + self.ahead.len()) as u64;
        let (file, given) = self.reader.get_ref().member();
        let member = given.saturating_sub(left);
        Ok(match self.packing {
            Packing::None => Offset { file: member, member: 0 },
            Packing::Gzip | Packing::Zstd => Offset { file, member },
        })
    }

    fn entry(&mut self) -> Result<Option<Entry>, (Offset, WarcError)> {
        let at = self.skip_blank_lines().and_then(|()| self.offset()).map_err(|error| {
            let (file, _) = self.reader.get_ref().member();
            (Offset { file, member: 0 }, WarcError::of(error))
        })?;
        match self.record() {
            Ok(None) => Ok(None),
            Ok(Some(content)) => match self.has_end() {
                Ok(()) => Ok(Some(Entry { at, content: Ok(content) })),
                Err(error) => Err((at, error)),
            },
            // The record was read completely.
            Err(error @ (WarcError::TooLarge { .. } | WarcError::Encoding(_))) => {
                Ok(Some(Entry { at, content: Err(error) }))
            }
            Err(error) => Err((at, error)),
        }
    }

    /// The next record; `None` at the end of the file.
    fn record(&mut self) -> Result<Option<Content>, WarcError> {
        let Some(head) = self.head()? else { return Ok(None) };
        let length = head.content_length()?;
        let skip = |this: &mut Self, skip| {
            this.pass(length)?;
            Ok(Some(Content::Skipped(skip)))
        };
        match head.get("WARC-Type").unwrap_or_default() {
            _ if head.get("WARC-Segment-Number").is_some() => skip(self, Skip::Segment),
            kind if kind.eq_ignore_ascii_case("response") => self.response(&head, length).map(Some),
            kind if kind.eq_ignore_ascii_case("conversion") => {
                let media = head.get("Content-Type").unwrap_or_default();
                if !http::is_plain_text(media) {
                    return skip(self, Skip::of_media(media));
                }
                self.text(&head, length).map(Some)
            }
            kind => skip(self, Skip::of_type(kind)),
        }
    }

    fn response(&mut self, head: &Head, length: u64) -> Result<Content, WarcError> {
        let mut message = Vec::new();
        let mut left = length;
        let answer = loop {
            if let Some(answer) = http::Answer::parse(&message)? {
                break answer;
            }
            if message.len() > LONGEST_HEAD {
                return Err(WarcError::Head("HTTP head"));
            }
            if left == 0 {
                // A body without headers, or nothing, as for DNS and other schemes.
                return Ok(Content::Skipped(Skip::Empty));
            }
            let part = left.min(4096);
            self.fill(part, &mut message)?;
            left -= part;
        };
        if let Some(skip) = answer.skip(length) {
            self.pass(left)?;
            return Ok(Content::Skipped(skip));
        }
        // Chunks and encodings that don't compress make a body slightly larger.
        let most = self.limit.saturating_add(self.limit / 8).saturating_add(LONGEST_HEAD as u64);
        if length > most {
            self.pass(left)?;
            return Err(WarcError::TooLarge { limit: self.limit });
        }
        self.fill(left, &mut message)?;
        let body = answer.body(message, self.limit)?;
        if http::is_envelope(&body) {
            return Ok(Content::Skipped(Skip::of_media("application")));
        }
        Ok(page(head, answer.content_type, body))
    }

    fn text(&mut self, head: &Head, length: u64) -> Result<Content, WarcError> {
        if length > self.limit {
            self.pass(length)?;
            return Err(WarcError::TooLarge { limit: self.limit });
        }
        let mut body = Vec::new();
        self.fill(length, &mut body)?;
        Ok(page(head, Some("text/plain; charset=utf-8".to_owned()), body))
    }

    /// The record's head; `None` at the end of the file.
    fn head(&mut self) -> Result<Option<Head>, WarcError> {
        let mut bytes = Vec::new();
        loop {
            let before = bytes.len();
            let most = (LONGEST_HEAD - before) as u64;
            let read = self.take(most, |reader| reader.read_until(b'\n', &mut bytes));
            if read.map_err(WarcError::of)? == 0 {
                return match before {
                    0 => Ok(None),
                    LONGEST_HEAD => Err(WarcError::Head("head")),
                    _ => Err(WarcError::Cut),
                };
            }
            if before == 0 && !bytes.starts_with(Packing::None.magic()) {
                return Err(WarcError::NoRecord);
            }
            if matches!(&bytes[before..], b"\n" | b"\r\n") {
                return Head::parse(&bytes).map(Some);
            }
        }
    }

    /// Appends `length` bytes to `bytes`.
    fn fill(&mut self, length: u64, bytes: &mut Vec<u8>) -> Result<(), WarcError> {
        let read = self.take(length, |reader| reader.read_to_end(bytes));
        match read.map_err(WarcError::of)? as u64 == length {
            true => Ok(()),
            false => Err(WarcError::Cut),
        }
    }

    /// Skips `length` bytes.
    fn pass(&mut self, length: u64) -> Result<(), WarcError> {
        let read = self.take(length, |reader| {
            let mut passed = 0;
            loop {
                let part = reader.fill_buf()?.len();
                if part == 0 {
                    return Ok(passed);
                }
                reader.consume(part);
                passed += part;
            }
        });
        match read.map_err(WarcError::of)? as u64 == length {
            true => Ok(()),
            false => Err(WarcError::Cut),
        }
    }

    /// Reads at most `length` bytes, first of those that were looked at.
    fn take(
        &mut self,
        length: u64,
        read: impl FnOnce(&mut dyn BufRead) -> io::Result<usize>,
    ) -> io::Result<usize> {
        read(&mut (&mut self.ahead).chain(&mut self.reader).take(length))
    }

    /// Checks that exactly two line breaks follow the record, so its length is right.
    fn has_end(&mut self) -> Result<(), WarcError> {
        match self.peek().map_err(WarcError::of)? {
            Some(b'\r' | b'\n' | b'W') | None => Ok(()),
            Some(_) => Err(WarcError::Length),
        }
    }

    fn skip_blank_lines(&mut self) -> io::Result<()> {
        while let Some(b'\r' | b'\n') = self.peek()? {
            self.take(1, |reader| reader.read(&mut [0]))?;
        }
        Ok(())
    }

    fn peek(&mut self) -> io::Result<Option<u8>> {
        match self.ahead.front() {
            Some(byte) => Ok(Some(*byte)),
            None => Ok(self.reader.fill_buf()?.first().copied()),
        }
    }

    /// Skips to where the next record may begin; `false` at the end.
    fn resynchronise(&mut self, after: &WarcError) -> io::Result<bool> {
        if after.is_of_member() {
            self.ahead.clear();
            let unread = self.reader.buffer().len();
            self.reader.consume(unread);
            return self.reader.get_mut().resynchronise();
        }
        self.next_line_of_a_record().or_else(|error| {
            let error = WarcError::of(error);
            if error.is_of_member() { self.resynchronise(&error) } else { Err(error.into()) }
        })
    }

    /// Skips lines until one begins like a record; `false` at the end.
    fn next_line_of_a_record(&mut self) -> io::Result<bool> {
        let magic = Packing::None.magic();
        loop {
            let missing = magic.len().saturating_sub(self.ahead.len()) as u64;
            let mut more = Vec::new();
            self.reader.by_ref().take(missing).read_to_end(&mut more)?;
            self.ahead.extend(more);
            if self.ahead == magic {
                return Ok(true);
            }
            if let Some(end) = self.ahead.iter().position(|byte| *byte == b'\n') {
                self.ahead.drain(..=end);
                continue;
            }
            self.ahead.clear();
            if self.reader.skip_until(b'\n')? == 0 {
                return Ok(false);
            }
        }
    }
}

fn page(head: &Head, content_type: Option<String>, body: Vec<u8>) -> Content {
    if body.is_empty() {
        return Content::Skipped(Skip::Empty);
    }
    let url = head.get("WARC-Target-URI");
    // WARC 1.0 writes it in angle brackets.
    let url = url.map(|url| url.trim_start_matches('<').trim_end_matches('>').to_owned());
    let date = head.get("WARC-Date").map(str::to_owned);
    Content::Page(Page { url, date, content_type, body })
}

impl<R: BufRead> Iterator for Archive<R> {
    type Item = Entry;

    fn next(&mut self) -> Option<Entry> {
        if self.ended {
            return None;
        }
        match self.entry() {
            Ok(Some(entry)) => Some(entry),
            Ok(None) => {
                self.ended = true;
                None
            }
            Err((at, error)) => {
                let unreadable = matches!(error, WarcError::Unreadable(_));
                self.ended = unreadable || !self.resynchronise(&error).unwrap_or(false);
                Some(Entry { at, content: Err(error) })
            }
        }
    }
}
