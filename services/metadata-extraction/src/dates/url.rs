use super::day::Spot;
use super::stated::{Declared, of_spot};

/// The date in an address's path: `/2024/05/03/`, `/2024-05-03-…`, `/20240503/`, else `/2024/05/`.
pub(crate) fn date(url: &str) -> Option<Declared> {
    let path = url.split_once("://").map_or(url, |(_, rest)| rest).split(['?', '#']).next()?;
    let path = path.split_once('/')?.1;
    let numbers: Vec<(&str, usize)> = numbers(path).take(64).collect();
    let one = numbers.iter().find_map(|(digits, _)| eight(digits));
    let three = || numbers.windows(3).find_map(|window| three(path, window));
    let two = || numbers.windows(2).find_map(|window| two(path, window));
    one.or_else(three).or_else(two).and_then(of_spot)
}

fn numbers(path: &str) -> impl Iterator<Item = (&str, usize)> {
    let runs = path.split(|c: char| !c.is_ascii_digit());
    runs.filter(|run| !run.is_empty())
        .map(move |run| (run, run.as_ptr().addr() - path.as_ptr().addr()))
}

fn eight(digits: &str) -> Option<Spot> {
    if digits.len() != 8 {
        return None;
    }
    Spot::day(digits[..4].parse().ok()?, digits[4..6].parse().ok()?, digits[6..].parse().ok()?)
}

fn three(path: &str, window: &[(&str, usize)]) -> Option<Spot> {
    let [(year, at), (month, second), (day, third)] = window else { return None };
    let near = *second == at + year.len() + 1 && *third == second + month.len() + 1;
    let marked = [at + year.len(), second + month.len()]
        .iter()
        .all(|mark| matches!(path.as_bytes().get(*mark), Some(b'/' | b'-' | b'_')));
    let fits = near && marked && year.len() == 4 && month.len() <= 2 && day.len() <= 2;
    fits.then(|| Spot::day(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?))?
}

fn two(path: &str, window: &[(&str, usize)]) -> Option<Spot> {
    let [(year, at), (month, second)] = window else { return None };
    let slash = |place: usize| path.as_bytes().get(place) == Some(&b'/');
    let near = *second == at + year.len() + 1 && slash(at + year.len());
    let ends = slash(second + month.len());
    (near && ends && year.len() == 4 && month.len() == 2)
        .then(|| Spot::month(year.parse().ok()?, month.parse().ok()?))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_date_of_a_path() {
        let cases = [
            ("https://example.org/2024/05/03/title", Some("2024-05-03")),
            ("https://example.org/a/2024-5-3-title", Some("2024-05-03")),
            ("https://example.org/t20240503_12.html", Some("2024-05-03")),
            ("https://example.org/2024/05/title", Some("2024-05")),
            ("https://example.org/2024/13/03/", None),
            ("https://example.org/20241399/", None),
            ("https://20240503.example.org/", None),
            ("https://example.org/?d=2024-05-03", None),
            ("https://example.org/12345678901", None),
        ];
        for (url, expected) in cases {
            assert_eq!(date(url).map(|date| date.value).as_deref(), expected, "{url}");
        }
    }
}
