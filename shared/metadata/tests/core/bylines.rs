//! Kinds of errors in authors, each on several pages: the right one must be found, and no wrong one may
//! have a confidence above 0.7.

use article::{Author, AuthorKind};

use crate::html::{Known, extract};
use crate::kinds::{KNOWN, TEXT, TITLE, article, names, read};

/// The maximum confidence of a wrong value.
const DOUBTED: f32 = 0.7;

fn surest<'a>(found: impl IntoIterator<Item = &'a Author>) -> f32 {
    found.into_iter().map(|found| found.confidence.unwrap_or(1.0)).fold(0.0, f32::max)
}

/// Checks the authors of each byline, joined by `|`.
fn bylines(cases: &[(&str, &str)]) {
    let headline = format!("<h1>{TITLE}</h1>");
    for (byline, expected) in cases {
        let found = article(&headline, byline, "");
        assert_eq!(names(&found).join("|"), *expected, "{byline}");
    }
}

#[test]
fn names_are_apart_from_what_stands_beside_them() {
    bylines(&[
        ("<div class=byline><b>Mira Holt</b><span>Culture Editor</span></div>", "Mira Holt"),
        ("<p class=author><span>Mira Holt</span><time>3 May 2024</time></p>", "Mira Holt"),
        (
            "<p class=byline>By <a rel=author href=/author/holt>Mira Holt</a><a rel=author \
             href=/author/dam>Piet van Dam</a></p>",
            "Mira Holt|Piet van Dam",
        ),
        ("<div class=byline><span>By</span><span>Mira Holt</span></div>", "Mira Holt"),
        (
            "<div class=byline><a href=/author/holt>Mira Holt</a><span>3 comments</span></div>",
            "Mira Holt",
        ),
        ("<div class=author><i>Mira</i> <i>Holt</i></div>", "Mira Holt"),
        ("<div class=author><span>Mira</span><span>Holt</span></div>", "Mira Holt"),
    ]);
}

#[test]
fn names_below_a_label_are_authors() {
    bylines(&[
        ("<h4>Written by</h4><p>Mira Holt</p>", "Mira Holt"),
        ("<dl><dt>Author:</dt><dd>Mira Holt</dd></dl>", "Mira Holt"),
        ("<p>The old pier</p><p>3 May 2024</p>", ""),
    ]);
}

#[test]
fn a_discussion_is_by_the_member_who_began_it() {
    let forms = [
        (
            "<h4><a class=username href=/members/{}.12/>{}</a></h4>",
            "https://quay.example/threads/bell.3/",
        ),
        (
            "<dt><a class=username href='./memberlist.php?mode=viewprofile&u=12'>{}</a></dt>",
            "https://quay.example/viewtopic.php?t=3",
        ),
        (
            "<div><a class=bigusername href='member.php?u=12'>{}</a></div>",
            "https://quay.example/forum/showthread.php?t=3",
        ),
        (
            "<div class=poster><h4><a href='/index.php?action=profile;u=12'>{}</a></h4></div>",
            "https://forum.quay.example/index.php?topic=3.0",
        ),
    ];
    for (form, url) in forms {
        let post = |user: &str, text: &str| {
            format!(
                "<div class=post>{}<div class=content>{text}</div></div>",
                form.replace("{}", user)
            )
        };
        let html = format!(
            "<!DOCTYPE html><html><head><meta charset=utf-8><title>{TITLE} | Quay Forum</title>\
             </head><body><nav><a href=/members/guest.1/>guest</a></nav><h1>{TITLE}</h1>{}{}{}\
             </body></html>",
            post("sea_dog77", TEXT),
            post("Anchor", "<p>I heard it from the mole, and I have not slept since.</p>"),
            post("net.mender", "<p>The crack was never closed, whatever they say.</p>"),
        );
        let found = extract(
            &html,
            Known {
                language: "en",
                url: Some(url),
                received_at: "2026-11-23T08:15:00Z",
                fetched_at: None,
            },
        );
        assert_eq!(names(&found), ["sea_dog77"], "{form}");
    }
}

#[test]
fn roles_are_no_authors() {
    bylines(&[
        ("<p class=byline>By Mira Holt, Chief Reporter</p>", "Mira Holt"),
        ("<p class=byline>Von Jörg Anders, Redakteur</p>", "Jörg Anders"),
        ("<p class=byline>Par Anne Leroy, journaliste</p>", "Anne Leroy"),
        (
            "<p class=byline>By Mira Holt and Piet van Dam, Business Correspondents</p>",
            "Mira Holt|Piet van Dam",
        ),
        ("<p class=byline>By Mira Holt, Piet van Dam</p>", "Mira Holt|Piet van Dam"),
        ("<p class=byline>By Mira Holt Environment Editor</p>", "Mira Holt"),
    ]);
    for (content, expected) in [
        ("Mira Holt, Staff Writer", "Mira Holt"),
        ("Jörg Anders, freier Journalist", "Jörg Anders"),
        ("Mira Holt, Piet van Dam", "Mira Holt|Piet van Dam"),
        ("Mira Holt, Senior Correspondent", "Mira Holt"),
        ("Ольга Нечаева, корреспондент", "Ольга Нечаева"),
    ] {
        let head = format!("<title>{TITLE}</title><meta name=author content='{content}'>");
        let found = read(&head, &format!("<article><h1>{TITLE}</h1>{TEXT}</article>"));
        assert_eq!(names(&found).join("|"), expected, "{content}");
    }
}

#[test]
fn surnames_may_come_first() {
    for (content, expected) in [
        ("Holt, Mira", "Mira Holt"),
        ("Holt, Mira J.", "Mira J. Holt"),
        ("van Dam, Piet", "Piet van Dam"),
        ("Holt, Mira; van Dam, Piet", "Mira Holt|Piet van Dam"),
        ("Mira Holt, Piet van Dam, Jörg Anders", "Mira Holt|Piet van Dam|Jörg Anders"),
    ] {
        for key in ["author", "citation_author"] {
            let head = format!("<title>{TITLE}</title><meta name={key} content='{content}'>");
            let found = read(&head, &format!("<article><h1>{TITLE}</h1>{TEXT}</article>"));
            assert_eq!(names(&found).join("|"), expected, "{content}");
        }
    }
}

#[test]
fn strangers_are_no_authors() {
    let headline = format!("<h1>{TITLE}</h1>");
    let strangers = [
        "<section><h2>More from the sea</h2><div><h3><a href=/x>Seal in the bath</a></h3>\
         <span class=author>By Udo Farn</span></div></section>",
        "<ul><li><h4><a href=/x>Seal in the bath</a></h4><p class=byline>By Udo Farn</p></li></ul>",
        "<div><a href=/x><h3>Seal in the bath</h3></a><div class=byline>By <a rel=author \
         href=/author/farn>Udo Farn</a></div></div>",
        "<div class=sidebar><h4>Our writers</h4><a class=author href=/author/farn>Udo Farn</a> \
         <a class=author href=/author/klee>Wanda Klee</a></div>",
        "<div class=comments><div class=comment><b class='comment-author'>Udo Farn</b> Lovely.</div></div>",
        "<aside class=related><article><h3><a href=/x>Seal in the bath</a></h3><p class=author>Udo \
         Farn</p></article></aside>",
    ];
    for stranger in strangers {
        let alone = article(&headline, "", stranger);
        assert!(surest(&alone.authors) <= DOUBTED, "{stranger}: {:?}", alone.authors);
        let byline = "<p class=byline>By <a rel=author href=/author/holt>Mira Holt</a></p>";
        let with_author = article(&headline, byline, stranger);
        assert_eq!(names(&with_author), ["Mira Holt"], "{stranger}");
    }
}

#[test]
fn authors_have_the_role_the_kind_and_the_page_that_the_document_states() {
    let json_ld = |author: &str| {
        format!(
            "<script type=application/ld+json>{{\"@type\":\"NewsArticle\",\"author\":{author}}}</script>"
        )
    };
    let holt = Some("https://quay.example/author/mira-holt");
    let person = Some(AuthorKind::Person);
    for (head, byline, name, kind, role, url) in [
        (
            "",
            "<p class=byline>By Mira Holt, Chief Reporter</p>",
            "Mira Holt",
            person,
            Some("Chief Reporter"),
            None,
        ),
        (
            "",
            "<div class=byline><a href=/author/mira-holt>Mira Holt</a><span>Culture Editor</span></div>",
            "Mira Holt",
            person,
            Some("Culture Editor"),
            holt,
        ),
        (
            "",
            "<p class=author><a rel=author href=/author/mira-holt>Mira Holt</a></p>",
            "Mira Holt",
            person,
            None,
            holt,
        ),
        (
            "",
            "<p class=byline>Von Jörg Anders, Redakteur</p>",
            "Jörg Anders",
            person,
            Some("Redakteur"),
            None,
        ),
        (
            &json_ld(
                r#"{"@type":"Person","name":"Mira Holt","jobTitle":"Critic","url":"/author/mira-holt"}"#,
            ),
            "",
            "Mira Holt",
            person,
            Some("Critic"),
            holt,
        ),
        (
            &json_ld(
                r#"{"@type":"Person","name":"Mira Holt, Staff Writer","url":"https://quay.example/"}"#,
            ),
            "",
            "Mira Holt",
            person,
            Some("Staff Writer"),
            None,
        ),
        (
            &json_ld(r#"{"@type":"Organization","name":"Harbour Watch"}"#),
            "",
            "Harbour Watch",
            Some(AuthorKind::Organization),
            None,
            None,
        ),
        (
            &json_ld(r#"{"@type":"Person","name":"Harbour News Team"}"#),
            "",
            "Harbour News Team",
            Some(AuthorKind::Organization),
            None,
            None,
        ),
        (
            "<meta name=author content='Ольга Нечаева, корреспондент'>",
            "",
            "Ольга Нечаева",
            person,
            Some("корреспондент"),
            None,
        ),
        (
            "<meta name=author content='Mira Holt'><meta property=article:author \
             content=https://quay.example/author/mira-holt>",
            "",
            "Mira Holt",
            person,
            None,
            holt,
        ),
    ] {
        let head = format!("<title>{TITLE}</title>{head}");
        let found = read(&head, &format!("<article><h1>{TITLE}</h1>{byline}{TEXT}</article>"));
        let [author] = &found.authors[..] else { panic!("{head} {byline}: {:?}", found.authors) };
        let actual =
            (author.value.as_str(), author.kind, author.role.as_deref(), author.url.as_deref());
        assert_eq!(actual, (name, kind, role, url), "{head} {byline}");
    }
}

#[test]
fn labels_of_interviews_and_short_leads_with_a_colon_name_authors() {
    bylines(&[
        ("<p>Av: Mira Holt</p>", "Mira Holt"),
        ("<p>Af: Mira Holt</p>", "Mira Holt"),
        ("<p>Door: Mira Holt</p>", "Mira Holt"),
        ("<p>Interview: Mira Holt</p>", "Mira Holt"),
        ("<p>Intervju: Mira Holt</p>", "Mira Holt"),
        ("<p>Entretien: Mira Holt</p>", "Mira Holt"),
        ("<p>Interview: the bell founder speaks</p>", ""),
    ]);
}

#[test]
fn a_romanian_lead_names_the_author() {
    for lead in ["De", "DE", "Scris de", "Publicat de"] {
        let html = format!(
            "<!DOCTYPE html><html><head><meta charset=utf-8><title>{TITLE}</title></head><body>\
             <h1>{TITLE}</h1><p>{lead} Ioana Marin</p>{TEXT}</body></html>"
        );
        let found = extract(&html, Known { language: "ro", ..KNOWN });
        assert_eq!(names(&found), ["Ioana Marin"], "{lead}");
    }
}

#[test]
fn a_name_above_a_role_is_the_authors() {
    let headline = format!("<h1>{TITLE}</h1>");
    for role in ["Dziennikarka", "Staff Reporter", "Rédactrice", "Redakteurin", "Novinář"] {
        let found = article(&headline, "", &format!("<div><p>Żaneta Holt</p><p>{role}</p></div>"));
        assert_eq!(names(&found), ["Żaneta Holt"], "{role}");
    }
    let found = article(&headline, "", "<div><p>Żaneta Holt</p><p>Harbour and sea</p></div>");
    assert!(found.authors.is_empty());
}
