//! Measures how many copies of articles are recognised in a window of a million texts, for
//! docs/extraction.md.
//!
//! ```sh
//! cargo run --release -p courant-metadata --example near-duplicates -- gold.jsonl
//! ```

use std::time::Duration;

use article::ArticleId;
use courant_metadata::near::{Sketch, Window};
use rustix::time::{ClockId, clock_gettime};
use serde_json::Value;
use text::words::words;

/// The number of random texts in the window, and of sentences in each.
const TEXTS: usize = 1_000_000;
const SENTENCES: usize = 20;
/// Articles with fewer words are skipped.
const FEWEST: usize = 50;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("usage: near-duplicates gold.jsonl")?;
    let gold = std::fs::read_to_string(path)?;
    let articles = articles(&gold)?;
    let sentences: Vec<&str> = articles
        .iter()
        .flat_map(|text| text.split_inclusive(['.', '。', '\n']))
        .filter(|sentence| words(sentence).count() > 2)
        .collect();
    let mut dice = Dice(1);
    let mut window = Window::new(TEXTS + articles.len());
    for text in &articles {
        pass(&mut window, text);
    }
    let before = clock_gettime(ClockId::ProcessCPUTime);
    let mut others = 0;
    for _ in 0..TEXTS {
        others += usize::from(pass(&mut window, &random(&sentences, SENTENCES, &mut dice)));
    }
    let spent = clock_gettime(ClockId::ProcessCPUTime) - before;
    let spent = Duration::try_from(spent)?;

    type Change = fn(&str, &[&str], &mut Dice) -> String;
    let changes: [(&str, Change); 3] = [
        ("5 % of the words changed", |text, _, dice| with_words_changed(text, dice)),
        ("first and last tenth replaced", with_ends_replaced),
        ("cut to two thirds", |text, _, _| part(text, 0, 2, 3).to_owned()),
    ];
    for (name, change) in changes {
        let (mut right, mut wrong) = (0, 0);
        for text in &articles {
            let copy = change(text, &sentences, &mut dice);
            let sketch = Sketch::of(&copy);
            let found = sketch.and_then(|sketch| window.find(id(&copy), &sketch).0);
            right += usize::from(found.is_some_and(|found| found.of == id(text)));
            wrong += usize::from(found.is_some_and(|found| found.of != id(text)));
        }
        let share = 100.0 * right as f64 / articles.len() as f64;
        println!("{name}: {right} ({share:.1} %) of {} found, {wrong} wrong", articles.len());
    }
    println!("{others} of {TEXTS} random texts have an `of`");
    // This includes the time to generate the texts.
    println!("{:.1} µs of CPU time for a text", spent.as_secs_f64() * 1e6 / TEXTS as f64);
    Ok(())
}

/// The texts that are long enough, without duplicates.
fn articles(gold: &str) -> serde_json::Result<Vec<String>> {
    let mut all = Vec::new();
    for line in gold.lines() {
        let page: Value = serde_json::from_str(line)?;
        let text = page["gold"]["body"].as_str().unwrap_or_default();
        if words(text).count() >= FEWEST && !all.iter().any(|known| known == text) {
            all.push(text.to_owned());
        }
    }
    Ok(all)
}

fn id(text: &str) -> ArticleId {
    ArticleId::of("", "", text.as_bytes())
}

/// Whether the window finds a near-duplicate.
fn pass(window: &mut Window, text: &str) -> bool {
    let sketch = Sketch::of(text);
    sketch.is_some_and(|sketch| window.pass(id(text), &sketch).0.is_some())
}

fn random(sentences: &[&str], number: usize, dice: &mut Dice) -> String {
    (0..number).map(|_| [sentences[dice.below(sentences.len())], " "].concat()).collect()
}

fn with_words_changed(text: &str, dice: &mut Dice) -> String {
    let mut copy = String::new();
    let mut copied = 0;
    for word in words(text) {
        if dice.below(20) == 0 {
            copy.push_str(&text[copied..word.at]);
            copy.push_str(&format!("x{}", dice.below(1_000_000)));
            copied = word.at + word.text.len();
        }
    }
    copy + &text[copied..]
}

fn with_ends_replaced(text: &str, sentences: &[&str], dice: &mut Dice) -> String {
    let other = random(sentences, 200, dice);
    let tenth = text.chars().count() / 10;
    let end: String = other.chars().take(tenth).collect();
    let begin: String = other.chars().skip(tenth).take(tenth).collect();
    [&begin, " ", part(text, 1, 9, 10), " ", &end].concat()
}

/// The parts `from` to `to` of a text that is divided into `all` equal parts.
fn part(text: &str, from: usize, to: usize, all: usize) -> &str {
    let length = text.chars().count();
    let at = |place: usize| text.char_indices().nth(place).map_or(text.len(), |(at, _)| at);
    &text[at(length * from / all)..at(length * to / all)]
}

/// Random numbers (SplitMix64), the same in each run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ mixed >> 31) as usize % most
    }
}
