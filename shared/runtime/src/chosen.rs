use std::collections::BTreeSet;
use std::str::FromStr;

use broker::partition::MOST;

/// The partitions that a service should read, by number: `0-3`, `0,2`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chosen(BTreeSet<u16>);

impl Chosen {
    /// Whether this partition is one of them.
    pub fn contains(&self, number: u16) -> bool {
        self.0.contains(&number)
    }
}

impl FromStr for Chosen {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let number = |text: &str| text.trim().parse().ok().filter(|number: &u16| *number < MOST);
        let range = |text: &str| match text.split_once('-') {
            Some((first, last)) => Some((number(first)?, number(last)?)),
            None => number(text).map(|number| (number, number)),
        };
        let mut chosen = BTreeSet::new();
        for part in text.split(',') {
            match range(part) {
                Some((first, last)) if first <= last => chosen.extend(first..=last),
                Some(_) | None => {
                    return Err(format!(
                        "try 0-3 or 0,2: partitions are counted from 0 to {}",
                        MOST - 1
                    ));
                }
            }
        }
        Ok(Self(chosen))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_and_single_partitions_are_read() {
        let read = |text: &str| text.parse::<Chosen>().map(|chosen| Vec::from_iter(chosen.0));
        assert_eq!(read("0-3"), Ok(vec![0, 1, 2, 3]));
        assert_eq!(read("5, 0-1"), Ok(vec![0, 1, 5]));
        for wrong in ["", "-", "3-0", "64", "0-", "a", "0,,1"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
