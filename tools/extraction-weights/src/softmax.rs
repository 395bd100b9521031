/// A choice between several options.
pub(crate) struct Question {
    pub(crate) options: Vec<Answer>,
    pub(crate) weight: f64,
}

/// One of the options: its features by number, and whether it is right.
pub(crate) struct Answer {
    pub(crate) features: Vec<(usize, f64)>,
    pub(crate) right: bool,
    /// Whether it counts as near the right answer in the evaluation.
    pub(crate) near: bool,
    /// Whether this option is "no answer".
    pub(crate) none: bool,
}

const STEPS: i32 = 400;
const PACE: f64 = 0.05;

/// Trains weights that maximize the likelihood of the right options (softmax over the options of each
/// question) with Adam. `ridge` is the L2 penalty. In questions without a right option, "no answer" is
/// right, with `lost` times the weight.
pub(crate) fn fit(questions: &[&Question], count: usize, ridge: f64, lost: f64) -> Vec<f64> {
    let mut weights = vec![0.0; count];
    let (mut mean, mut spread) = (vec![0.0; count], vec![0.0; count]);
    for step in 1..=STEPS {
        let mut gradient: Vec<f64> = weights.iter().map(|weight| ridge * weight).collect();
        for question in questions {
            let shares = shares(question, &weights);
            let answerable = question.options.iter().any(|option| option.right);
            let is_right = |option: &Answer| if answerable { option.right } else { option.none };
            let weight = question.weight * if answerable { 1.0 } else { lost };
            let options = || question.options.iter().zip(&shares);
            let right: f64 = options().filter(|(o, _)| is_right(o)).map(|(_, share)| share).sum();
            if weight == 0.0 || right == 0.0 {
                continue;
            }
            for (option, share) in options() {
                let target = if is_right(option) { share / right.max(1e-12) } else { 0.0 };
                let error = weight * (share - target);
                option.features.iter().for_each(|(at, value)| gradient[*at] += error * value);
            }
        }
        for at in 0..count {
            mean[at] = 0.9 * mean[at] + 0.1 * gradient[at];
            spread[at] = 0.99 * spread[at] + 0.01 * gradient[at] * gradient[at];
            let (mean, spread) =
                (mean[at] / (1.0 - 0.9_f64.powi(step)), spread[at] / (1.0 - 0.99_f64.powi(step)));
            weights[at] -= PACE * mean / (spread.sqrt() + 1e-8);
        }
    }
    weights
}

/// Score of an option.
pub(crate) fn score(option: &Answer, weights: &[f64]) -> f64 {
    option.features.iter().map(|(at, value)| weights[*at] * value).sum()
}

fn shares(question: &Question, weights: &[f64]) -> Vec<f64> {
    let scores: Vec<f64> = question.options.iter().map(|option| score(option, weights)).collect();
    let most = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let raised: Vec<f64> = scores.iter().map(|score| (score - most).exp()).collect();
    let sum: f64 = raised.iter().sum();
    raised.iter().map(|raised| raised / sum).collect()
}
