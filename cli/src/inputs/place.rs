use std::fmt;
use std::path::Path;
use std::sync::Arc;

use warc::Offset;

use crate::printable::escaped;

/// Where a document was read from: `path`, `path:line`, or `path@offset`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    path: Arc<Path>,
    part: Part,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Whole,
    Line(u64),
    Record(Offset),
    Offset(u64),
}

impl Place {
    /// The whole file.
    pub(crate) fn whole(path: Arc<Path>) -> Self {
        Self { path, part: Part::Whole }
    }

    /// One line of it, counted from 1.
    pub(crate) fn line(path: Arc<Path>, line: u64) -> Self {
        Self { path, part: Part::Line(line) }
    }

    /// One record of an archive.
    pub(crate) fn record(path: Arc<Path>, at: Offset) -> Self {
        Self { path, part: Part::Record(at) }
    }

    /// The item at an offset of the decompressed file.
    pub(crate) fn offset(path: Arc<Path>, at: u64) -> Self {
        Self { path, part: Part::Offset(at) }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&escaped(&self.path.to_string_lossy()))?;
        match self.part {
            Part::Whole => Ok(()),
            Part::Line(line) => write!(f, ":{line}"),
            Part::Offset(at) => write!(f, "@{at}"),
            Part::Record(at) => write!(f, "@{at}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_can_not_act_on_the_terminal() {
        let path: Arc<Path> = Path::new("a\n\u{1b}[31mé.jsonl").into();
        assert_eq!(Place::line(path, 7).to_string(), r"a\n\u{1b}[31mé.jsonl:7");
    }
}
