//! Features that come from learned weights of tokens.

use super::features::Read;
use super::model::Model;
use super::row::{COUNT, FIRST_STAGE, KINDS, SECOND_STAGE};
use super::tokens::text_tokens;

/// Fills in these features of every block. Returns the probability that the page is an article.
pub(super) fn fill(
    read: &Read<'_>,
    tokens: &[u32],
    model: &Model,
    rows: &mut [[f32; SECOND_STAGE]],
) -> f32 {
    let classes = classes(read, model);
    let texts: Vec<f32> = (0..rows.len()).map(|at| text_score(read.words(at), model)).collect();
    let kinds = kinds(tokens, model);
    for (at, row) in rows.iter_mut().enumerate() {
        let learned = &mut row[COUNT..FIRST_STAGE];
        learned[..6].copy_from_slice(&classes[read.blocks[at].element as usize].features(model));
        learned[6] = texts[at];
        learned[7] = read.headings[at].map_or(-9.0, |heading| texts[heading as usize]);
        learned[8..].copy_from_slice(&kinds);
    }
    kinds[0]
}

/// Sums of the weights of the tokens of an element and of those around it.
#[derive(Debug, Clone, Copy, Default)]
struct Class {
    own: f32,
    near: f32,
    far: f32,
    /// The least and the greatest weight in each of these.
    extremes: [(f32, f32); 3],
    /// Sum and extremes of the element and all around it, as seen from far below.
    chain: (f32, (f32, f32)),
}

impl Class {
    fn features(&self, model: &Model) -> [f32; 6] {
        let least = self.extremes.iter().map(|(least, _)| *least).fold(0.0, f32::min);
        let most = self.extremes.iter().map(|(_, most)| *most).fold(0.0, f32::max);
        let sum = self.own + self.near + self.far + model.class_bias;
        [sum, self.own, self.near, self.far, least, most]
    }
}

/// The weights of an element's tokens, for each of the three distances.
type Weights = [(f32, (f32, f32)); 3];

fn classes(read: &Read<'_>, model: &Model) -> Vec<Class> {
    let elements = &read.tree.elements;
    let mut own: Vec<Weights> = Vec::with_capacity(elements.len());
    let mut classes: Vec<Class> = Vec::with_capacity(elements.len());
    for (at, element) in elements.iter().enumerate() {
        let mut weights: Weights = Default::default();
        for token in read.tree.tokens(element) {
            let Some(known) = model.classes.get(token) else { continue };
            for ((sum, extremes), weight) in weights.iter_mut().zip(known) {
                *sum += weight;
                *extremes = joined(*extremes, (*weight, *weight));
            }
        }
        own.push(weights);
        let mut class = Class { own: weights[0].0, ..Class::default() };
        class.extremes[0] = weights[0].1;
        class.chain = weights[2];
        if at > 0 {
            let parent = element.parent as usize;
            let outer = classes[parent].chain;
            class.chain = (outer.0 + weights[2].0, joined(outer.1, weights[2].1));
            // The two elements around it are near, all further ones far.
            let mut around = Some(parent);
            for _ in 0..2 {
                if let Some(near) = around {
                    class.near += own[near][1].0;
                    class.extremes[1] = joined(class.extremes[1], own[near][1].1);
                    around = (near > 0).then(|| elements[near].parent as usize);
                }
            }
            if let Some(far) = around {
                class.far = classes[far].chain.0;
                class.extremes[2] = classes[far].chain.1;
            }
        }
        classes.push(class);
    }
    classes
}

fn joined(one: (f32, f32), other: (f32, f32)) -> (f32, f32) {
    (one.0.min(other.0), one.1.max(other.1))
}

fn text_score(words: &[u32], model: &Model) -> f32 {
    let mut score = model.text_bias;
    text_tokens(words, |token| score += model.texts.get(&token).copied().unwrap_or_default());
    score
}

/// Probability of each kind of page; the first one is the article.
fn kinds(tokens: &[u32], model: &Model) -> [f32; KINDS] {
    let mut scores = model.kind_bias;
    for weights in tokens.iter().filter_map(|token| model.kinds.get(token)) {
        scores.iter_mut().zip(weights).for_each(|(score, weight)| *score += weight);
    }
    let most = scores.iter().copied().fold(f32::MIN, f32::max);
    let powers = scores.map(|score| (score - most).exp());
    let sum: f32 = powers.iter().sum();
    powers.map(|power| power / sum)
}
