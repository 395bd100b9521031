//! Trained by `tools/language-table/calibrate.py` on texts outside the yardstick: see `docs/language.md`.

/// The text is in a language of the table, and in this one or a sibling.
#[expect(clippy::approx_constant, reason = "a fitted weight, by chance near 1/π")]
pub(crate) const GROUP: [f32; 20] = [
    4.000, -0.882, -0.140, 0.050, 0.338, 0.318, -1.375, 2.355, -0.539, -2.138, -0.692, -0.498,
    0.109, 0.343, 0.387, 6.386, -0.130, -0.682, 0.748, 3.676,
];
/// It is in this language, not in a sibling.
pub(crate) const EXACT: [f32; 5] = [1.844, 0.819, -0.694, -0.716, 2.781];
/// It is in a language at all.
pub(crate) const LANGUAGE: [f32; 9] =
    [5.428, -1.731, 2.234, 11.365, -2.699, 3.379, -0.141, -2.859, -0.264];
/// From the product of the first two to the share of right answers; linear between the knots.
pub(crate) const KNOTS: [(f32, f32); 12] = [
    (0.0, 0.0),
    (0.0262, 0.4619),
    (0.119, 0.5646),
    (0.331, 0.6662),
    (0.5744, 0.7681),
    (0.7474, 0.8991),
    (0.8431, 0.9621),
    (0.8959, 0.9751),
    (0.9242, 0.9961),
    (0.9535, 0.9987),
    (0.9625, 0.9998),
    (1.0, 0.9998),
];
