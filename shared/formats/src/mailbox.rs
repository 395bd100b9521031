//! Mailboxes: files with many e-mails (RFC 4155).

use std::io::{self, BufRead, Read};

/// The e-mails of a mailbox, without empty ones. Only one e-mail is in memory at a time.
///
/// An e-mail begins after an empty line, or at the start of the file, with a line `From `, a sender and
/// a date. One `>` is removed from lines like `>From ` (the variant mboxrd; also mboxo, except for lines
/// that were written as `>From `).
#[derive(Debug)]
pub struct Mailbox<R> {
    reader: R,
    limit: u64,
    /// The number of bytes that were read.
    offset: u64,
    state: State,
}

#[derive(Debug, Clone, Copy)]
enum State {
    /// Nothing was read.
    Start,
    /// The line `From ` of an e-mail was read. It begins at this offset.
    Within(u64),
    /// All was read, or reading failed.
    End,
}

/// An e-mail of a mailbox.
#[derive(Debug)]
pub struct Mailed {
    /// The offset of its line `From `.
    pub at: u64,
    /// How many bytes were read for it.
    pub consumed: u64,
    /// The e-mail without that line.
    pub message: Result<Vec<u8>, MailboxError>,
}

/// Why a mailbox yields no e-mail.
#[derive(Debug, thiserror::Error)]
pub enum MailboxError {
    /// It can't be read.
    #[error("the mailbox can't be read ({0}): check the disk")]
    Unreadable(#[source] io::Error),
    /// It doesn't begin with a line `From `.
    #[error(
        "the file is not a mailbox, because it does not begin with a line `From `: rename it to .eml if it is one e-mail"
    )]
    NoMailbox,
    /// An e-mail exceeds the size limit of a document.
    #[error("the e-mail has more than {limit} bytes")]
    TooLarge {
        /// The limit in bytes.
        limit: u64,
    },
}

/// How much of a line is read at a time.
const PIECE: u64 = 64 << 10;

impl<R: BufRead> Mailbox<R> {
    /// The e-mails in `reader`. Those of more than `limit` bytes are rejected without being kept.
    pub fn new(reader: R, limit: u64) -> Self {
        Self { reader, limit, offset: 0, state: State::Start }
    }

    /// The next line, or a piece of a long one; empty at the end.
    fn piece(&mut self) -> io::Result<Vec<u8>> {
        let mut piece = Vec::new();
        self.reader.by_ref().take(PIECE).read_until(b'\n', &mut piece)?;
        self.offset += piece.len() as u64;
        Ok(piece)
    }

    /// Reads up to the first e-mail. `None` for an empty file.
    fn begin(&mut self) -> Result<Option<u64>, MailboxError> {
        loop {
            let at = self.offset;
            match self.piece().map_err(MailboxError::Unreadable)? {
                line if is_separator(&line) => return Ok(Some(at)),
                line if line.is_empty() => return Ok(None),
                line if is_blank(&line) => {}
                _ => return Err(MailboxError::NoMailbox),
            }
        }
    }

    /// Reads an e-mail, and the line `From ` of the next one.
    fn message(&mut self) -> Result<Vec<u8>, MailboxError> {
        let mut message = Message::new(self.limit);
        let (mut starts_line, mut after_blank) = (true, false);
        loop {
            let at = self.offset;
            let piece = self.piece().map_err(MailboxError::Unreadable)?;
            if piece.is_empty() {
                self.state = State::End;
                break;
            }
            if starts_line && after_blank && is_separator(&piece) {
                self.state = State::Within(at);
                break;
            }
            message.push(if starts_line { unquoted(&piece) } else { &piece });
            after_blank = starts_line && is_blank(&piece);
            starts_line = piece.ends_with(b"\n");
        }
        message.finish(after_blank)
    }
}

impl<R: BufRead> Iterator for Mailbox<R> {
    type Item = Mailed;

    fn next(&mut self) -> Option<Mailed> {
        let before = match self.state {
            State::Start => 0,
            State::Within(at) => at,
            State::End => return None,
        };
        loop {
            let begun = match self.state {
                State::Start => self.begin(),
                State::Within(at) => Ok(Some(at)),
                State::End => return None,
            };
            let (at, message) = match begun {
                Ok(Some(at)) => (at, self.message()),
                Ok(None) => return None,
                Err(error) => (before, Err(error)),
            };
            if matches!(message, Err(MailboxError::Unreadable(_) | MailboxError::NoMailbox)) {
                self.state = State::End;
            }
            if matches!(&message, Ok(message) if message.trim_ascii().is_empty()) {
                continue;
            }
            let end = match self.state {
                State::Within(next) => next,
                State::Start | State::End => self.offset,
            };
            return Some(Mailed { at, consumed: end - before, message });
        }
    }
}

/// An e-mail that is being read. Beyond the limit, nothing is kept.
struct Message {
    bytes: Vec<u8>,
    limit: u64,
    is_over: bool,
}

impl Message {
    fn new(limit: u64) -> Self {
        Self { bytes: Vec::new(), limit, is_over: false }
    }

    fn push(&mut self, piece: &[u8]) {
        // The empty line at the end doesn't count.
        self.is_over |= (self.bytes.len() + piece.len()) as u64 > self.limit.saturating_add(2);
        match self.is_over {
            true => self.bytes = Vec::new(),
            false => self.bytes.extend_from_slice(piece),
        }
    }

    /// `ends_blank`: its last line is the empty one that separates it from the next e-mail.
    fn finish(mut self, ends_blank: bool) -> Result<Vec<u8>, MailboxError> {
        if ends_blank {
            self.bytes.pop_if(|byte| *byte == b'\n');
            self.bytes.pop_if(|byte| *byte == b'\r');
        }
        match self.is_over || self.bytes.len() as u64 > self.limit {
            true => Err(MailboxError::TooLarge { limit: self.limit }),
            false => Ok(self.bytes),
        }
    }
}

/// Whether a line is the one before an e-mail: `From `, a sender, and a date with the time and the
/// year, as in `From ada@example.org Fri May  1 09:05:00 2026`. Thunderbird also writes it without
/// sender and date.
pub fn is_separator(line: &[u8]) -> bool {
    let Some(rest) = line.strip_suffix(b"\n").and_then(|line| line.strip_prefix(b"From ")) else {
        return false;
    };
    let rest = rest.trim_ascii();
    if rest.is_empty() || rest == b"-" {
        return true;
    }
    let mut words = rest.split(u8::is_ascii_whitespace);
    let is_time = |word: &[u8]| {
        matches!(word, [a, b, b':', c, d, seconds @ ..]
            if [a, b, c, d].into_iter().all(u8::is_ascii_digit) && (seconds.is_empty() || seconds[0] == b':'))
    };
    let is_year = |word: &[u8]| word.len() == 4 && word.iter().all(u8::is_ascii_digit);
    words.any(is_time) && words.any(is_year)
}

/// Whether `document` has more than one e-mail, each after a line `From `.
pub(crate) fn is_mailbox(document: &[u8]) -> bool {
    let mut ends = memchr::memchr_iter(b'\n', document);
    let Some(first) = ends.next() else { return false };
    if !is_separator(&document[..=first]) {
        return false;
    }
    let mut lines = memchr::memmem::find_iter(document, b"\nFrom ").map(|at| at + 1);
    lines.any(|start| {
        let end =
            memchr::memchr(b'\n', &document[start..]).map_or(document.len(), |at| start + at + 1);
        let before = &document[..start];
        let after_blank = before.ends_with(b"\n\n") || before.ends_with(b"\n\r\n");
        after_blank && is_separator(&document[start..end])
    })
}

fn is_blank(line: &[u8]) -> bool {
    matches!(line, b"\n" | b"\r\n")
}

/// A line without one of the `>` before `From `.
fn unquoted(line: &[u8]) -> &[u8] {
    let quotes = line.iter().take_while(|byte| **byte == b'>').count();
    match quotes > 0 && line[quotes..].starts_with(b"From ") {
        true => &line[1..],
        false => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DATE: &str = "Fri May  1 09:05:00 2026";

    fn read(mailbox: &str, limit: u64) -> Vec<(u64, String)> {
        let emails = Mailbox::new(mailbox.as_bytes(), limit).map(|mailed| {
            let message = match mailed.message {
                Ok(message) => String::from_utf8(message).unwrap(),
                Err(error) => error.to_string(),
            };
            (mailed.consumed, message)
        });
        emails.collect()
    }

    #[test]
    fn a_mailbox_is_split_after_empty_lines_only_and_quotes_are_removed() {
        let first = format!(
            "From a@example.org {DATE}\nSubject: 1\n\nWords.\nFrom a@example.org {DATE}\n\n>From May on.\n>>From May.\n> From May.\n\n"
        );
        let second = "From - Fri May 01 09:05 2026\r\nSubject: 2\r\n\r\nFrom May it runs.\r\n\r\n";
        let third = "From - Fri May 01 09:05 2026\n\nFrom 17@xxx Sat Nov 21 10:00:00 +0000 2026\nSubject: 3\n\nEnd";
        let emails = read(&format!("\n{first}{second}{third}"), 1000);
        let expected = [
            format!(
                "Subject: 1\n\nWords.\nFrom a@example.org {DATE}\n\nFrom May on.\n>From May.\n> From May.\n"
            ),
            "Subject: 2\r\n\r\nFrom May it runs.\r\n".to_owned(),
            "Subject: 3\n\nEnd".to_owned(),
        ];
        let messages: Vec<_> = emails.iter().map(|(_, message)| message.clone()).collect();
        assert_eq!(messages, expected);
        let consumed: Vec<_> = emails.iter().map(|(consumed, _)| *consumed as usize).collect();
        assert_eq!(consumed, [first.len() + 1, second.len(), third.len()]);
    }

    #[test]
    fn an_email_over_the_limit_is_not_kept_and_the_next_is_read() {
        let long = "x".repeat(300_000);
        let mailbox =
            format!("From a {DATE}\n{long}\n\nFrom b {DATE}\n1234\n\nFrom c {DATE}\n12345");
        let messages: Vec<_> = read(&mailbox, 5).into_iter().map(|(_, message)| message).collect();
        assert_eq!(messages, ["the e-mail has more than 5 bytes", "1234\n", "12345"]);
    }

    #[test]
    fn another_file_is_no_mailbox() {
        let refused = read("Subject: x\n\nFrom here on.\n", 100);
        assert!(refused.len() == 1 && refused[0].1.starts_with("the file is not a mailbox"));
        assert!(read("", 100).is_empty() && read("\n\n", 100).is_empty());
        assert!(!is_separator(b"From here to there\n") && is_separator(b"From \r\n"));
    }

    #[test]
    fn many_emails_in_one_document_are_recognised() {
        let one = format!("From a {DATE}\nSubject: x\n\nFrom May.\nFrom b {DATE}\n");
        assert!(!is_mailbox(one.as_bytes()));
        assert!(is_mailbox(format!("{one}\nFrom b {DATE}\n").as_bytes()));
        assert!(is_mailbox(format!("{one}\nFrom b {DATE}\n").replace('\n', "\r\n").as_bytes()));
    }
}
