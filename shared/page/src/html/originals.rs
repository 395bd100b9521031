//! Finders return markup of their own, in which headings change their rank and cells run together.

use std::collections::HashMap;

use crate::block::Block;

/// Replaces blocks by those of the page that have the same characters.
pub(super) fn restore(main: &mut [Block], all: &[Block]) {
    let key = |block: &Block| -> String { block.text.split_whitespace().collect() };
    let mut originals: HashMap<String, &Block> = HashMap::with_capacity(all.len());
    for block in all {
        originals.entry(key(block)).or_insert(block);
    }
    for block in main {
        if let Some(original) = originals.get(&key(block)) {
            block.kind = original.kind;
            block.level = original.level;
            block.text.clone_from(&original.text);
            block.links.clone_from(&original.links);
        }
    }
}
