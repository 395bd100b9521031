use std::collections::HashSet;

use page::training::{self, Sample, Weights};

use crate::folds::{FOLDS, fold};
use crate::logistic::{self, Row};
use crate::text::{body_f1, shares, words};
use crate::weights::Trained;
use crate::yardstick::Example;

/// Strength of the regularization.
const RIDGE: f64 = 1e-4;
/// Number of words in a row that are looked up in the known body.
const RUN: usize = 4;

/// A page with a known body, and its blocks.
struct Known<'a> {
    gold: &'a str,
    fold: usize,
    sample: Sample,
    rows: Vec<Row>,
}

/// Trains the block scorer and prints its evaluation.
pub(crate) fn train(examples: &[Example]) -> Trained {
    let known: Vec<Known<'_>> = examples.iter().filter_map(known).collect();
    let trained = |included: &dyn Fn(usize) -> bool| {
        let rows: Vec<&Row> =
            known.iter().filter(|page| included(page.fold)).flat_map(|page| &page.rows).collect();
        rounded(&logistic::fit(&rows, RIDGE))
    };
    let mut held_out = Vec::new();
    for part in 0..FOLDS {
        let weights = trained(&|fold| fold != part);
        held_out.extend(measured(known.iter().filter(|page| page.fold == part), &weights));
    }
    let weights = trained(&|_| true);
    let all = measured(known.iter(), &weights);
    let committed = measured(known.iter(), Weights::trained());
    println!("blocks: {} pages with a known body", known.len());
    for (what, shares) in
        [("held out", held_out), ("trained on all", all), ("committed", committed)]
    {
        let [f1, precision, recall] = body_f1(&shares);
        println!("  {what}: body F1 {f1:.2} (P {precision:.2}, R {recall:.2})");
    }
    let named = training::names().map(str::to_owned).zip(weights.each.map(f64::from));
    let bias = ("bias".to_owned(), f64::from(weights.bias));
    Trained {
        file: "shared/page/src/html/candidates/scored/weights.tsv",
        weights: named.chain([bias]).collect(),
    }
}

fn known(example: &Example) -> Option<Known<'_>> {
    let gold = example.gold.body.as_deref()?;
    let sample = Sample::read(&example.content, example.url.as_deref());
    let body = words(gold);
    let runs: HashSet<&[&str]> = (1..=RUN).flat_map(|length| body.windows(length)).collect();
    let mut rows: Vec<Row> = sample
        .blocks()
        .iter()
        .map(|block| {
            let words = words(&block.text);
            let length = RUN.min(words.len()).max(1);
            let found = words.windows(length).filter(|run| runs.contains(run)).count();
            let is_positive = found * 2 > words.windows(length).count();
            let weight = (words.len() as f64).sqrt();
            Row { features: block.features.clone(), is_positive, weight }
        })
        .collect();
    // All pages have the same total weight.
    let sum: f64 = rows.iter().map(|row| row.weight).sum();
    rows.iter_mut().for_each(|row| row.weight /= sum.max(1e-9));
    Some(Known { gold, fold: fold(example), sample, rows })
}

/// Weights with the precision of the data file.
fn rounded(weights: &[f64]) -> Weights {
    let rounded = |weight: &f64| ((weight * 1000.0).round() / 1000.0) as f32;
    let mut trained = Weights::trained().clone();
    trained.each.iter_mut().zip(weights).for_each(|(to, weight)| *to = rounded(weight));
    trained.bias = weights.last().map_or(0.0, rounded);
    trained
}

fn measured<'a>(pages: impl Iterator<Item = &'a Known<'a>>, weights: &Weights) -> Vec<[f64; 3]> {
    pages.map(|page| shares(page.gold, &page.sample.text(weights))).collect()
}
