use std::collections::HashSet;

use crate::yardstick::Page;

/// How many parts the sites are dealt into.
pub(crate) const FOLDS: usize = 5;

/// The part that a page's site is in.
pub(crate) fn fold(page: &Page) -> usize {
    let hash = site(page).bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
    });
    (hash >> 32) as usize % FOLDS
}

/// How many sites the pages are of.
pub(crate) fn sites(pages: &[Page]) -> usize {
    pages.iter().map(site).collect::<HashSet<_>>().len()
}

/// The registrable domain, nearly enough; a page without an address is a site of its own.
fn site(page: &Page) -> String {
    let Some(url) = &page.url else { return page.id.clone() };
    let host = url.split("//").nth(1).unwrap_or(url);
    let host = host.split(['/', '?', ':']).next().unwrap_or_default().to_lowercase();
    let labels: Vec<&str> = host.split('.').collect();
    let second = labels.len().checked_sub(2).map_or("", |at| labels[at]);
    let kept = if second.len() <= 3 { 3 } else { 2 };
    labels[labels.len().saturating_sub(kept)..].join(".")
}
