use std::collections::HashSet;

use page::training::{self, Weights};

use crate::folds::{FOLDS, fold};
use crate::linear::Fit;
use crate::logistic::{self, Row};
use crate::text::{body_f1, shares, words};
use crate::yardstick::Page;

/// How strongly weights are held near 0.
const RIDGE: f64 = 1e-4;
/// How many words in a row are looked up in the body that is known.
const RUN: usize = 4;

/// A page whose body is known, and its blocks.
struct Known<'a> {
    gold: &'a str,
    fold: usize,
    page: training::Page,
    rows: Vec<Row>,
}

/// The weights of the block scorer.
pub(crate) fn fit(pages: &[Page]) -> Fit {
    let known: Vec<Known<'_>> = pages.iter().filter_map(known).collect();
    let trained = |kept: &dyn Fn(usize) -> bool| {
        let rows: Vec<&Row> =
            known.iter().filter(|page| kept(page.fold)).flat_map(|page| &page.rows).collect();
        rounded(&logistic::fit(&rows, RIDGE))
    };
    let mut held_out = Vec::new();
    for part in 0..FOLDS {
        let weights = trained(&|fold| fold != part);
        held_out.extend(measured(known.iter().filter(|page| page.fold == part), &weights));
    }
    let weights = trained(&|_| true);
    let all = measured(known.iter(), &weights);
    let committed = measured(known.iter(), &Weights::trained());
    println!("blocks: {} pages with a known body", known.len());
    for (what, shares) in
        [("held out", held_out), ("fitted on all", all), ("as they are", committed)]
    {
        let [f1, precision, recall] = body_f1(&shares);
        println!("  {what}: body F1 {f1:.2} (P {precision:.2}, R {recall:.2})");
    }
    Fit {
        source: "shared/page/src/html/candidates/scored/weights.rs",
        names: training::names().map(str::to_owned).to_vec(),
        weights: weights.each.iter().map(|weight| f64::from(*weight)).collect(),
        bias: Some(f64::from(weights.bias)),
    }
}

fn known(page: &Page) -> Option<Known<'_>> {
    let gold = page.gold.body.as_deref()?;
    let read = training::Page::read(&page.content, page.url.as_deref());
    let body = words(gold);
    let runs: HashSet<&[&str]> = (1..=RUN).flat_map(|length| body.windows(length)).collect();
    let mut rows: Vec<Row> = read
        .blocks()
        .iter()
        .map(|block| {
            let words = words(&block.text);
            let length = RUN.min(words.len()).max(1);
            let found = words.windows(length).filter(|run| runs.contains(run)).count();
            let is = found * 2 > words.windows(length).count();
            Row { features: block.numbers.clone(), is, weight: (words.len() as f64).sqrt() }
        })
        .collect();
    // A page weighs as much as any other.
    let sum: f64 = rows.iter().map(|row| row.weight).sum();
    rows.iter_mut().for_each(|row| row.weight /= sum.max(1e-9));
    Some(Known { gold, fold: fold(page), page: read, rows })
}

/// Weights as they stand in the source.
fn rounded(weights: &[f64]) -> Weights {
    let rounded = |weight: &f64| ((weight * 1000.0).round() / 1000.0) as f32;
    let mut fitted = Weights::trained();
    fitted.each.iter_mut().zip(weights).for_each(|(to, weight)| *to = rounded(weight));
    fitted.bias = weights.last().map_or(0.0, rounded);
    fitted
}

fn measured<'a>(pages: impl Iterator<Item = &'a Known<'a>>, weights: &Weights) -> Vec<[f64; 3]> {
    pages.map(|page| shares(page.gold, &page.page.text(weights))).collect()
}
