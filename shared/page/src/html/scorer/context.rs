//! Features of the second stage: the first one's results for the surrounding blocks.

use std::collections::HashMap;

use super::features::Read;
use super::row::{CONTEXT, FIRST_STAGE, SECOND_STAGE};

/// Probability and number of words of a block that certainly belongs to the text.
const SURE: f32 = 0.8;
const LONG: f32 = 15.0;
/// Distance that stands for "there is none".
const NONE: f32 = 999.0;

/// Fills in these features of every block, given the probabilities of the first stage.
pub(super) fn fill(read: &Read<'_>, p: &[f32], rows: &mut [[f32; SECOND_STAGE]]) {
    let words: Vec<f32> = (0..p.len()).map(|at| read.length(at)).collect();
    let elements = &read.tree.elements;
    let keys: Vec<[u32; 4]> = read
        .blocks
        .iter()
        .map(|block| {
            let element = &elements[block.element as usize];
            let grand = elements[element.parent as usize].parent;
            [block.element, element.parent, element.look, grand]
        })
        .collect();
    let mut groups: [HashMap<u32, (f32, f32)>; 4] = Default::default();
    for (at, keys) in keys.iter().enumerate() {
        for (group, key) in groups.iter_mut().zip(keys) {
            let (text, all) = group.entry(*key).or_default();
            *text += p[at] * words[at];
            *all += words[at];
        }
    }
    let text: f32 = p.iter().zip(&words).map(|(p, words)| p * words).sum();
    let all: f32 = words.iter().sum();
    let distances = distances(p, &words);
    let mut so_far = 0.0;
    for (at, row) in rows.iter_mut().enumerate() {
        let beside = |offset: isize| {
            at.checked_add_signed(offset).and_then(|at| p.get(at)).copied().unwrap_or_default()
        };
        let window = |window: std::ops::Range<usize>| {
            let text: f32 = window.clone().map(|at| p[at] * words[at]).sum();
            text / window.map(|at| words[at]).sum::<f32>().max(1.0)
        };
        so_far += p[at] * words[at];
        let share = |group: usize| {
            let (text, all) = groups[group].get(&keys[at][group]).copied().unwrap_or_default();
            text / all.max(1e-6)
        };
        let same_look = groups[2].get(&keys[at][2]).copied().unwrap_or_default().0;
        let own: [f32; CONTEXT] = [
            p[at],
            beside(-3),
            beside(-2),
            beside(-1),
            beside(1),
            beside(2),
            beside(3),
            window(at.saturating_sub(5)..at),
            window(at + 1..(at + 6).min(p.len()).max(at + 1)),
            so_far / text.max(1e-6),
            text / all.max(1.0),
            text.ln_1p(),
            share(0),
            share(1),
            share(2),
            share(3),
            same_look / text.max(1e-6),
            distances[at],
        ];
        row[FIRST_STAGE..].copy_from_slice(&own);
    }
}

/// For each block, the distance to the nearest one that certainly belongs to the text.
fn distances(p: &[f32], words: &[f32]) -> Vec<f32> {
    let mut distances = vec![NONE; p.len()];
    for forward in [true, false] {
        let mut distance = NONE;
        for step in 0..p.len() {
            let at = if forward { step } else { p.len() - 1 - step };
            let is_sure = p[at] > SURE && words[at] >= LONG;
            distance = if is_sure { 0.0 } else { (distance + 1.0).min(NONE) };
            distances[at] = distance.min(distances[at]);
        }
    }
    distances
}
