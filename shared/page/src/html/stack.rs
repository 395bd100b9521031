use std::collections::HashMap;

use super::elements::{self, SCOPE, is_block};

/// Maximum nesting depth. Deeper elements are ignored, as in browsers.
const DEEPEST: usize = 512;

/// The open elements of a page.
#[derive(Debug, Default)]
pub(super) struct Stack {
    open: Vec<String>,
    /// Number of open elements by name, for a quick answer to most end tags without a start tag.
    count: HashMap<String, usize>,
    /// Elements ignored because of their depth. Their end tags must not close other elements.
    passed_over: HashMap<String, usize>,
    pub(super) too_deep: bool,
}

impl Stack {
    /// Opens an element after closing those that it ends, whose names are passed to `closed`. Returns
    /// `false` if it is nested too deeply.
    pub(super) fn open(&mut self, name: &str, mut closed: impl FnMut(&str)) -> bool {
        if is_block(name) {
            self.close_nearest(&["p"], SCOPE, &mut closed);
        }
        if let Some((names, barriers)) = elements::closed_by(name) {
            self.close_nearest(names, barriers, &mut closed);
        }
        if self.open.len() >= DEEPEST {
            *self.passed_over.entry(name.to_owned()).or_default() += 1;
            self.too_deep = true;
            return false;
        }
        match self.count.get_mut(name) {
            Some(count) => *count += 1,
            None => drop(self.count.insert(name.to_owned(), 1)),
        }
        self.open.push(name.to_owned());
        true
    }

    /// Closes the nearest element of this name and all elements open in it, innermost first.
    pub(super) fn close(&mut self, name: &str, mut closed: impl FnMut(&str)) {
        if let Some(passed) = self.passed_over.get_mut(name).filter(|passed| **passed > 0) {
            *passed -= 1;
            return;
        }
        let table =
            matches!(name, "table" | "tbody" | "thead" | "tfoot" | "tr" | "td" | "th" | "caption");
        if table {
            self.close_nearest(&[name], &["table"], &mut closed);
        } else if is_block(name) || name == "button" {
            self.close_nearest(&[name], SCOPE, &mut closed);
        } else {
            self.close_inline(name, &mut closed);
        }
    }

    /// Closes all open elements.
    pub(super) fn close_all(&mut self, mut closed: impl FnMut(&str)) {
        self.close_from(0, &mut closed);
    }

    /// Closes the nearest element with one of `names`, unless one of `barriers` is nearer.
    fn close_nearest(&mut self, names: &[&str], barriers: &[&str], closed: &mut impl FnMut(&str)) {
        if !names.iter().any(|name| self.is_open(name)) {
            return;
        }
        let is_in = |set: &[&str], name: &str| set.contains(&name);
        let at = self.open.iter().rposition(|name| is_in(names, name) || is_in(barriers, name));
        if let Some(at) = at.filter(|at| is_in(names, &self.open[*at])) {
            self.close_from(at, closed);
        }
    }

    /// Like [`Self::close_nearest`], with every block and cell as a barrier.
    fn close_inline(&mut self, name: &str, closed: &mut impl FnMut(&str)) {
        if !self.is_open(name) {
            return;
        }
        let barrier = |open: &str| is_block(open) || SCOPE.contains(&open);
        let at = self.open.iter().rposition(|open| open == name || barrier(open));
        if let Some(at) = at.filter(|at| self.open[*at] == name) {
            self.close_from(at, closed);
        }
    }

    fn close_from(&mut self, at: usize, closed: &mut impl FnMut(&str)) {
        while self.open.len() > at {
            let Some(name) = self.open.pop() else { return };
            if let Some(count) = self.count.get_mut(&name) {
                *count -= 1;
            }
            closed(&name);
        }
    }

    fn is_open(&self, name: &str) -> bool {
        self.count.get(name).is_some_and(|count| *count > 0)
    }
}
