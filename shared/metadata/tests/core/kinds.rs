//! Kinds of errors in titles, dates and what a page declares, each on several pages: the right value must
//! be found.

use article::Metadata;

use crate::html::{Known, extract};

pub(super) const TEXT: &str = "<p>The bell of the old harbour chapel rang for the first time in ninety years, \
    and the people on the quay put down their nets to listen to it.</p>\
    <p>It had lain in the mud below the pier since the great storm, until divers who were looking \
    for a lost anchor found it last spring.</p>\
    <p>A foundry in the next valley closed the crack in its rim, and the school children carried \
    it up the hill on a sledge.</p>";
pub(super) const TITLE: &str = "Lost bell rings over the quay again";

pub(super) const KNOWN: Known<'static> = Known {
    language: "en",
    url: Some("https://quay.example/town/lost-bell"),
    received_at: "2026-11-23T08:15:00Z",
    fetched_at: None,
};

pub(super) fn read(head: &str, body: &str) -> Metadata {
    let html = format!(
        "<!DOCTYPE html><html><head><meta charset=utf-8>{head}</head><body>\
         <nav><a href=/>Start</a> <a href=/sea>Sea</a></nav><main>{body}</main>\
         <footer>© 2025 Quay Gazette</footer></body></html>"
    );
    extract(&html, KNOWN)
}

/// The metadata of an article with a title element, a headline and a byline.
pub(super) fn article(headline: &str, byline: &str, below: &str) -> Metadata {
    let head = format!("<title>{TITLE} | Quay Gazette</title>");
    read(&head, &format!("<article>{headline}{byline}{TEXT}{below}</article>"))
}

pub(super) fn names(metadata: &Metadata) -> Vec<&str> {
    metadata.authors.iter().map(|author| author.value.as_str()).collect()
}

#[test]
fn headlines_of_parts_have_their_words_apart() {
    let cases = [
        ("<h1>Lost bell rings<br>over the quay again</h1>", TITLE),
        ("<h1>Lost bell rings <br/> over the quay again</h1>", TITLE),
        ("<h1><span>Lost bell rings</span><span>over the quay again</span></h1>", TITLE),
        (
            "<h1><span>Lost</span><span>bell</span><span>rings</span><span>over</span>\
             <span>the</span><span>quay</span><span>again</span></h1>",
            TITLE,
        ),
        ("<h1><span class=cap>L</span>ost bell rings <em>over</em> the quay again</h1>", TITLE),
        ("<h1><div>Lost bell rings</div><div>over the quay again</div></h1>", TITLE),
        ("<h1>Lost bell r<i>ing</i>s over the quay a<wbr>gain</h1>", TITLE),
    ];
    for (headline, expected) in cases {
        let found =
            read("<title>Quay Gazette</title>", &format!("<article>{headline}{TEXT}</article>"));
        assert_eq!(found.title.map(|title| title.value).as_deref(), Some(expected), "{headline}");
    }
}

#[test]
fn titles_of_programs_give_way_to_the_heading() {
    let programs = [
        "Untitled Document",
        "Home",
        "Nouvelle page 2",
        "Just a moment...",
        "无标题文档",
        "Sin título",
        "Index",
    ];
    for program in programs {
        let head = format!("<title>{program}</title><meta property=og:title content='{program}'>");
        let found = read(&head, &format!("<article><h1>{TITLE}</h1>{TEXT}</article>"));
        assert_eq!(found.title.map(|title| title.value).as_deref(), Some(TITLE), "{program}");
    }
}

#[test]
fn headings_lose_the_mark_that_links_to_them() {
    for mark in ["¶", "§", " #"] {
        let heading = format!("<h1>{TITLE}<a href=#bell>{mark}</a></h1>");
        let found = article(&heading, "", "");
        assert_eq!(found.title.map(|title| title.value).as_deref(), Some(TITLE), "{mark}");
    }
}

#[test]
fn json_ld_may_give_dates_as_numbers() {
    for date in ["1714779000", "1714779000000", "1714779000.5", "\"1714779000\""] {
        let head = format!(
            "<title>{TITLE}</title><script type=application/ld+json>{{\"@type\":\"NewsArticle\",\
             \"headline\":\"{TITLE}\",\"datePublished\":{date}}}</script>"
        );
        let found = read(&head, &format!("<h1>{TITLE}</h1>{TEXT}"));
        let published = found.dates.published.map(|date| date.value);
        assert_eq!(published.as_deref(), Some("2024-05-03T23:30:00Z"), "{date}");
    }
}

#[test]
fn json_ld_may_have_names_without_quotes() {
    for open in ["@type: 'NewsArticle', headline:", "\"@type\": \"Article\", headline :"] {
        let head = format!(
            "<title>News</title><script type=application/ld+json>{{{open} \"{TITLE}\",\n\
             datePublished: \"2024-05-03\", author: {{name: \"Mira Holt\"}}}}</script>"
        );
        let found = read(&head, &format!("<h2>Sea</h2>{TEXT}"));
        assert_eq!(names(&found), ["Mira Holt"], "{open}");
        assert_eq!(found.title.map(|title| title.value).as_deref(), Some(TITLE), "{open}");
        assert!(found.dates.published.is_some(), "{open}");
    }
}

#[test]
fn a_headline_may_be_set_in_large_type() {
    for (begin, end) in [
        ("<center><font size=+2><b>", "</b></font></center>"),
        ("<p><b><font size=\"5\" color=navy>", "</font></b></p>"),
        ("<font face=Arial size=6>", "</font><br>"),
    ] {
        let found = read("<title>Quay Gazette</title>", &format!("{begin}{TITLE}{end}{TEXT}"));
        assert_eq!(found.title.map(|title| title.value).as_deref(), Some(TITLE), "{begin}");
    }
}

#[test]
fn headings_lose_the_date_behind_the_title() {
    for behind in [
        " Posted on July 1, 2024 by infuy",
        " January 1, 2025",
        "<br>Veröffentlicht von quay am 23. Februar 2020",
        " | 03.05.2024, 11.41 Uhr",
    ] {
        let found = article(&format!("<h1>{TITLE}{behind}</h1>"), "", "");
        assert_eq!(found.title.map(|title| title.value).as_deref(), Some(TITLE), "{behind}");
    }
    let dated = "Lost bell rings over the quay on May 3, 2024";
    let head = format!("<title>{dated} | Quay Gazette</title>");
    let found = read(&head, &format!("<article><h1>{dated}</h1>{TEXT}</article>"));
    assert_eq!(found.title.map(|title| title.value).as_deref(), Some(dated));
}

#[test]
fn titles_lose_the_marks_of_markdown() {
    for (title, expected) in [
        ("# Lost bell rings again", "Lost bell rings again"),
        ("## Lost bell rings again", "Lost bell rings again"),
        ("#Lostbell rings again", "#Lostbell rings again"),
    ] {
        let head = format!("<title>{title}</title><meta property=og:title content='{title}'>");
        let found = read(&head, &format!("<article>{TEXT}</article>"));
        assert_eq!(found.title.map(|title| title.value).as_deref(), Some(expected), "{title}");
    }
}
