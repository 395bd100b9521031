use jiff::civil::Date;

use super::declared::{DeclaredDays, MODIFIED};
use super::feature::DateFeature;
use super::visible::{Shown, Visible};

/// A day on which a page may have been published.
#[derive(Debug)]
pub(super) struct Candidate {
    pub(super) day: Date,
    /// The kinds of declarations that state it.
    pub(super) declared: Vec<DateFeature>,
    /// The highest score of an element, and of a line.
    pub(super) element: Option<f64>,
    pub(super) line: Option<f64>,
    pub(super) count: usize,
    pub(super) is_top: bool,
    pub(super) ties_top: bool,
}

/// The maximum number of visible dates that are considered. After the first twelve, only days that are
/// also declared.
const SHOWN: usize = 40;
const TOP: usize = 12;

/// Collects the days on which a page may have been published.
pub(super) fn gather(all: &DeclaredDays, shown: &Shown) -> Vec<Candidate> {
    let mut list: Vec<Candidate> = Vec::new();
    let (updates, others): (Vec<_>, Vec<_>) =
        all.days.iter().partition(|declared| MODIFIED.contains(&declared.kind));
    for declared in others {
        of_day(&mut list, declared.date.day).declared.push(declared.kind);
    }
    let is_top = |visible: &Visible| visible.score >= shown.top;
    for (index, visible) in shown.published.iter().take(SHOWN).enumerate() {
        let day = visible.day();
        if index >= TOP && !list.iter().any(|candidate| candidate.day == day) {
            continue;
        }
        let candidate = of_day(&mut list, day);
        let best = if visible.is_line { &mut candidate.line } else { &mut candidate.element };
        *best = Some(best.unwrap_or(-9.0).max(visible.score));
        candidate.count += 1;
        candidate.is_top |= index == 0 && is_top(visible);
        candidate.ties_top |= index > 0 && is_top(visible);
    }
    // The day of an update is not the day of publication without other evidence.
    for declared in updates {
        if let Some(known) = list.iter_mut().find(|known| known.day == declared.date.day) {
            known.declared.push(declared.kind);
        }
    }
    list
}

fn of_day(list: &mut Vec<Candidate>, day: Date) -> &mut Candidate {
    let at = list.iter().position(|known| known.day == day).unwrap_or_else(|| {
        list.push(Candidate {
            day,
            declared: Vec::new(),
            element: None,
            line: None,
            count: 0,
            is_top: false,
            ties_top: false,
        });
        list.len() - 1
    });
    &mut list[at]
}
