use super::features::{COUNT, Features};

/// What a block's numbers count for.
#[derive(Debug, Clone)]
pub struct Weights {
    /// Where a block stands before any of them is counted.
    pub bias: f32,
    /// One weight for each number.
    pub each: [f32; COUNT],
}

impl Weights {
    /// Those that were fitted.
    pub fn trained() -> Self {
        Self { bias: BIAS, each: WEIGHTS.map(|(_, weight)| weight) }
    }

    /// How much speaks for a block: above 0 it is likelier the article's than not.
    pub(super) fn score(&self, features: &Features) -> f32 {
        let weighed = self.each.iter().zip(features).map(|(weight, feature)| weight * feature);
        weighed.sum::<f32>() + self.bias
    }
}

/// The names of the numbers.
#[cfg(feature = "training")]
pub(crate) fn names() -> [&'static str; COUNT] {
    WEIGHTS.map(|(name, _)| name)
}

/// Where a block without any of them stands.
const BIAS: f32 = -3.573;

/// What each number counts for: by `make extraction-weights`, logistic regression on the blocks of
/// the 371 pages of the dev yardstick whose bodies are known, a page weighing as much as any other.
const WEIGHTS: [(&str, f32); COUNT] = [
    ("words", -0.117),
    ("linked", -1.057),
    ("mostly linked", 0.928),
    ("words up to 100", 1.975),
    ("words up to 20", -0.13),
    ("heading", 0.535),
    ("paragraph", -0.431),
    ("list item", 0.862),
    ("quote", -0.019),
    ("row", 0.414),
    ("caption", -1.361),
    ("in menu", -0.015),
    ("in header", -0.176),
    ("in footer", -0.072),
    ("in aside", 0.655),
    ("in form", -0.943),
    ("in comments", -0.585),
    ("hidden", 0.823),
    ("in no zone", 0.313),
    ("in article", 0.145),
    ("in main", 0.317),
    ("in article body", -0.713),
    ("named content", 0.79),
    ("named beside", -0.224),
    ("named about", -0.57),
    ("in figure", -0.838),
    ("in table", 0.36),
    ("ends as a sentence", 0.648),
    ("commas", 0.278),
    ("digits", -0.682),
    ("capitals", -0.665),
    ("bars", -0.112),
    ("copyright sign", -1.031),
    ("words -3", 0.0),
    ("linked -3", 0.001),
    ("zone -3", -0.31),
    ("words -2", 0.07),
    ("linked -2", 0.18),
    ("zone -2", -0.221),
    ("words -1", 0.048),
    ("linked -1", -0.312),
    ("zone -1", -0.094),
    ("words +1", 0.122),
    ("linked +1", 0.003),
    ("zone +1", -0.031),
    ("words +2", 0.073),
    ("linked +2", 0.021),
    ("zone +2", -0.001),
    ("words +3", -0.006),
    ("linked +3", 0.056),
    ("zone +3", -0.345),
    ("words around", 0.201),
    ("linked around", -1.181),
    ("share of 1st element", 0.0),
    ("share of 2nd element", 1.855),
    ("share of 3rd element", 0.041),
    ("links of 2nd element", -0.001),
    ("share of look", 1.804),
    ("blocks of look", 0.223),
    ("words a block of look", -0.376),
    ("text so far", -1.459),
    ("position", 0.331),
    ("blocks of page", -0.263),
    ("text of page", 0.297),
    ("copy", -0.126),
    ("dense", 1.735),
    ("dense around", -0.821),
];
