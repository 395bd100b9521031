use super::*;

const BODY: &str =
    "The town council met on Monday to talk about the schools, and will meet again in a month.";

/// Title, authors, dates, number of source lines, number of paragraphs left.
fn parted(lines: &[&str]) -> (Option<String>, Vec<String>, Vec<String>, usize, usize) {
    let mut paragraphs: Vec<String> = lines.iter().map(|&line| line.to_owned()).collect();
    let header = part(&mut paragraphs);
    let values = |stated: Vec<Stated>| stated.into_iter().map(|one| one.value).collect();
    (
        header.title.map(|title| title.value),
        values(header.authors),
        values(header.published),
        header.sources.len(),
        paragraphs.len(),
    )
}

#[test]
fn header_lines_are_read() {
    let all = parted(&["Council meets", "By Jane Doe and Max van Muster", "27 April 2020", BODY]);
    let authors = vec!["Jane Doe and Max van Muster".to_owned()];
    assert_eq!(all, (Some("Council meets".into()), authors, vec!["27 April 2020".into()], 0, 1));

    let labelled =
        parted(&["標題:我市召開會議", "作者：張三", "日期:2020-04-27", "來源:新華社", BODY]);
    let (title, authors, dates, sources, left) = labelled;
    assert_eq!(title.as_deref(), Some("我市召開會議"));
    assert_eq!((authors, dates), (vec!["張三".into()], vec!["2020-04-27".into()]));
    assert_eq!((sources, left), (1, 1));
}

#[test]
fn what_is_prose_stays() {
    let cases: [&[&str]; 6] = [
        &[BODY, BODY],
        &["The council met on Monday.", BODY],
        &["Council meets", "No longer one."],
        &["In the year 2020, all was well, said the mayor", "Yes."],
        &["By the river stood a house", "Yes."],
        &["Council meets"],
    ];
    for lines in cases {
        assert_eq!(parted(lines).4, lines.len(), "{lines:?}");
    }
}

#[test]
fn dates_alone_on_a_line_are_dates() {
    for line in ["2020-04-27", "April 27, 2020", "2020年4月27日 10:00", "27. April 2020"] {
        assert!(is_date(line), "{line}");
    }
    for line in ["2020", "In April 2020 the council of the town met", "Room 12345", "Why 2020 1?"] {
        assert!(!is_date(line), "{line}");
    }
}
