//! Frames between the program and a worker: a kind, a length, bytes.

use std::io::{self, Read, Write};

/// The kind of a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Kind {
    /// The worker is ready, and reports its limits.
    Ready = b'R',
    /// The program sends work.
    Work = b'W',
    /// The worker makes progress.
    Progress = b'P',
    /// The worker's answer.
    Answer = b'A',
    /// The work panicked.
    Panicked = b'X',
}

impl Kind {
    fn of(byte: u8) -> io::Result<Self> {
        [Self::Ready, Self::Work, Self::Progress, Self::Answer, Self::Panicked]
            .into_iter()
            .find(|kind| *kind as u8 == byte)
            .ok_or(io::ErrorKind::InvalidData.into())
    }
}

/// Writes a frame whose content is the concatenation of `parts`.
pub(crate) fn write(to: &mut impl Write, kind: Kind, parts: &[&[u8]]) -> io::Result<()> {
    let length: usize = parts.iter().map(|part| part.len()).sum();
    let length = u32::try_from(length).map_err(|_| io::ErrorKind::InvalidInput)?;
    let mut head = [kind as u8, 0, 0, 0, 0];
    head[1..].copy_from_slice(&length.to_le_bytes());
    to.write_all(&head)?;
    parts.iter().try_for_each(|part| to.write_all(part))
}

/// Reads a frame of at most `most` bytes.
pub(crate) fn read(from: &mut impl Read, most: usize) -> io::Result<(Kind, Vec<u8>)> {
    let mut head = [0; 5];
    from.read_exact(&mut head)?;
    let kind = Kind::of(head[0])?;
    let length = u32::from_le_bytes([head[1], head[2], head[3], head[4]]) as usize;
    if length > most {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut bytes = vec![0; length];
    from.read_exact(&mut bytes)?;
    Ok((kind, bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_read_as_they_were_written_and_bounded() {
        let mut bytes = Vec::new();
        write(&mut bytes, Kind::Answer, &[b"ab", b"c"]).unwrap();
        assert_eq!(read(&mut &bytes[..], 3).unwrap(), (Kind::Answer, b"abc".to_vec()));
        assert!(read(&mut &bytes[..], 2).is_err());
        assert!(read(&mut &bytes[..6], 3).is_err());
        bytes[0] = b'?';
        assert!(read(&mut &bytes[..], 3).is_err());
    }
}
