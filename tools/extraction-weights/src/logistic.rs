/// A training row.
pub(crate) struct Row {
    pub(crate) features: Vec<f32>,
    pub(crate) is_positive: bool,
    pub(crate) weight: f64,
}

/// Number of Newton steps. Each doubles the number of correct digits.
const STEPS: usize = 12;

/// Logistic regression by Newton's method. `ridge` is the L2 penalty per unit of row weight; the bias,
/// which is the last weight, has none.
pub(crate) fn fit(rows: &[&Row], ridge: f64) -> Vec<f64> {
    let count = rows.first().map_or(0, |row| row.features.len()) + 1;
    let ridge = ridge * rows.iter().map(|row| row.weight).sum::<f64>();
    let mut weights = vec![0.0; count];
    for _ in 0..STEPS {
        let mut gradient = vec![0.0; count];
        let mut hessian = vec![0.0; count * count];
        let mut x = vec![0.0; count];
        for row in rows {
            x.iter_mut().zip(&row.features).for_each(|(x, feature)| *x = f64::from(*feature));
            x[count - 1] = 1.0;
            let score: f64 = weights.iter().zip(&x).map(|(weight, x)| weight * x).sum();
            let share = 1.0 / (1.0 + (-score).exp());
            let error = row.weight * (share - f64::from(u8::from(row.is_positive)));
            let curve = row.weight * (share * (1.0 - share)).max(1e-6);
            for (at, one) in x.iter().enumerate().filter(|(_, one)| **one != 0.0) {
                gradient[at] += error * one;
                let line = &mut hessian[at * count..at * count + at + 1];
                line.iter_mut().zip(&x).for_each(|(cell, other)| *cell += curve * one * other);
            }
        }
        for at in 0..count {
            let penalty = if at + 1 < count { ridge } else { 1e-9 };
            gradient[at] += penalty * weights[at];
            hessian[at * count + at] += penalty;
        }
        let step = solve(hessian, gradient);
        weights.iter_mut().zip(step).for_each(|(weight, step)| *weight -= step);
    }
    weights
}

/// Solves a symmetric positive definite system by Cholesky decomposition of its lower half.
fn solve(mut matrix: Vec<f64>, mut right: Vec<f64>) -> Vec<f64> {
    let n = right.len();
    for at in 0..n {
        for below in at..n {
            let (a, b) = (at * n, below * n);
            let known: f64 = (0..at).map(|k| matrix[a + k] * matrix[b + k]).sum();
            let rest = matrix[b + at] - known;
            matrix[b + at] =
                if below == at { rest.max(1e-12).sqrt() } else { rest / matrix[a + at] };
        }
    }
    for at in 0..n {
        let known: f64 = (0..at).map(|k| matrix[at * n + k] * right[k]).sum();
        right[at] = (right[at] - known) / matrix[at * n + at];
    }
    for at in (0..n).rev() {
        let known: f64 = (at + 1..n).map(|k| matrix[k * n + at] * right[k]).sum();
        right[at] = (right[at] - known) / matrix[at * n + at];
    }
    right
}
