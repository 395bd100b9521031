//! The documents that commands read: files, folders, JSON lines, web archives, standard input.

mod archive;
mod files;
mod kind;
mod limits;
mod lines;
mod mailbox;
mod meter;
mod place;
mod refusal;
mod skipped;

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use article::{Headers, RawMessage, Timestamp, header};
use bytes::Bytes;
use formats::{Mailbox, is_separator};
use warc::{Packing, Unpacked};

use files::Files;
use kind::Kind;
use limits::Limits;
use lines::Lines;
use meter::{Meter, Metered};
pub(crate) use place::Place;
pub(crate) use refusal::InputError;
pub(crate) use skipped::Skipped;

/// The documents that a command processes.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Inputs {
    /// Files, folders, or - for standard input.
    ///
    /// From a folder and its subfolders, .txt, .rst, .html, .htm, .pdf, .md, .markdown, .csv, .tsv, .eml,
    /// .mbox, .rtf, .docx, .odt, .epub, .pptx, .odp, .xlsx, .ods, .json, .jsonl, .ndjson, .warc and .wet files
    /// are read, also with .gz or .zst at the end. A .jsonl or .ndjson file holds one envelope per line,
    /// a .warc or .wet file one document per page, a .mbox file one per e-mail; any other file is one
    /// document
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Read every input as one JSON envelope per line, whatever its name
    #[arg(long)]
    jsonl: bool,
    /// Inputs that were skipped so far.
    #[arg(skip)]
    skipped: Skipped,
}

/// One document, or why there is none.
#[derive(Debug)]
pub(crate) struct Input {
    /// Where it was read from.
    pub(crate) place: Place,
    /// How many bytes of its source were read for it, including line breaks and refused bytes.
    pub(crate) consumed: u64,
    /// The document.
    pub(crate) content: Result<Document, InputError>,
}

/// A document's bytes as they were read.
#[derive(Debug)]
pub(crate) struct Document {
    body: Bytes,
    headers: Headers,
}

/// The documents of all inputs, one after another, each read on demand.
pub(crate) struct Documents {
    files: Files,
    skipped: Skipped,
    /// The items of the current file, if it holds several.
    items: Option<Box<dyn Iterator<Item = Input> + Send>>,
    jsonl: bool,
    /// Maximum size of a page or a text, and of another document.
    limits: Limits,
}

impl Inputs {
    /// One file or folder.
    pub(crate) fn of(path: &Path) -> Self {
        Self { paths: vec![path.to_owned()], jsonl: false, skipped: Skipped::default() }
    }

    /// The documents in order. A page or text of more than `limit` bytes is refused without being kept;
    /// other documents may have as many as the pipeline reads.
    pub(crate) fn documents(&self, limit: u64) -> Documents {
        self.documents_within(Limits::of(limit))
    }

    fn documents_within(&self, limits: Limits) -> Documents {
        let files = Files::new(self.paths.clone(), self.skipped.clone());
        let skipped = self.skipped.clone();
        Documents { files, skipped, items: None, jsonl: self.jsonl, limits }
    }

    /// Whether every input holds one item per line, whatever its name.
    pub(crate) fn holds_lines(&self) -> bool {
        self.jsonl
    }

    /// Files in folders, and records of archives, that were skipped because of their kind.
    pub(crate) fn skipped(&self) -> Skipped {
        self.skipped.clone()
    }

    /// The total size of all inputs, if it is known before they are read.
    pub(crate) fn total_bytes(&self) -> Option<u64> {
        let files = Files::new(self.paths.clone(), Skipped::default());
        let sizes = files.flatten().map(|path| {
            let file = std::fs::metadata(&path).ok().filter(|_| path != Path::new(STDIN))?;
            file.is_file().then_some(file.len())
        });
        sizes.sum()
    }
}

/// The document in the file at `path`.
pub(crate) fn file(path: &Path, limit: u64) -> Result<Document, InputError> {
    let file = BufReader::with_capacity(BUFFER, open(path)?);
    let (kind, packing) = Kind::packed(path);
    whole(file, Place::whole(path.into()), kind, packing, Limits::of(limit)).content
}

impl Document {
    /// A document with the media type of its file extension.
    fn of_kind(body: Vec<u8>, kind: Kind) -> Self {
        let headers = kind.content_type().map(|value| (header::CONTENT_TYPE, value));
        Self { body: body.into(), headers: Headers::from_iter(headers) }
    }

    /// Its size in bytes.
    pub(crate) fn size(&self) -> u64 {
        self.body.len() as u64
    }

    /// The message that this document would be on `articles.raw`.
    pub(crate) fn into_message(self, received_at: Timestamp) -> RawMessage {
        RawMessage::new(self.body, self.headers, received_at)
    }
}

impl Iterator for Documents {
    type Item = Input;

    fn next(&mut self) -> Option<Input> {
        loop {
            if let Some(item) = self.items.as_mut().and_then(Iterator::next) {
                return Some(item);
            }
            self.items = None;
            let path: Arc<Path> = match self.files.next()? {
                Ok(path) => path.into(),
                Err((path, error)) => return Some(refused(Place::whole(path.into()), error)),
            };
            let (kind, packing) = match self.jsonl {
                true => (Kind::Lines, Packing::of(&path).0),
                false => Kind::packed(&path),
            };
            let place = Place::whole(path.clone());
            let mut file = open(&path).map(|file| BufReader::with_capacity(BUFFER, file));
            let kind = match &mut file {
                Ok(file) if kind == Kind::Unknown => unnamed(file),
                Ok(_) | Err(_) => kind,
            };
            match (file, kind) {
                (Ok(file), Kind::Lines) => self.items = Some(self.lines(file, path, packing)),
                (Ok(file), Kind::Archive) => self.items = Some(self.pages(file, path, packing)),
                (Ok(file), Kind::Mailbox) => self.items = Some(self.emails(file, path, packing)),
                (Ok(file), kind) => {
                    return Some(whole(file, place, kind, packing, self.limits));
                }
                (Err(error), _) => return Some(refused(place, error)),
            }
        }
    }
}

/// Size of the buffer for reading files.
const BUFFER: usize = 1 << 16;

impl Documents {
    fn lines(&self, file: Buffered, path: Arc<Path>, packing: Packing) -> Items {
        if packing == Packing::None {
            return Box::new(Lines::new(Box::new(file), path, self.limits.pages));
        }
        let meter = Meter::default();
        let file = BufReader::with_capacity(BUFFER, meter.over(file));
        let reader = BufReader::with_capacity(BUFFER, Unpacked::new(file, packing));
        Box::new(Metered::new(Lines::new(Box::new(reader), path, self.limits.pages), meter))
    }

    fn pages(&self, file: Buffered, path: Arc<Path>, packing: Packing) -> Items {
        let meter = Meter::default();
        let file = BufReader::with_capacity(BUFFER, meter.over(file));
        let archive = warc::Archive::new(file, packing, self.limits.pages);
        Box::new(Metered::new(archive::pages(archive, path, self.skipped.clone()), meter))
    }

    fn emails(&self, file: Buffered, path: Arc<Path>, packing: Packing) -> Items {
        let limit = self.limits.of_kind(Kind::EMAIL);
        if packing == Packing::None {
            return Box::new(mailbox::emails(Mailbox::new(file, limit), path));
        }
        let meter = Meter::default();
        let file = BufReader::with_capacity(BUFFER, meter.over(file));
        let reader = BufReader::with_capacity(BUFFER, Unpacked::new(file, packing));
        Box::new(Metered::new(mailbox::emails(Mailbox::new(reader, limit), path), meter))
    }
}

type Buffered = BufReader<Box<dyn Source>>;
type Items = Box<dyn Iterator<Item = Input> + Send>;

/// The path that means standard input.
const STDIN: &str = "-";

fn open(path: &Path) -> Result<Box<dyn Source>, InputError> {
    if path == Path::new(STDIN) {
        return Ok(Box::new(io::stdin()));
    }
    Ok(Box::new(File::open(path).map_err(InputError::of)?))
}

/// The kind of a file without a known extension, such as the mailbox of a mail program.
fn unnamed(file: &mut Buffered) -> Kind {
    // An error occurs again when the file is read, and is reported then.
    let head = file.fill_buf().unwrap_or_default();
    let line = head.split_inclusive(|byte| *byte == b'\n').next();
    match line.is_some_and(is_separator) {
        true => Kind::Mailbox,
        false => Kind::Unknown,
    }
}

fn whole(file: Buffered, place: Place, kind: Kind, packing: Packing, limits: Limits) -> Input {
    let limit = limits.of_kind(kind);
    let size = file.get_ref().size();
    if packing == Packing::None && size.is_some_and(|size| size > limit) {
        let consumed = size.unwrap_or_default();
        return Input { place, consumed, content: Err(InputError::TooLarge { limit }) };
    }
    let mut body = Vec::new();
    let mut unpacked = Unpacked::new(file, packing).take(limit.saturating_add(1));
    if let Err(error) = unpacked.read_to_end(&mut body) {
        return refused(place, InputError::of(error));
    }
    let read = body.len() as u64;
    let consumed = if packing == Packing::None { read } else { size.unwrap_or(read) };
    let content = match limits.of_content(kind, &body) {
        limit if read > limit => Err(InputError::TooLarge { limit }),
        _ => Ok(Document::of_kind(body, kind)),
    };
    Input { place, consumed, content }
}

fn refused(place: Place, error: InputError) -> Input {
    Input { place, consumed: 0, content: Err(error) }
}

/// A source of documents.
trait Source: Read + Send {
    /// Its size, if known before reading.
    fn size(&self) -> Option<u64>;
}

impl Source for File {
    fn size(&self) -> Option<u64> {
        self.metadata().ok().filter(std::fs::Metadata::is_file).map(|file| file.len())
    }
}

impl Source for io::Stdin {
    fn size(&self) -> Option<u64> {
        None
    }
}

#[cfg(test)]
mod tests;
