use std::fmt;

use bench::{median, sorted};

/// A row of the table: pairs of measurements of Courant and the baseline.
#[derive(Debug)]
pub struct Figure {
    /// The quantity.
    pub what: &'static str,
    /// The unit of both.
    pub unit: &'static str,
    /// Courant and the baseline in each round.
    pub pairs: Vec<(f64, f64)>,
    /// The aim.
    pub aim: &'static str,
}

impl Figure {
    /// The table's header.
    pub const HEAD: &'static str = "| figure | Courant | baseline | ratio (least – most) | aim |";
    /// The line below it.
    pub const RULE: &'static str = "|---|---|---|---|---|";
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { what, unit, pairs, aim } = self;
        let ours = sorted(pairs.iter().map(|pair| pair.0));
        let base = sorted(pairs.iter().map(|pair| pair.1));
        let ratios = sorted(pairs.iter().map(|(ours, base)| ours / base));
        let (ours, base, ratio) = (median(&ours), median(&base), median(&ratios));
        let (least, most) = (ratios.first().unwrap_or(&ratio), ratios.last().unwrap_or(&ratio));
        write!(
            f,
            "| {what} | {} {unit} | {} {unit} | {ratio:.2} ({least:.2} – {most:.2}) | {aim} |",
            plain(ours),
            plain(base)
        )
    }
}

/// The value without decimals if it is at least 100, otherwise with two.
fn plain(value: f64) -> String {
    if value >= 100.0 { format!("{value:.0}") } else { format!("{value:.2}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_holds_medians_and_the_range_of_the_ratios() {
        let pairs = vec![(90.0, 100.0), (300.0, 200.0), (80.0, 100.0)];
        let figure = Figure { what: "speed", unit: "docs/s", pairs, aim: "≥ 0.85" };
        let row = "| speed | 90.00 docs/s | 100 docs/s | 0.90 (0.80 – 1.50) | ≥ 0.85 |";
        assert_eq!(figure.to_string(), row);
    }
}
