use super::*;

const BODY: &str =
    "The town council met on Monday to talk about the schools, and will meet again in a month.";

/// Title, authors, dates, number of source lines, number of paragraphs left.
fn split(lines: &[&str]) -> (Option<String>, Vec<String>, Vec<String>, usize, usize) {
    let mut paragraphs: Vec<Block> =
        lines.iter().map(|&line| Block::paragraph(line.to_owned())).collect();
    let title = headline(&mut paragraphs);
    let header = super::lines(&mut paragraphs);
    let values = |stated: Vec<Stated>| stated.into_iter().map(|one| one.value).collect();
    (
        title.or(header.title).map(|title| title.value),
        values(header.authors),
        values(header.published),
        header.sources.len(),
        paragraphs.len(),
    )
}

#[test]
fn header_lines_are_read() {
    let all = split(&["Council meets", "By Jane Doe and Max van Muster", "27 April 2020", BODY]);
    let authors = vec!["Jane Doe and Max van Muster".to_owned()];
    assert_eq!(all, (Some("Council meets".into()), authors, vec!["27 April 2020".into()], 0, 1));

    let labelled =
        split(&["標題:我市召開會議", "作者：張三", "日期:2020-04-27", "來源:新華社", BODY]);
    let (title, authors, dates, sources, left) = labelled;
    assert_eq!(title.as_deref(), Some("我市召開會議"));
    assert_eq!((authors, dates), (vec!["張三".into()], vec!["2020-04-27".into()]));
    assert_eq!((sources, left), (1, 1));
}

#[test]
fn headers_of_e_mail_are_read() {
    let sent = "Tue, 3 Mar 2026 09:12:00 +0100";
    let date = format!("Date: {sent}");
    let lines = ["From: Ana Pop", "To: the list", "Subject: Council meets", &date, BODY];
    let (title, authors, dates, _, left) = split(&lines);
    assert_eq!(title.as_deref(), Some("Council meets"));
    assert_eq!((authors, dates, left), (vec!["Ana Pop".into()], vec![sent.into()], 1));
}

#[test]
fn prose_stays() {
    let cases: [&[&str]; 6] = [
        &[BODY, BODY],
        &["The council met on Monday.", BODY],
        &["Council meets", "No longer one."],
        &["In the year 2020, all was well, said the mayor", "Yes."],
        &["By the river stood a house", "Yes."],
        &["Council meets"],
    ];
    for lines in cases {
        assert_eq!(split(lines).4, lines.len(), "{lines:?}");
    }
}

#[test]
fn a_line_may_have_several_parts() {
    let (_, authors, dates, sources, left) =
        split(&["2025-04-23 08:30 来源:云溪晚报 记者:程若溪 编辑:贺子安", BODY]);
    assert_eq!((authors, dates), (vec!["程若溪".into()], vec!["2025-04-23 08:30".into()]));
    assert_eq!((sources, left), (1, 1));
    let (_, authors, dates, _, left) = split(&["By Jane Doe | 27 April 2020", BODY]);
    assert_eq!((authors, dates), (vec!["Jane Doe".into()], vec!["27 April 2020".into()]));
    assert_eq!(left, 1);
    let (title, authors, ..) = split(&["Traffic:", "By Jane Doe", BODY]);
    assert_eq!((title, authors), (None, vec!["Jane Doe".into()]));
}

#[test]
fn sections_and_lists_of_the_text_stay() {
    use Kind::{Heading, ListItem, Paragraph, Quote};
    let cases: [(&[(Kind, &str)], usize); 6] = [
        (
            &[
                (Heading, "By Train"),
                (Paragraph, "Line 2."),
                (Heading, "By Bus"),
                (Paragraph, BODY),
            ],
            4,
        ),
        (&[(Heading, "By Jane Doe"), (Paragraph, BODY)], 1),
        (
            &[
                (ListItem, "Source: the upper spring"),
                (ListItem, "Depth of nine metres"),
                (Paragraph, BODY),
            ],
            3,
        ),
        (
            &[
                (ListItem, "Depth of nine metres"),
                (ListItem, "Source: a spring"),
                (Paragraph, BODY),
            ],
            3,
        ),
        (&[(ListItem, "By Jane Doe"), (ListItem, "27 April 2020"), (Paragraph, BODY)], 1),
        (&[(Quote, "By Jove"), (Paragraph, BODY)], 2),
    ];
    for (lines, left) in cases {
        let block = |&(kind, text): &(Kind, &str)| Block {
            kind,
            level: 2,
            ..Block::paragraph(text.to_owned())
        };
        let mut blocks: Vec<Block> = lines.iter().map(block).collect();
        super::lines(&mut blocks);
        assert_eq!(blocks.len(), left, "{lines:?}");
    }
}
