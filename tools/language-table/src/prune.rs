//! Selects n-grams and computes their values.

use std::collections::HashMap;

use language::Class;
use language::ngram::{Hash, Key, LONGEST};
use language::table::{DENSE, LANES, Lane, Record, STEP};

use crate::merged::Merged;
use crate::source::Source;
use crate::values::{self, Places, frequency, worth};

/// The cost of an unseen n-gram compared with the mean of its suffixes, in nats.
const UNSEEN: f64 = 1.0;
/// Rows with at least this many lanes are dense if the n-gram has at least this frequency per million.
const DENSE_LANES: usize = 20;
const DENSE_FREQUENT: f64 = 100.0;
/// Scripts with fewer languages have no dense rows.
const DENSE_SCRIPT: usize = 16;
/// The maximum length of n-grams in a script of a single language, where they only detect noise.
const LONGEST_ALONE: usize = 3;
/// The maximum value in a cell of a dense row.
const HIGHEST: i16 = 127;

/// The kept n-grams.
pub(crate) struct Pruned {
    pub(crate) records: Vec<(Hash, Record)>,
    pub(crate) dense: Vec<[i8; LANES]>,
}

/// Prunes the n-grams, shorter ones first, each compared with the values of those already kept, so that
/// errors of pruning and rounding don't accumulate. Then measures the mean value of a letter.
pub(crate) fn prune(
    merged: &Merged,
    lanes: &mut [Vec<Lane>; Class::COUNT],
    places: &Places,
    unseen: &[[f64; LONGEST]],
    thresholds: &[f64],
) -> Pruned {
    let mut pruned = Pruned { records: Vec::new(), dense: Vec::new() };
    let mut rows: HashMap<[i8; LANES], u16> = HashMap::new();
    let mut kept: HashMap<Key, Vec<i16>> = HashMap::new();
    let mut frequencies = vec![0.0; merged.iter().last().map_or(0, |(_, range)| range.end)];
    let mut means = Means::default();

    for (key, range) in merged.iter() {
        let script = lanes[key.class().number()].len();
        let suffix = if key.order() > 1 { merged.find(key.suffix()) } else { 0..0 };
        let mut sums = below(&kept, key).map_or_else(|| vec![0; script], Clone::clone);
        let mut changed: Vec<(u8, i16)> = Vec::new();
        let entries = merged.entries(range.clone());
        let share =
            entries.iter().map(|entry| libm::exp(f64::from(entry.joint))).fold(0.0, f64::max);
        let weight = (share * 1e6).sqrt();
        for (entry, at) in entries.iter().zip(range) {
            let of = merged.entries(suffix.clone()).iter().position(|of| of.source == entry.source);
            frequencies[at] =
                frequency(*entry, of.map_or(0.0, |of| frequencies[suffix.start + of]));
            let Some((_, lane)) =
                places[entry.source.number()].filter(|place| place.0 == key.class())
            else {
                continue;
            };
            let worth = worth(*entry, frequencies[at]);
            let step = f64::from(STEP);
            let difference = worth - f64::from(sums[lane]) * step;
            let value = (libm::round(worth / step) as i16).clamp(-HIGHEST, HIGHEST) - sums[lane];
            let alone = script == 1 && key.order() > LONGEST_ALONE;
            let keep =
                key.order() == 1 || difference.abs() * weight >= thresholds[entry.source.number()];
            if value != 0 && keep && !alone {
                changed.push((lane as u8, value));
                sums[lane] += value;
            }
            means.add(*entry, key, f32::from(sums[lane]) * STEP);
        }
        if changed.is_empty() {
            continue;
        }
        let many = changed.len() >= usize::from(DENSE)
            || changed.len() >= DENSE_LANES
                && script > DENSE_SCRIPT
                && share * 1e6 >= DENSE_FREQUENT;
        let record = if many {
            let row = dense(&sums);
            let next = u16::try_from(pruned.dense.len()).expect("fewer than 65,536 dense rows");
            let row = *rows.entry(row).or_insert_with(|| {
                pruned.dense.push(row);
                next
            });
            Record::Dense(row)
        } else {
            Record::Sparse(changed)
        };
        pruned.records.push((key.hash(), record));
        if key.order() < LONGEST {
            kept.insert(key, sums);
        }
    }
    means.write(lanes, places, unseen);
    pruned
}

/// The sum of the longest kept suffix and its suffixes.
fn below(kept: &HashMap<Key, Vec<i16>>, mut key: Key) -> Option<&Vec<i16>> {
    while key.order() > 1 {
        key = key.suffix();
        if let Some(sums) = kept.get(&key) {
            return Some(sums);
        }
    }
    None
}

fn dense(sums: &[i16]) -> [i8; LANES] {
    let mut row = [0; LANES];
    for (cell, sum) in row.iter_mut().zip(sums) {
        *cell = (*sum).clamp(-HIGHEST, HIGHEST) as i8;
    }
    row
}

/// The mean value of a letter in its own language, by the number of letters before it.
struct Means {
    sums: Vec<[(f64, f64); LONGEST]>,
}

impl Default for Means {
    fn default() -> Self {
        Self { sums: vec![[(0.0, 0.0); LONGEST]; Source::COUNT] }
    }
}

impl Means {
    fn add(&mut self, entry: crate::merged::Entry, key: Key, worth: f32) {
        let share = libm::exp(f64::from(entry.joint));
        let (sum, shares) = &mut self.sums[entry.source.number()][key.order() - 1];
        *sum += share * f64::from(worth);
        *shares += share;
    }

    /// A letter whose n-gram was too rare in the source has the value of its suffix, less [`UNSEEN`].
    fn write(
        &self,
        lanes: &mut [Vec<Lane>; Class::COUNT],
        places: &Places,
        unseen: &[[f64; LONGEST]],
    ) {
        for (number, place) in places.iter().enumerate() {
            let Some((class, lane)) = *place else { continue };
            let (other, margin) = values::other_texts(lanes[class.number()][lane].language);
            lanes[class.number()][lane].margin = margin as f32;
            let mut shorter = 0.0;
            for (order, (sum, shares)) in self.sums[number].iter().enumerate() {
                let kept = if *shares > 0.0 { sum / shares } else { shorter };
                let missing = unseen[number][order];
                let mean = kept * (1.0 - missing) + (shorter - UNSEEN) * missing;
                lanes[class.number()][lane].expect[order] = (mean + other) as f32;
                shorter = mean;
            }
        }
    }
}
