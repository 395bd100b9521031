use serde::{Deserialize, Serialize};

/// A cost that grows with the size: a fixed part, and a part per kilobyte (1,000 bytes).
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Line {
    /// The cost of an empty document.
    pub fixed: f64,
    /// The cost of each kilobyte.
    pub per_kb: f64,
}

impl Line {
    /// The cost at a size in bytes.
    pub(crate) fn at(self, bytes: f64) -> f64 {
        self.fixed + self.per_kb * bytes / 1e3
    }

    /// The line through points of bytes and cost with the smallest squared relative deviation, so
    /// that small documents count as much as large ones. Neither part is negative.
    pub(crate) fn fit(points: &[(f64, f64)]) -> Self {
        // Weighted by 1 / cost².
        let sum = |term: &dyn Fn(f64, f64) -> f64| {
            let weighed = |&(bytes, cost): &(f64, f64)| term(bytes / 1e3, cost) / (cost * cost);
            points.iter().filter(|(_, cost)| *cost > 0.0).map(weighed).sum::<f64>()
        };
        let (one, x, y) = (sum(&|_, _| 1.0), sum(&|x, _| x), sum(&|_, y| y));
        let (xx, xy) = (sum(&|x, _| x * x), sum(&|x, y| x * y));
        if one == 0.0 {
            return Self::default();
        }
        let spread = one * xx - x * x;
        let constant = Self { fixed: y / one, per_kb: 0.0 };
        if spread <= f64::EPSILON * one * xx {
            return constant;
        }
        let per_kb = (one * xy - x * y) / spread;
        let fixed = (y - per_kb * x) / one;
        match (fixed < 0.0, per_kb < 0.0) {
            (_, true) => constant,
            (true, false) => Self { fixed: 0.0, per_kb: xy / xx },
            (false, false) => Self { fixed, per_kb },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_goes_through_its_points() {
        let line = Line::fit(&[(3_000.0, 160.0), (80_000.0, 1_700.0)]);
        assert!((line.fixed - 100.0).abs() < 1e-6 && (line.per_kb - 20.0).abs() < 1e-6, "{line:?}");
        assert!((line.at(40_000.0) - 900.0).abs() < 1e-6);
    }

    #[test]
    fn neither_part_is_negative() {
        let falling = Line::fit(&[(3_000.0, 200.0), (80_000.0, 100.0)]);
        assert!(falling.per_kb == 0.0 && falling.fixed > 0.0, "{falling:?}");
        let steep = Line::fit(&[(10_000.0, 10.0), (20_000.0, 90.0)]);
        assert!(steep.fixed == 0.0 && steep.per_kb > 0.0, "{steep:?}");
        assert_eq!(Line::fit(&[(1_000.0, 5.0)]), Line { fixed: 5.0, per_kb: 0.0 });
        assert_eq!(Line::fit(&[]), Line::default());
    }
}
