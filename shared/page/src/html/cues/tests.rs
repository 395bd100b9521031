use article::Zone;

use super::*;
use crate::html::about;
use crate::html::walk::walk;

fn cues(html: &str) -> Cues {
    let mut collector = about::Collector::default();
    walk(html, &mut [&mut collector]);
    collector.finish().cues
}

fn texts(cues: &[Cue]) -> Vec<&str> {
    cues.iter().map(|cue| cue.text.as_str()).collect()
}

#[test]
fn headings_record_their_zone_and_class() {
    let found = cues(
        "<body><header><div class=logo><h1>Site</h1></div></header>\
         <article><h1 class=entry-title>The <b>title</b></h1><h2>Lead</h2></article>\
         <aside><h2>More</h2></aside>",
    );
    assert_eq!(texts(&found.headings), ["Site", "The title", "Lead", "More"]);
    let marks: Vec<&[Mark]> = found.headings.iter().map(|cue| cue.marks.as_slice()).collect();
    assert_eq!(marks[0], [Mark::First, Mark::LogoClass]);
    assert_eq!(marks[1], [Mark::First, Mark::TitleClass]);
    assert_eq!(found.headings[1].zones, [Zone::Main]);
    assert_eq!(found.headings[3].zones, [Zone::Side]);
    let places: Vec<u32> = found.headings.iter().map(|cue| cue.place).collect();
    assert_eq!(places, [3, 5, 7, 9]);
}

#[test]
fn large_type_is_a_heading() {
    let found = cues(
        "<center><font size=+2><b>Ferry returns</b></font></center><p><font size='5'>Quay \
         opens</font><br><FONT SIZE=6 color=red>Cats vote</FONT><font size=2>Small</font>\
         <font color=red>Red</font></p>",
    );
    assert_eq!(texts(&found.headings), ["Ferry returns", "Quay opens", "Cats vote"]);
    assert!(found.headings.iter().all(|cue| !cue.has(Mark::First)));
}

#[test]
fn authors_record_their_marks_names_and_links() {
    let found = cues(
        "<div class='byline vcard'>By <a rel=author href=/author/anna>Anna Smith</a> and \
         <span itemprop=author><meta itemprop=name content='Bob Lee'>Bob</span></div>\
         <strong class=author>Eve Ray</strong><p class=comment-author>Nobody</p>",
    );
    assert_eq!(texts(&found.authors), ["Anna Smith", "Bob", "By Anna Smith and Bob", "Eve Ray"]);
    assert_eq!(found.authors[0].marks, [Mark::AuthorLink, Mark::ProfileLink]);
    assert_eq!(found.authors[1].names, ["Bob Lee"]);
    assert_eq!(found.authors[2].links, ["Anna Smith"]);
    assert!(found.authors[2].has(Mark::BylineClass) && found.authors[2].has(Mark::CardClass));
}

#[test]
fn dates_record_their_machine_readable_value() {
    let found = cues(
        "<time datetime=2024-05-03 class=entry-date>May 3</time><span class=date>4 May 2024</span>\
         <p class=meta>no digit</p><meta itemprop=datePublished content=2024-05-02>",
    );
    let shown: Vec<(&str, Option<&str>)> =
        found.dates.iter().map(|cue| (cue.text.as_str(), cue.value.as_deref())).collect();
    let expected = [("May 3", Some("2024-05-03")), ("4 May 2024", None), ("", Some("2024-05-02"))];
    assert_eq!(shown, expected);
    assert_eq!(found.dates[0].marks, [Mark::PublishedClass, Mark::Time]);
}

#[test]
fn only_lines_that_a_finder_can_use_are_kept() {
    let found = cues(
        "<title>全市教育工作會議</title><p>A line of text that says nothing.</p>\
         <p>By Anna Smith</p><p>Published on 3 May 2024</p><h1>A heading</h1><p>Jane Doe, Editor</p>\
         <p>全市教育工作會議</p><p>王小明</p><p>（記者 李大同）</p><h3>12 comments</h3>\
         <ul class=comments><li>By Nobody Else</li></ul>",
    );
    let expected = [
        "By Anna Smith",
        "Published on 3 May 2024",
        "Jane Doe, Editor",
        "全市教育工作會議",
        "王小明",
        "（記者 李大同）",
    ];
    assert_eq!(texts(&found.lines), expected);
    assert_eq!(found.lines[0].line, Some(1));
    assert_eq!(found.comments.len(), 1);
}

#[test]
fn the_first_members_of_a_forum_are_kept() {
    let post =
        "<li class=comment><a class=username href=/members/kim.1/>kim_77</a><p>Yes.</p></li>";
    let found = cues(&post.repeat(100));
    assert_eq!(texts(&found.authors), ["kim_77"; MEMBERS]);
    assert!(found.authors[0].has(Mark::Member) && found.authors[0].is_only_member());
    let long = cues("<div class=user>A long text about a user, their posts and their rank</div>");
    assert!(long.authors.is_empty());
}

#[test]
fn lines_below_a_label_and_names_near_a_heading_are_kept() {
    let found = cues(
        "<h1>A heading</h1><h3>Written by</h3><p>Anna Smith</p><p>Bob Lee</p>\
         <p>A line of text that says nothing.</p>",
    );
    assert_eq!(texts(&found.lines), ["Anna Smith", "Bob Lee"]);
    assert_eq!(found.lines[0].marks, [Mark::AuthorLabel]);
}

#[test]
fn cues_of_hostile_pages_are_bounded() {
    let pages = [
        "<h1>a</h1>".repeat(100_000),
        "<div class='author date'>1".repeat(100_000),
        "<b class=author>1".repeat(100_000),
        "<a class=username href=/u/1>1</a>".repeat(100_000),
        "<p>By Anna Smith 2024-05-03</p>".repeat(50_000),
        format!("<p class=byline>{}</p>", "1 By Anna, 3 May 2024 ".repeat(100_000)),
        format!("<p class='{}'>1</p>", "author date ".repeat(100_000)),
    ];
    for page in pages {
        let found = serde_json::to_string(&cues(&page)).unwrap();
        assert!(found.len() < 64 * 1024, "{} bytes", found.len());
    }
}
