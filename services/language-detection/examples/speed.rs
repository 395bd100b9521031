//! Compares the time of Courant's engine with lingua's on the same texts in one run: medians over texts,
//! on one thread. Reads `{"id","text"}` lines. Use real texts, because lingua skips most lookups for
//! repeated ones.

use std::error::Error;
use std::time::{Duration, Instant};

use language::{Engine, Ngrams};
use serde_json::Value;

const LENGTHS: [usize; 4] = [20, 300, 3_000, 100_000];
const TEXTS: usize = 24;
const REPEATS: usize = 5;

fn main() -> Result<(), Box<dyn Error>> {
    let lines: Vec<Value> = std::io::stdin()
        .lines()
        .map(|line| Ok(serde_json::from_str(&line?)?))
        .collect::<Result<_, Box<dyn Error>>>()?;
    let own = Ngrams::embedded();
    let lingua = lingua::LanguageDetectorBuilder::from_all_languages().build();
    println!("characters  texts  engine us  lingua us  ratio");
    for length in LENGTHS {
        let texts = texts(&lines, length);
        let engine = median(&texts, |text| drop(own.detect(text)));
        let whole = median(&texts, |text| drop(lingua.compute_language_confidence_values(text)));
        let (engine, whole) = (engine.as_secs_f64() * 1e6, whole.as_secs_f64() * 1e6);
        let (count, ratio) = (texts.len(), whole / engine);
        println!("{length:>10}  {count:>5}  {engine:>9.1}  {whole:>9.0}  {ratio:>5.0}");
    }
    Ok(())
}

/// Some of the texts that are long enough, spread evenly, cut to the length.
fn texts(lines: &[Value], length: usize) -> Vec<String> {
    // Nine tenths are enough, because the yardstick's longest texts have nearly 100,000 characters.
    let least = length * 9 / 10;
    let texts = lines.iter().filter_map(|line| line["text"].as_str());
    let texts: Vec<&str> = texts.filter(|text| text.chars().count() >= least).collect();
    let step = (texts.len() / TEXTS).max(1);
    texts.iter().step_by(step).map(|text| text.chars().take(length).collect()).collect()
}

/// The median over the texts of the shortest of a few runs.
fn median(texts: &[String], call: impl Fn(&str)) -> Duration {
    let shortest = |text: &String| {
        let runs = (0..REPEATS).map(|_| {
            let began = Instant::now();
            call(text);
            began.elapsed()
        });
        runs.min().unwrap_or_default()
    };
    let mut times: Vec<_> = texts.iter().map(shortest).collect();
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}
