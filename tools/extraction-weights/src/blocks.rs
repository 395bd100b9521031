//! Data for `train.py`, which trains the block scorer.

use std::collections::HashMap;
use std::io::{self, Write};

use page::training::{Rows, Sample};

use crate::folds::{fold, site};
use crate::text::words;
use crate::yardstick::Example;

/// Number of consecutive words that are looked up in the known body.
const RUN: usize = 4;
/// Minimum share of a block's runs in the known body for the block to count as part of it.
const BODY: f32 = 0.5;

/// Writes all pages with a known body, and `rewrites` rewritten versions of each.
pub(crate) fn dump(pages: &[Example], rewrites: u64, out: &mut impl Write) -> io::Result<usize> {
    let mut written = 0;
    for page in pages {
        let Some(gold) = page.gold.body.as_deref().filter(|gold| !gold.trim().is_empty()) else {
            continue;
        };
        let gold_words = words(gold);
        for version in 0..=rewrites {
            let sample = Sample::read(&page.content, page.url.as_deref());
            let labels = labels(&sample, gold, &gold_words);
            let (sample, labels) = if version == 0 {
                (sample, labels)
            } else {
                let is_body: Vec<bool> = labels.iter().map(|label| *label >= BODY).collect();
                let seed = hash(&page.id) ^ version;
                let (sample, left) = sample.rewritten(seed, &is_body);
                (sample, left.into_iter().map(|at| labels[at]).collect())
            };
            let rows = sample.rows();
            if rows.features.is_empty() {
                continue;
            }
            let page = Dumped { page, version, gold_words: gold_words.len(), labels: &labels };
            page.write(&rows, out)?;
            written += 1;
        }
    }
    Ok(written)
}

/// For each block, the share of its runs of words that are in the known body. Each run of the body is
/// used once, in the order of the page. A short block must be a line of the body, or occur in it
/// together with the surrounding words.
fn labels(sample: &Sample, gold: &str, body: &[&str]) -> Vec<f32> {
    let texts: Vec<Vec<&str>> = sample.texts().map(words).collect();
    let mut left: HashMap<&[&str], u32> = HashMap::new();
    body.windows(RUN).for_each(|run| *left.entry(run).or_default() += 1);
    let whole: std::collections::HashSet<&[&str]> = body.windows(RUN).collect();
    let lines: std::collections::HashSet<Vec<&str>> = gold.lines().map(words).collect();
    let shown: Vec<usize> = (0..texts.len()).filter(|at| !texts[*at].is_empty()).collect();
    let mut labels = vec![0.0; texts.len()];
    for (place, at) in shown.iter().enumerate() {
        let text = &texts[*at];
        labels[*at] = if text.len() >= RUN {
            let runs = text.windows(RUN);
            let all = runs.len() as f32;
            let found = runs.filter(|run| {
                left.get_mut(run).filter(|count| **count > 0).is_some_and(|count| {
                    *count -= 1;
                    true
                })
            });
            found.count() as f32 / all
        } else {
            let beside = |place: Option<usize>| {
                place.and_then(|place| shown.get(place)).map_or(&[][..], |at| &texts[*at][..])
            };
            let more = RUN - text.len();
            let (before, after) = (beside(place.checked_sub(1)), beside(Some(place + 1)));
            let joins_after = after.len() >= more
                && whole.contains(&[text.as_slice(), &after[..more]].concat()[..]);
            let joins_before = before.len() >= more
                && whole.contains(&[&before[before.len() - more..], text].concat()[..]);
            f32::from(u8::from(lines.contains(text) || joins_after || joins_before))
        };
    }
    labels
}

struct Dumped<'a> {
    page: &'a Example,
    version: u64,
    gold_words: usize,
    labels: &'a [f32],
}

impl Dumped<'_> {
    /// Writes a page: a line of JSON with its name and the lengths of the arrays, then the arrays.
    fn write(&self, rows: &Rows, out: &mut impl Write) -> io::Result<()> {
        let tokens: usize = rows.tree.iter().map(|(_, _, tokens)| tokens.len()).sum();
        let texts: usize = rows.texts.iter().map(Vec::len).sum();
        let head = serde_json::json!({
            "id": self.page.id,
            "set": self.page.set,
            "kind": self.page.page_type,
            "site": site(self.page),
            "fold": fold(self.page),
            "version": self.version,
            "gold_words": self.gold_words,
            "blocks": rows.features.len(),
            "features": page::training::FEATURES,
            "elements": rows.tree.len(),
            "element_tokens": tokens,
            "text_tokens": texts,
            "page_tokens": rows.page.len(),
        });
        writeln!(out, "{head}")?;
        let mut bytes = Vec::new();
        let float = |bytes: &mut Vec<u8>, number: f32| bytes.extend(number.to_le_bytes());
        let integer = |bytes: &mut Vec<u8>, number: u32| bytes.extend(number.to_le_bytes());
        rows.features.iter().flatten().for_each(|number| float(&mut bytes, *number));
        rows.positions.iter().for_each(|at| float(&mut bytes, self.labels[*at]));
        rows.words.iter().for_each(|number| float(&mut bytes, *number));
        rows.elements.iter().for_each(|number| integer(&mut bytes, *number));
        for heading in &rows.headings {
            integer(&mut bytes, heading.unwrap_or(u32::MAX));
        }
        rows.tree.iter().for_each(|(parent, _, _)| integer(&mut bytes, *parent));
        rows.tree.iter().for_each(|(_, look, _)| integer(&mut bytes, *look));
        rows.tree.iter().for_each(|(_, _, tokens)| integer(&mut bytes, tokens.len() as u32));
        rows.tree.iter().flat_map(|(_, _, tokens)| tokens).for_each(|t| integer(&mut bytes, *t));
        rows.texts.iter().for_each(|tokens| integer(&mut bytes, tokens.len() as u32));
        rows.texts.iter().flatten().for_each(|token| integer(&mut bytes, *token));
        rows.page.iter().for_each(|token| integer(&mut bytes, *token));
        out.write_all(&bytes)
    }
}

fn hash(id: &str) -> u64 {
    id.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
    })
}
