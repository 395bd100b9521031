use super::attributes::Attributes;
use super::elements::{is_block, is_void};
use super::tree::Tree;

/// The block elements around the current position of the walk.
#[derive(Debug, Default)]
pub(super) struct Surroundings {
    tree: Tree,
    /// Positions of the open elements, outermost first.
    open: Vec<u32>,
}

impl Surroundings {
    pub(super) fn open(&mut self, name: &str, attributes: &Attributes) {
        if surrounds(name) {
            let at = self.tree.add(self.element(), name, attributes);
            self.open.push(at);
        }
    }

    pub(super) fn close(&mut self, name: &str) {
        if surrounds(name) {
            self.open.pop();
        }
    }

    /// The innermost open element holds a field for an e-mail address.
    pub(super) fn asks_for_address(&mut self) {
        let at = self.element() as usize;
        self.tree.elements[at].asks_for_address = true;
    }

    /// Position of the innermost open element.
    pub(super) fn element(&self) -> u32 {
        self.open.last().copied().unwrap_or_default()
    }

    /// The elements of the page.
    pub(super) fn finish(self) -> Tree {
        self.tree
    }
}

fn surrounds(name: &str) -> bool {
    !is_void(name) && (is_block(name) || matches!(name, "td" | "th"))
}
