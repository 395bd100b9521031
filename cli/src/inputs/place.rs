use std::fmt;
use std::path::Path;
use std::sync::Arc;

use crate::printable::escaped;

/// Where a document was read from: `path`, or `path:line`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    path: Arc<Path>,
    line: Option<u64>,
}

impl Place {
    /// The whole file.
    pub(crate) fn whole(path: Arc<Path>) -> Self {
        Self { path, line: None }
    }

    /// One line of it, counted from 1.
    pub(crate) fn line(path: Arc<Path>, line: u64) -> Self {
        Self { path, line: Some(line) }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&escaped(&self.path.to_string_lossy()))?;
        match self.line {
            Some(line) => write!(f, ":{line}"),
            None => Ok(()),
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
