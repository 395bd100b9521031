use crate::Features;
use crate::weights::{EXACT, GROUP, KNOTS, LANGUAGE};

/// Confidence in a language.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Confidence {
    /// The text is in this language or a sibling: 0 to 1, not yet calibrated.
    pub group: f32,
    /// It is in this language and not in a sibling: 0 to 1, not yet calibrated.
    pub exact: f32,
    /// It is in a language at all: 0 to 1, not yet calibrated.
    pub language: f32,
    /// Share of right answers with this confidence: 0 to 1.
    pub calibrated: f32,
    /// Whether the language is reliable.
    pub reliable: bool,
    /// The text is in no language of the table.
    pub refused: bool,
}

impl Confidence {
    /// The confidence of a thin text, not reliable.
    pub(crate) fn doubted(self) -> Self {
        Self { calibrated: self.calibrated.min(THIN), reliable: false, ..self }
    }
}

/// A language is reliable from this product of group and exact; the threshold is lower for short texts.
const RELIABLE: f32 = 0.84;
const RELIABLE_SHORT: f32 = 0.76;
/// If a smaller share of the characters is in tokens of no language, the text is not code.
const CLEAN: f32 = 0.1;
/// Letters up to which a text is short.
const SHORT: f32 = 40.0;
/// If the text is less likely to be a language, and this much of it is dropped, it is in no
/// language, unless its script belongs to a single language and can't be code.
const NO_LANGUAGE: f32 = 0.05;
const MUCH_DROPPED: f32 = 0.2;
/// A longer text is rejected if the product of group and exact is low, and so is the probability
/// that it is a language at all. A text in two languages has a low product for each.
const NO_ANSWER: f32 = 0.06;
const STRANGER: f32 = 0.5;
const STRANGER_LETTERS: f32 = 30.0;
/// It must also hardly fit better than another language. A text without diacritics fits badly, but best.
const STRANGER_MARGIN: f32 = 0.25;
/// Below this, hardly a letter fits. A longer text with a slight fit throughout has an unusual spelling.
const NO_FIT: f32 = -3.0;
const ODD_FIT: f32 = -4.5;
const ODD_WON: f32 = 0.75;
const ODD_LETTERS: f32 = 100.0;
/// The highest confidence of a thin text.
const THIN: f32 = 0.5;

/// Computes the confidence in a language from its features.
pub(crate) fn confidence(features: &Features) -> Confidence {
    let inputs = Inputs::new(features);
    let group = logistic(&inputs.group(), &GROUP);
    let exact = logistic(&inputs.exact(), &EXACT);
    let language = logistic(&inputs.language(), &LANGUAGE);
    let product = group * exact;
    let odd = features.won >= ODD_WON && features.letters >= ODD_LETTERS && features.fit > ODD_FIT;
    let clean = features.dropped < CLEAN;
    let needed = if features.letters < SHORT && clean { RELIABLE_SHORT } else { RELIABLE };
    let calibrated = calibrated(product);
    let markup = language < NO_LANGUAGE
        && features.dropped > MUCH_DROPPED
        && features.margin < Features::ALONE;
    let stranger = language < STRANGER
        && product < NO_ANSWER
        && features.letters >= STRANGER_LETTERS
        && features.margin < STRANGER_MARGIN;
    let doubtful = features.thin || features.foreign;
    let behind = features.lead_over_strangers < 0.0;
    let refused = features.fit < NO_FIT && !odd || markup || stranger;
    Confidence {
        group,
        exact,
        language,
        calibrated: if features.thin { calibrated.min(THIN) } else { calibrated },
        reliable: product >= needed && !doubtful && !behind && !refused,
        refused,
    }
}

/// The features, bounded to limit the effect of extreme values.
struct Inputs {
    fit: f32,
    misfit: f32,
    won: f32,
    lead: f32,
    lead_share: f32,
    strangers: f32,
    strangers_share: f32,
    strangers_rate: f32,
    /// The lead over strangers if it is negative, in tens of nats.
    behind: f32,
    dropped: f32,
    symbols: f32,
    letters: f32,
    margin: f32,
    extra_margin: f32,
    /// 1 for a rarer language.
    rare: f32,
    /// The spread of a mean over this many letters.
    spread: f32,
}

impl Inputs {
    fn new(features: &Features) -> Self {
        let letters = features.letters.max(1.0);
        let fit = features.fit.clamp(-4.0, 0.3);
        let most = features.most.max(0.1);
        let (lead, strangers) = (features.lead.max(0.0), features.lead_over_strangers);
        Self {
            fit,
            misfit: (-fit - 0.5).max(0.0),
            won: features.won,
            lead: lead.min(60.0),
            lead_share: (lead / most).min(0.3),
            strangers: (strangers.clamp(0.0, 60.0) + 1.0).ln(),
            strangers_share: (strangers / most).clamp(-0.3, 0.5),
            strangers_rate: (strangers / letters).clamp(-0.5, 0.67),
            behind: strangers.clamp(-60.0, 0.0) / 10.0,
            dropped: features.dropped.min(0.5),
            symbols: features.symbols.min(0.3),
            letters: letters.min(300.0).ln(),
            margin: features.margin.clamp(-1.0, 4.0),
            extra_margin: features.extra_margin.clamp(-5.0, 4.0),
            rare: if features.rare { 1.0 } else { 0.0 },
            spread: 4.0 / letters.sqrt(),
        }
    }

    fn group(&self) -> [f32; 19] {
        [
            self.fit,
            self.fit * self.spread,
            self.misfit,
            self.won,
            self.strangers_share,
            self.strangers,
            self.dropped,
            self.symbols,
            self.letters,
            self.spread,
            self.rare,
            self.rare * self.fit,
            self.margin,
            self.extra_margin,
            self.extra_margin * self.spread,
            self.strangers_rate,
            self.behind,
            self.strangers * self.spread,
            self.fit.max(-3.0).powi(2),
        ]
    }

    fn exact(&self) -> [f32; 4] {
        [(self.lead + 0.2).ln(), self.lead_share, self.letters, self.lead.min(3.0)]
    }

    fn language(&self) -> [f32; 8] {
        [
            self.fit,
            self.fit * self.spread,
            self.misfit,
            self.won.min(0.45),
            self.dropped,
            self.symbols,
            self.letters,
            self.spread,
        ]
    }
}

/// The last weight is the constant.
fn logistic(inputs: &[f32], weights: &[f32]) -> f32 {
    let sum: f32 = inputs.iter().chain(&[1.0]).zip(weights).map(|(x, w)| x * w).sum();
    1.0 / (1.0 + (-sum).exp())
}

fn calibrated(product: f32) -> f32 {
    let above = KNOTS.iter().position(|knot| knot.0 >= product).unwrap_or(KNOTS.len() - 1).max(1);
    let ((x0, y0), (x1, y1)) = (KNOTS[above - 1], KNOTS[above]);
    y0 + (y1 - y0) * ((product - x0) / (x1 - x0)).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calibration_rises_from_nought_to_one() {
        let values: Vec<f32> = (0..=1000).map(|p| calibrated(p as f32 / 1000.0)).collect();
        assert!(values.is_sorted());
        assert!(values[0] == 0.0 && values[1000] > 0.99 && values[1000] <= 1.0);
    }
}
