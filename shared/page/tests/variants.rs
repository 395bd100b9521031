//! Pages of kinds that text extractors get wrong, in twenty languages and four layouts each: the text must
//! stay, and notices must be removed.
//!
//! `docs/extraction.md` has the numbers. Known failures (`data/variants-known.txt`, which the test compares
//! exactly): a sentence about cookies is lost. Requests to the reader, labels of advertisements, picture
//! credits, "read also" lines, notes on authors, paywall lines, questions about the page and a button are
//! kept, mostly in languages and with words that are not in the block scorer's training data. Except for
//! one-word labels and answers and a few headings, that data contains none of these lines.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, its helpers too")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use courant_page::charset::Hints;
use courant_page::read;

/// A variant begins with `===`, its kind and its language. Its lines: `@2` is the second paragraph of the
/// language, `+` a paragraph that must stay, `-` one that must be removed; `^` is above the text, `!` below
/// it, and everything else is HTML in it. `⟦⟧` marks parts that must stay, `⟨⟩` those that must be removed.
const VARIANTS: &str = include_str!("data/variants.txt");
/// Menus, titles and paragraphs by language.
const TEXTS: &str = include_str!("data/texts.txt");
/// Known failures: the layouts, kind and language, and what is kept or lost.
const KNOWN: &str = include_str!("data/variants-known.txt");
const SITE: &str = "Lenne Courier";

struct Variant {
    kind: &'static str,
    language: &'static str,
    lines: Vec<&'static str>,
}

/// The markup of a variant's page: semantic elements, class names, plain boxes, or a table and line breaks.
#[derive(Debug, Clone, Copy)]
enum Layout {
    Elements,
    Classes,
    Boxes,
    Table,
}

const LAYOUTS: [Layout; 4] = [Layout::Elements, Layout::Classes, Layout::Boxes, Layout::Table];

/// The parts of a page, and the pieces that must stay or be removed.
#[derive(Default)]
struct Parts {
    above: String,
    body: String,
    below: String,
    keep: Vec<String>,
    drop: Vec<String>,
}

impl Layout {
    fn letter(self) -> char {
        match self {
            Self::Elements => 'e',
            Self::Classes => 'c',
            Self::Boxes => 'b',
            Self::Table => 't',
        }
    }

    fn paragraph(self, text: &str) -> String {
        match self {
            Self::Elements | Self::Classes => format!("<p>{text}</p>\n"),
            Self::Boxes => format!("<div>{text}</div>\n"),
            Self::Table => format!("{text}<br><br>\n"),
        }
    }

    fn page(self, language: &str, parts: &Parts) -> String {
        let Parts { above, body, below, .. } = parts;
        let title = texts("title", language).next().unwrap();
        let h1 = if body.contains("<h1") { String::new() } else { format!("<h1>{title}</h1>") };
        let menu = texts("menu", language).next().unwrap();
        let menu: Vec<_> = menu.split('|').map(|word| format!("<a href=/x>{word}</a>")).collect();
        let page = match self {
            Self::Elements => {
                let menu: String = menu.iter().map(|link| format!("<li>{link}</li>")).collect();
                let main = match above.is_empty() {
                    true => format!("<article>{h1}{body}</article>"),
                    false => format!("{h1}{above}<article>{body}</article>"),
                };
                format!(
                    "<header><a href=/>{SITE}</a><nav><ul>{menu}</ul></nav></header>\
                     <main>{main}</main>{below}<footer><p>© 2024 {SITE}</p></footer>"
                )
            }
            Self::Classes => format!(
                "<div class=topbar><div class=topbar__name>{SITE}</div><div class=topbar__links>{}\
                 </div></div><div class=layout><div class=layout__main>{h1}{above}<div class=story>\
                 <div class=story__text>{body}</div></div></div></div>{below}\
                 <div class=bottom>© 2024 {SITE} · {}</div>",
                menu.concat(),
                menu.last().unwrap(),
            ),
            Self::Boxes => format!(
                "<div><div>{}</div></div><div><div>{h1}{above}<div>{body}</div></div></div>{below}\
                 <div>© 2024 {SITE}</div>",
                menu.join(" | "),
            ),
            Self::Table => format!(
                "<table><tr><td>{}</td><td>{h1}{above}{body}</td></tr>\
                 <tr><td colspan=2>© 2024 {SITE}</td></tr></table>{below}",
                menu.join("<br>"),
            ),
        };
        format!(
            "<!DOCTYPE html><html lang={language}><head><meta charset=utf-8>\
             <title>{title} – {SITE}</title></head><body>{page}</body></html>"
        )
    }
}

impl Variant {
    fn parts(&self, layout: Layout) -> Parts {
        let mut parts = Parts::default();
        for line in &self.lines {
            let mark = line.chars().next().unwrap();
            let text = line[mark.len_utf8()..].trim_start();
            match mark {
                '@' => {
                    let number: usize = text.parse().unwrap();
                    let text = texts("text", self.language).nth(number - 1).unwrap();
                    parts.keep.push(text.to_owned());
                    parts.body += &layout.paragraph(text);
                }
                '+' => {
                    parts.keep.push(text.to_owned());
                    parts.body += &layout.paragraph(text);
                }
                '-' => {
                    parts.drop.push(text.to_owned());
                    parts.body += &layout.paragraph(text);
                }
                _ => {
                    parts.keep.extend(marked(line, '⟦', '⟧'));
                    parts.drop.extend(marked(line, '⟨', '⟩'));
                    let html = line.replace(['⟦', '⟧', '⟨', '⟩'], "");
                    match mark {
                        '^' => parts.above += &html[1..],
                        '!' => parts.below += &html[1..],
                        _ => parts.body += &(html + "\n"),
                    }
                }
            }
        }
        parts
    }

    /// The errors in the text of a layout.
    fn faults(&self, layout: Layout) -> Vec<String> {
        let parts = self.parts(layout);
        let html = layout.page(self.language, &parts);
        let hints = Hints { content_type: Some("text/html"), url: None };
        let text = read(html.as_bytes(), &hints).map(|page| page.text).unwrap_or_default();
        let lines: Vec<String> = text.lines().map(spaced).collect();
        let whole = spaced(&text);
        let lost = parts.keep.iter().filter(|piece| !whole.contains(&spaced(piece)));
        let kept = parts.drop.iter().filter(|piece| {
            let piece = spaced(piece);
            // Short ones are also parts of words.
            let is_long = piece.chars().count() > 5;
            lines.iter().any(|line| *line == piece || is_long && line.contains(&piece))
        });
        let lost = lost.map(|piece| ("lost", piece)).chain(kept.map(|piece| ("kept", piece)));
        lost.map(|(fault, piece)| format!("{} {} {fault}: {piece}", self.kind, self.language))
            .collect()
    }
}

/// The pieces between two marks.
fn marked(line: &str, from: char, to: char) -> Vec<String> {
    let parts = line.split(from).skip(1).filter_map(|part| part.split(to).next());
    parts.map(str::to_owned).collect()
}

fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn texts(what: &str, language: &str) -> impl Iterator<Item = &'static str> {
    TEXTS.lines().filter_map(move |line| {
        let (kind, rest) = line.split_once(' ')?;
        let (code, text) = rest.split_once(' ')?;
        (kind == what && code == language).then_some(text)
    })
}

fn variants() -> Vec<Variant> {
    let mut variants: Vec<Variant> = Vec::new();
    for line in VARIANTS.lines().filter(|line| !line.is_empty()) {
        match line.strip_prefix("=== ") {
            Some(head) => {
                let (kind, language) = head.split_once(' ').unwrap();
                variants.push(Variant { kind, language, lines: Vec::new() });
            }
            None => variants.last_mut().unwrap().lines.push(line),
        }
    }
    variants
}

/// Errors, each with the letters of its layouts.
fn faults() -> BTreeSet<String> {
    let mut layouts: BTreeMap<String, String> = BTreeMap::new();
    for variant in variants() {
        for layout in LAYOUTS {
            for fault in variant.faults(layout) {
                layouts.entry(fault).or_default().push(layout.letter());
            }
        }
    }
    layouts.into_iter().map(|(fault, layouts)| format!("{layouts} {fault}")).collect()
}

#[test]
fn every_kind_has_at_least_five_variants() {
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    let variants = variants();
    variants.iter().for_each(|variant| *kinds.entry(variant.kind).or_default() += 1);
    let few: Vec<_> = kinds.iter().filter(|(_, number)| **number < 5).collect();
    assert!(few.is_empty(), "{few:?}");
    let languages: BTreeSet<&str> = variants.iter().map(|variant| variant.language).collect();
    assert!(languages.len() >= 20, "{languages:?}");
}

#[test]
fn the_documentation_has_the_numbers() {
    let variants = variants();
    let kinds: BTreeSet<&str> = variants.iter().map(|variant| variant.kind).collect();
    let languages: BTreeSet<&str> = variants.iter().map(|variant| variant.language).collect();
    let (mut pieces, mut notices) = (0, 0);
    for variant in &variants {
        for parts in LAYOUTS.map(|layout| variant.parts(layout)) {
            pieces += parts.keep.len();
            notices += parts.drop.len();
        }
    }
    // Each letter before the kind is a layout.
    let known = |fault: &str| -> usize {
        let lines = KNOWN.lines().filter(|line| line.contains(fault));
        lines.filter_map(|line| line.find(' ')).sum()
    };
    let (lost, kept) = (known(" lost: "), known(" kept: "));
    let sentence = format!(
        "has {} pages of {} kinds in {} languages, each in four layouts: all but {lost} of {} pieces of \
         text are kept, and {} of {notices} notices are removed.",
        variants.len(),
        kinds.len(),
        languages.len(),
        grouped(pieces),
        notices - kept,
    );
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/extraction.md");
    let docs = fs::read_to_string(path).unwrap();
    assert!(docs.contains(&sentence), "docs/extraction.md doesn't say: {sentence}");
}

/// A number with a comma before the thousands.
fn grouped(number: usize) -> String {
    format!("{},{:03}", number / 1000, number % 1000)
}

#[test]
fn what_belongs_to_the_text_stays_and_notices_go() {
    let known: BTreeSet<String> = KNOWN.lines().map(str::to_owned).collect();
    let faults = faults();
    let new: Vec<_> = faults.difference(&known).map(String::as_str).collect();
    let mended: Vec<_> = known.difference(&faults).map(String::as_str).collect();
    assert!(
        new.is_empty() && mended.is_empty(),
        "new faults:\n{}\nno faults any more:\n{}",
        new.join("\n"),
        mended.join("\n")
    );
}
