//! Rewrites a page's blocks without changing its text, as another content management system would
//! present it.

use super::Sample;
use crate::html::tree::{FORM, Tag};

impl Sample {
    /// Rewrites the page, and returns which of its blocks are left. `seed` selects the changes;
    /// `is_body` says which blocks belong to the text.
    pub fn rewritten(mut self, seed: u64, is_body: &[bool]) -> (Self, Vec<usize>) {
        let mut left: Vec<usize> = (0..self.blocks.len()).collect();
        let mut dice = Dice(seed);
        self.facts.forget(&mut || dice.rolls(0.5));
        let mut dice = Dice(seed ^ 0x5bd1_e995);
        if dice.rolls(0.5) {
            self.tree.forget_tokens();
            self.facts.forget_tokens();
        }
        if dice.rolls(0.4) {
            // Without semantic elements.
            for element in &mut self.tree.elements {
                element.flags &= 1 << 7 | 1 << 8 | 1 << 11;
                if element.tag.0 >= 19 && element.tag != Tag::UL {
                    element.tag = Tag::DIV;
                }
            }
        }
        if dice.rolls(0.15) {
            self.tree.elements[0].flags |= FORM;
        }
        if dice.rolls(0.3) {
            for element in &mut self.tree.elements {
                if element.tag == Tag::P {
                    element.tag = Tag::DIV;
                }
            }
        } else if dice.rolls(0.2) {
            // Paragraphs separated by two line breaks.
            for block in &mut self.blocks {
                let element = self.tree.elements[block.element as usize];
                if element.tag == Tag::P {
                    block.element = element.parent;
                }
            }
        }
        if dice.rolls(0.6) {
            left = shortened(&mut dice, is_body);
            self.blocks = left.iter().map(|at| self.blocks[*at].clone()).collect();
        }
        (self, left)
    }
}

/// A few blocks of the text, and a part of the rest.
fn shortened(dice: &mut Dice, is_body: &[bool]) -> Vec<usize> {
    let body = is_body.iter().filter(|is| **is).count();
    let most = 3 + dice.below(12);
    let from = if dice.rolls(0.7) { 0 } else { dice.below(body.max(1)) };
    let share = [0.05, 0.1, 0.3, 0.6][dice.below(4)];
    let (mut seen, mut keeps, mut left) = (0, true, Vec::new());
    for (at, is_body) in is_body.iter().enumerate() {
        if *is_body {
            if (from..from + most).contains(&seen) {
                left.push(at);
            }
            seen += 1;
            continue;
        }
        // The rest is left in pieces, as whole boxes are.
        if dice.rolls(0.3) {
            keeps = dice.rolls(share);
        }
        if keeps {
            left.push(at);
        }
    }
    left
}

/// Deterministic chance (splitmix64).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }

    fn rolls(&mut self, chance: f64) -> bool {
        (self.next() >> 11) as f64 / ((1_u64 << 53) as f64) < chance
    }
}
