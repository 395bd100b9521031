use std::time::Instant;

use async_nats::HeaderMap;
use futures_util::StreamExt;

use bench::{Hop, median, sorted};
use broker::table::{STAGES, StageSpec};

use crate::bed::Bed;
use crate::figure::Figure;

/// Fresh processes in a round.
const STARTS: u64 = 10;
/// Documents after the first one that a process gets.
const MORE: u64 = 10;
const STAGE: &StageSpec = &STAGES[2];

/// Metadata extraction's time for the first page after it is ready, in fresh processes; against the
/// median of the pages that follow in the same process.
pub async fn measure(rounds: u32) -> Figure {
    let mut pairs = Vec::new();
    for round in 1..=rounds {
        let (mut first, mut later) = (Vec::new(), Vec::new());
        for _ in 0..STARTS {
            let (one, others) = start().await;
            first.push(one);
            later.push(others);
        }
        let of = |all: Vec<f64>| median(&sorted(all.into_iter()));
        let (first, later) = (of(first), of(later));
        eprintln!("cold {round}: {first:.2} ms for the first page, then {later:.2} ms");
        pairs.push((first, later));
    }
    let what = "first page of a fresh metadata-extraction that is ready, median of 10 starts; against the pages after it";
    Figure { what, unit: "ms", pairs, aim: "first ≤ 15 ms" }
}

/// Milliseconds from the publication of a page to that of its result: of the first one, and the
/// median of the others.
async fn start() -> (f64, f64) {
    let mut bed = Bed::fresh().await;
    bed.place(Hop::Service, &STAGES[0]);
    bed.place(Hop::Service, &STAGES[1]);
    for number in 0..=MORE {
        bed.publish_raw(HeaderMap::new(), page(number).into()).await;
    }
    bed.client.stored(STAGE.input, MORE + 1).await;
    let mut pages = Vec::new();
    for number in 1..=MORE + 1 {
        pages.push(bed.client.message(STAGE.input, number).await);
    }
    let stream = bed.client.jetstream.get_stream(STAGE.input).await.expect("setup made it");
    stream.purge().await.expect("the server is up");
    bed.place(Hop::Service, STAGE);
    bed.asked_for(&STAGES[2..3]).await;
    let results = bed.client.nats.subscribe(STAGE.output).await;
    let mut results = results.expect("the server is up");
    let mut took = Vec::new();
    for page in pages {
        let began = Instant::now();
        bed.publish_again(page).await;
        results.next().await.expect("the subscription lasts as long as its client");
        took.push(began.elapsed().as_secs_f64() * 1e3);
    }
    (took[0], median(&sorted(took.into_iter().skip(1))))
}

/// A page with what most pages of the news have.
fn page(number: u64) -> String {
    let paragraph = format!(
        "<p>Ferry number {number} sails again on Monday, Mayor Ann Corrie said on 3 May 2024. It had \
         been moored for six years, since the lake withdrew from the old harbour in 2018.</p>"
    );
    format!(
        r#"<!DOCTYPE html><html lang="en"><head>
        <title>Ferry {number} returns to Lake Aral - The Aral Courier</title>
        <meta property="og:site_name" content="The Aral Courier">
        <meta property="article:published_time" content="2024-05-03T09:30:00+05:00"></head>
        <body><nav><a href="/">Home</a> <a href="/coast">Coast</a></nav>
        <article><h1>Ferry {number} returns to Lake Aral</h1>
        <p class="byline">By Mira Holt, Harbour Reporter | Updated 5 May 2024</p>{}</article>
        <footer>© 2024 The Aral Courier. All rights reserved.</footer></body></html>"#,
        paragraph.repeat(10)
    )
}
