use std::fmt::{self, Write};
use std::path::Path;
use std::sync::Arc;

/// Where a document stood: `path`, or `path:line`.
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
        // A file's name may hold line breaks and escape sequences: on a terminal they'd act.
        for c in self.path.to_string_lossy().chars() {
            if c.is_control() { write!(f, "{}", c.escape_default())? } else { f.write_char(c)? }
        }
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
