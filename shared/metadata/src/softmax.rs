//! Chooses the highest of several scores.

/// The index of the highest score (the first of equal ones), and its share of the softmax, 0 to 1.
pub(crate) fn best(scores: &[f64]) -> Option<(usize, f32)> {
    let (mut best, mut most) = (None, f64::NEG_INFINITY);
    for (at, score) in scores.iter().enumerate() {
        if *score > most {
            (best, most) = (Some(at), *score);
        }
    }
    let sum: f64 = scores.iter().map(|score| (score - most).exp()).sum();
    Some((best?, share(1.0 / sum)))
}

/// Like [`best`]; the last score is that of having no answer, and `offset` is added to it for the choice.
/// The share is computed without the offset, because the weights were fitted without it.
pub(crate) fn best_or_none(scores: &[f64], offset: f64) -> Option<(usize, f32)> {
    let mut offered = scores.to_vec();
    *offered.last_mut()? += offset;
    let (at, _) = best(&offered)?;
    let sum: f64 = scores.iter().map(|score| (score - scores[at]).exp()).sum();
    Some((at, share(1.0 / sum)))
}

/// The softmax of the scores.
pub(crate) fn shares(scores: &[f64]) -> Vec<f32> {
    let most = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let sum: f64 = scores.iter().map(|score| (score - most).exp()).sum();
    scores.iter().map(|score| share((score - most).exp() / sum)).collect()
}

fn share(share: f64) -> f32 {
    ((share * 1000.0).round() / 1000.0) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_share_of_the_best_depends_on_the_others() {
        assert_eq!(best(&[]), None);
        assert_eq!(best(&[3.0]), Some((0, 1.0)));
        assert_eq!(best(&[1.0, 1.0]), Some((0, 0.5)));
        assert_eq!(best(&[0.0, 20.0]), Some((1, 1.0)));
        assert_eq!(shares(&[1.0, 1.0]), [0.5, 0.5]);
        assert_eq!(shares(&[0.0, 20.0]), [0.0, 1.0]);
        assert!(shares(&[]).is_empty());
        assert_eq!(best_or_none(&[], -1.0), None);
        assert_eq!(best_or_none(&[1.0, 1.0], -1.0), Some((0, 0.5)));
        assert_eq!(best_or_none(&[1.0, 3.0], -1.0), Some((1, 0.881)));
    }
}
