use std::io::{BufRead, Read};
use std::path::Path;
use std::sync::Arc;

use super::kind::Kind;
use super::{Document, Input, InputError, Place};

/// One envelope per line. Blank lines are skipped; no line is kept beyond the limit.
pub(super) struct Lines {
    reader: Box<dyn BufRead + Send>,
    path: Arc<Path>,
    limit: u64,
    /// The number of the last line read, from 1.
    line: u64,
    broken: bool,
}

impl Lines {
    pub(super) fn new(reader: Box<dyn BufRead + Send>, path: Arc<Path>, limit: u64) -> Self {
        Self { reader, path, limit, line: 0, broken: false }
    }

    /// The next line without its line break, and the bytes that were read; `None` at the end.
    fn read(&mut self) -> std::io::Result<Option<(Option<Vec<u8>>, u64)>> {
        let mut line = Vec::new();
        // The limit applies to the line without its line break, which is CR LF at most.
        let most = self.limit.saturating_add(2);
        let mut consumed = self.reader.by_ref().take(most).read_until(b'\n', &mut line)? as u64;
        if consumed == 0 {
            return Ok(None);
        }
        let ended = line.pop_if(|byte| *byte == b'\n').is_some();
        if ended {
            line.pop_if(|byte| *byte == b'\r');
        }
        if line.len() as u64 <= self.limit {
            return Ok(Some((Some(line), consumed)));
        }
        drop(line);
        if !ended {
            consumed += self.reader.skip_until(b'\n')? as u64;
        }
        Ok(Some((None, consumed)))
    }
}

impl Iterator for Lines {
    type Item = Input;

    fn next(&mut self) -> Option<Input> {
        let mut consumed = 0;
        while !self.broken {
            self.line += 1;
            let content = match self.read() {
                Ok(None) => return None,
                Ok(Some((Some(line), bytes))) => {
                    consumed += bytes;
                    if line.trim_ascii().is_empty() {
                        continue;
                    }
                    Ok(Document::of_kind(line, Kind::Lines))
                }
                Ok(Some((None, bytes))) => {
                    consumed += bytes;
                    Err(InputError::TooLarge { limit: self.limit })
                }
                Err(error) => {
                    self.broken = true;
                    Err(InputError::of(error))
                }
            };
            let place = Place::line(self.path.clone(), self.line);
            return Some(Input { place, consumed, content });
        }
        None
    }
}
