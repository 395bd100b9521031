use std::collections::HashSet;

use url::Url;

use crate::yardstick::Example;

/// Number of folds.
pub(crate) const FOLDS: usize = 5;

/// The fold of a page's site.
pub(crate) fn fold(page: &Example) -> usize {
    let hash = site(page).bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
    });
    (hash >> 32) as usize % FOLDS
}

/// Number of sites among the pages.
pub(crate) fn sites(pages: &[Example]) -> usize {
    pages.iter().map(site).collect::<HashSet<_>>().len()
}

/// Approximation of the registrable domain. A page without an address counts as its own site.
pub(crate) fn site(page: &Example) -> String {
    let url = page.url.as_deref().and_then(|url| Url::parse(url).ok());
    let Some(host) = url.as_ref().and_then(Url::host_str) else { return page.id.clone() };
    let labels: Vec<&str> = host.split('.').collect();
    let second = labels.len().checked_sub(2).map_or("", |at| labels[at]);
    let kept = if second.len() <= 3 { 3 } else { 2 };
    labels[labels.len().saturating_sub(kept)..].join(".")
}
