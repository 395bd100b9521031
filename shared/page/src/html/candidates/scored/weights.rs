use std::sync::LazyLock;

use super::features::{COUNT, Features};

/// Weights of the block scorer, a logistic regression.
#[derive(Debug, Clone)]
pub struct Weights {
    /// Score of a block whose features are all 0.
    pub bias: f32,
    /// The weight of each feature.
    pub each: [f32; COUNT],
}

/// The trained weights, a line each: name, tab, weight. `make extraction-weights` writes them.
const TRAINED: &str = include_str!("weights.tsv");

impl Weights {
    /// The trained weights.
    pub fn trained() -> &'static Self {
        static WEIGHTS: LazyLock<Weights> = LazyLock::new(|| {
            let mut weights = lines().map(|(_, weight)| weight);
            let bias = weights.next().unwrap_or_default();
            Weights { bias, each: std::array::from_fn(|_| weights.next().unwrap_or_default()) }
        });
        &WEIGHTS
    }

    /// Score of a block; above 0 it probably belongs to the article.
    pub(super) fn score(&self, features: &Features) -> f32 {
        let weighted = self.each.iter().zip(features).map(|(weight, feature)| weight * feature);
        weighted.sum::<f32>() + self.bias
    }
}

/// Names of the features.
#[cfg(feature = "training")]
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    lines().map(|(name, _)| name).skip(1)
}

/// The bias, then the weights in the order of [`Features`].
fn lines() -> impl Iterator<Item = (&'static str, f32)> {
    let lines = TRAINED.lines().filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| line.split_once('\t'))
        .map(|(name, weight)| (name, weight.parse().expect("a test parses every weight")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_data_file_has_a_bias_and_a_weight_for_each_feature() {
        let names: Vec<&str> = lines().map(|(name, _)| name).collect();
        assert_eq!(names.len(), COUNT + 1);
        assert_eq!(names[0], "bias");
    }
}
