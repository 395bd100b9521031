//! Divides the window of a process among the queues that it reads. Pure.

/// What a queue uses and needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Load {
    /// How many messages it may have in flight now.
    pub window: usize,
    /// How many it has in flight or has requested.
    pub taken: usize,
    /// The recent maximum of messages in flight.
    pub peak: usize,
}

/// The windows of all queues, so that together they have at most `total` messages in flight.
///
/// Every queue gets what it needs, or an equal share of what the others leave. Every queue has at
/// least one permit, however busy the others are; if there are more queues than permits, they take
/// turns. Permits move to another queue only when they are free.
pub fn windows(total: usize, loads: &[Load], turn: usize) -> Vec<usize> {
    let targets = targets(total, loads, turn);
    let keeps = |load: &Load, target: usize| load.window.min(target).max(load.taken);
    let kept: usize = loads.iter().zip(&targets).map(|(load, &target)| keeps(load, target)).sum();
    let mut spare = total.saturating_sub(kept);
    let mut windows = Vec::with_capacity(loads.len());
    for (load, &target) in loads.iter().zip(&targets) {
        let more = target.saturating_sub(keeps(load, target)).min(spare);
        spare -= more;
        // Permits beyond the target are returned as their messages end.
        windows.push((load.window.min(target).max(load.taken.min(target)) + more).min(target));
    }
    windows
}

/// The windows that the queues should eventually have.
fn targets(total: usize, loads: &[Load], turn: usize) -> Vec<usize> {
    let count = loads.len();
    if total < count {
        let has_turn = |place: usize| (place + count - turn % count) % count < total;
        return (0..count).map(|place| usize::from(has_turn(place))).collect();
    }
    let mut targets = vec![0; count];
    let (mut left, mut open): (usize, Vec<usize>) = (total, (0..count).collect());
    // Those that need the least come first; the others share the rest.
    open.sort_by_key(|&place| needs(&loads[place]));
    while let Some((&place, rest)) = open.split_first() {
        let fair = left / (rest.len() + 1);
        targets[place] = needs(&loads[place]).min(fair);
        left -= targets[place];
        open.remove(0);
    }
    // Unused now, but available for the next burst.
    let busiest = (0..count).max_by_key(|&place| (loads[place].peak, count - place));
    if let Some(busiest) = busiest {
        targets[busiest] += left;
    }
    targets
}

/// Unlimited if it uses most of its window; otherwise twice what it uses.
fn needs(load: &Load) -> usize {
    match load.peak > 0 && load.peak * 2 >= load.window {
        true => usize::MAX,
        false => (2 * load.peak).max(1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(window: usize, taken: usize, peak: usize) -> Load {
        Load { window, taken, peak }
    }

    /// Applies the windows until they are stable; messages beyond a window end.
    fn settled(total: usize, mut loads: Vec<Load>) -> Vec<usize> {
        for turn in 0..20 {
            let next = windows(total, &loads, turn);
            for (load, window) in loads.iter_mut().zip(&next) {
                load.taken = load.taken.min(*window);
                load.window = *window;
                load.peak = load.peak.min(*window);
            }
        }
        loads.iter().map(|load| load.window).collect()
    }

    #[test]
    fn one_queue_has_the_whole_window() {
        assert_eq!(windows(128, &[load(0, 0, 0)], 0), [128]);
        assert_eq!(windows(128, &[load(128, 100, 128)], 7), [128]);
    }

    #[test]
    fn busy_queues_share_equally() {
        assert_eq!(windows(8, &[load(0, 0, 0); 4], 0).iter().sum::<usize>(), 8);
        assert_eq!(settled(128, vec![load(32, 32, 32); 4]), [32, 32, 32, 32]);
    }

    #[test]
    fn what_idle_queues_leave_is_for_the_busy_ones_and_each_keeps_a_place() {
        let idle = load(32, 0, 0);
        let shares = settled(128, vec![load(32, 32, 32), idle, idle, idle]);
        assert_eq!(shares, [125, 1, 1, 1]);
        let back = settled(128, vec![load(125, 125, 125), load(1, 1, 1), idle, idle]);
        assert!(back[1] > 50, "one that becomes busy has its share again: {back:?}");
    }

    #[test]
    fn more_is_never_given_than_is_free() {
        for (first, second) in [(100, 28), (128, 0), (64, 64), (127, 1)] {
            let loads = [load(first, first, first), load(second, second, second.min(1))];
            let shares = windows(128, &loads, 0);
            let held: usize = loads.iter().zip(&shares).map(|(load, &w)| w.max(load.taken)).sum();
            assert!(held <= 128, "{loads:?} {shares:?}");
        }
    }

    #[test]
    fn more_queues_than_places_take_turns() {
        let mut seen = [0; 5];
        for turn in 0..5 {
            let shares = windows(2, &[load(0, 0, 0); 5], turn);
            assert_eq!(shares.iter().sum::<usize>(), 2);
            seen.iter_mut().zip(shares).for_each(|(seen, share)| *seen += share);
        }
        assert_eq!(seen, [2; 5]);
    }
}
