use std::collections::HashMap;

use super::shape::Shape;
use crate::block::Block;
use crate::html::tree::{FORM, Tree};

/// Sums over the blocks in each element, and over the elements of each look.
#[derive(Debug)]
pub(super) struct Sums {
    pub(super) elements: Vec<Sum>,
    pub(super) looks: HashMap<u32, Sum>,
    /// Flags of each element and of the elements around it.
    pub(super) flags: Vec<u32>,
    /// Levels up to the nearest element with half, and with four fifths, of the running text.
    pub(super) levels: Vec<[f32; 2]>,
    pub(super) total: f32,
    pub(super) running: f32,
}

#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Sum {
    pub(super) words: f32,
    pub(super) linked: f32,
    /// Words of paragraphs of running text.
    pub(super) running: f32,
    pub(super) blocks: f32,
}

/// Minimum number of words of a paragraph of running text, and its maximum share of links.
const RUNNING: f32 = 15.0;
const LINKED: f32 = 0.4;
/// Number of levels that stands for "not at all".
const NONE: f32 = 30.0;

impl Sums {
    pub(super) fn of(blocks: &[&Block], shapes: &[Shape], tree: &Tree) -> Self {
        let mut elements = vec![Sum::default(); tree.elements.len()];
        let mut looks: HashMap<u32, Sum> = HashMap::new();
        for (block, shape) in blocks.iter().zip(shapes) {
            let is_running = is_running(block, shape);
            let sum = Sum {
                words: shape.words,
                linked: shape.words * block.linked,
                running: if is_running { shape.words } else { 0.0 },
                blocks: 1.0,
            };
            elements[block.element as usize].add(sum);
            looks.entry(tree.elements[block.element as usize].look).or_default().add(sum);
        }
        // Elements stand after those around them.
        for at in (1..elements.len()).rev() {
            let sum = elements[at];
            elements[tree.elements[at].parent as usize].add(sum);
        }
        let (total, running) = (elements[0].words.max(1.0), elements[0].running.max(1.0));
        let mut flags = vec![tree.elements[0].flags; elements.len()];
        let mut levels = vec![[0.0; 2]; elements.len()];
        for (at, element) in tree.elements.iter().enumerate().skip(1) {
            let parent = element.parent as usize;
            let share = elements[at].running / running;
            // A form around most of the text is the page's own.
            let own = if share >= 0.5 { element.flags & !FORM } else { element.flags };
            flags[at] = flags[parent] | own;
            for (level, least) in [0.5, 0.8].into_iter().enumerate() {
                let outer = levels[parent][level];
                levels[at][level] = if share >= least { 0.0 } else { (outer + 1.0_f32).min(NONE) };
            }
        }
        Self { elements, looks, flags, levels, total, running }
    }
}

/// Whether a block is a paragraph of running text.
pub(super) fn is_running(block: &Block, shape: &Shape) -> bool {
    shape.words >= RUNNING && block.linked < LINKED
}

impl Sum {
    fn add(&mut self, other: Self) {
        self.words += other.words;
        self.linked += other.linked;
        self.running += other.running;
        self.blocks += other.blocks;
    }
}
