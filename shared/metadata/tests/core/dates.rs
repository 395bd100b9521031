//! Dates of whole pages and texts, extracted with `page` and `metadata` as a user would.

use crate::html::{Known, extract};
use article::Metadata;

/// The metadata of a page whose article has `above` between its headline and its text.
fn metadata(code: &str, head: &str, above: &str, fetched_at: Option<&str>) -> Metadata {
    let html = format!(
        "<!DOCTYPE html><html lang=\"{code}\"><head><title>Kepler bridge reopens</title>{head}</head>\
         <body><nav><a href=/>Home</a> <a href=/a>Archive</a></nav><main><article>\
         <h1>Kepler bridge reopens</h1>{above}\
         <p>The bridge over the Kepler canal carries trams again after two winters of repairs, and \
         the first one crossed it on Tuesday morning with the mayor on board.</p>\
         <p>Engineers replaced forty beams and every bolt; the old ones are to become a fence.</p>\
         <p>From next week the line runs every ten minutes until midnight.</p></article></main>\
         <footer>© 2025 The Canal Gazette</footer></body></html>"
    );
    let known = Known {
        language: code,
        url: Some("https://gazette.example/kepler-bridge"),
        received_at: "2026-01-05T08:00:00Z",
        fetched_at,
    };
    extract(&html, known)
}

/// The days of publication and of modification.
fn days(metadata: Metadata) -> (String, String) {
    let day = |date: Option<article::FoundDate>| {
        date.and_then(|date| Some(date.value.get(..10)?.to_owned())).unwrap_or_default()
    };
    (day(metadata.dates.published), day(metadata.dates.modified))
}

/// Fails with all lines whose dates differ from the expected ones.
fn expect(cases: &[(&str, &str, &str, &str)]) {
    let wrong = cases.iter().filter_map(|(code, above, published, modified)| {
        let found = days(metadata(code, "", above, None));
        let right = found == ((*published).to_owned(), (*modified).to_owned());
        (!right).then(|| format!("{above}: {found:?}"))
    });
    assert_eq!(wrong.collect::<Vec<_>>(), Vec::<String>::new());
}

#[test]
fn the_nearest_label_decides_in_either_order() {
    expect(&[
        (
            "en",
            "<p class=meta>Last updated 6 June 2021 · First posted 2 June 2021</p>",
            "2021-06-02",
            "2021-06-06",
        ),
        ("en", "<p>Posted June 2, 2021, modified June 6, 2021</p>", "2021-06-02", "2021-06-06"),
        (
            "fr",
            "<div class=date>Mis à jour le 6 juin 2021 - Publié le 2 juin 2021</div>",
            "2021-06-02",
            "2021-06-06",
        ),
        ("es", "<p>Actualizado: 06/06/2021 Publicado: 02/06/2021</p>", "2021-06-02", "2021-06-06"),
        (
            "ru",
            "<p class=date>Обновлено 6 июня 2021, опубликовано 2 июня 2021</p>",
            "2021-06-02",
            "2021-06-06",
        ),
        (
            "pl",
            "<p>Aktualizacja: 6 czerwca 2021 | Opublikowano: 2 czerwca 2021</p>",
            "2021-06-02",
            "2021-06-06",
        ),
        (
            "ja",
            "<p class=date>更新日 2021年6月6日 公開日 2021年6月2日</p>",
            "2021-06-02",
            "2021-06-06",
        ),
        (
            "tr",
            "<p>Güncelleme: 6 Haziran 2021 - Yayınlanma: 2 Haziran 2021</p>",
            "2021-06-02",
            "2021-06-06",
        ),
    ]);
}

#[test]
fn an_update_is_not_a_publication() {
    expect(&[
        ("en", "<p class=meta>Updated 6 June 2021</p>", "", "2021-06-06"),
        ("nl", "<p>Bijgewerkt op 6 juni 2021</p>", "", "2021-06-06"),
        ("sv", "<p>Uppdaterad 6 juni 2021</p>", "", "2021-06-06"),
        ("ko", "<p class=date>수정 2021. 6. 6. 10:20</p>", "", "2021-06-06"),
        ("en", "<p>2 June 2021 (updated 2 June 2021)</p>", "2021-06-02", "2021-06-02"),
    ]);
}

#[test]
fn dates_of_many_scripts_are_found_on_pages() {
    expect(&[
        ("ar", "<p class=date>٣ كانون الثاني ٢٠١٨</p>", "2018-01-03", ""),
        ("fa", "<time>۱۴ آبان ۱۳۹۷</time>", "2018-11-05", ""),
        ("te", "<span class=date>5 అక్టోబర్, 2018</span>", "2018-10-05", ""),
        ("th", "<p class=date>4 ธันวาคม 2561</p>", "2018-12-04", ""),
        ("zh", "<p class=date>二〇一八年七月十九日</p>", "2018-07-19", ""),
        ("ja", "<p class=date>平成30年7月19日</p>", "2018-07-19", ""),
        ("ko", "<p class=date>2018. 7. 9. 23:41</p>", "2018-07-09", ""),
    ]);
}

#[test]
fn archived_articles_keep_their_year() {
    let meta = |day: &str| format!("<meta property=\"article:published_time\" content=\"{day}\">");
    for day in ["1987-02-11", "1931-09-30", "1848-03-18", "1804-12-02"] {
        assert_eq!(days(metadata("en", &meta(day), "", None)).0, day);
    }
    for day in ["1970-01-01", "1900-01-01", "0001-01-01", "1788-05-01"] {
        assert_eq!(days(metadata("en", &meta(day), "", None)).0, "", "{day}");
    }
    expect(&[
        ("en", "<p class=dateline>Published 14 August 1963</p>", "1963-08-14", ""),
        ("en", "<p>The tram line was opened on 14 August 1963 by the king.</p>", "", ""),
    ]);
}

#[test]
fn relative_times_need_the_time_of_fetching() {
    let fetched = Some("2021-06-07T03:30:00Z");
    for (code, above, expected) in [
        ("en", "<time>40 minutes ago</time>", "2021-06-07"),
        ("en", "<span class=date>9 hours ago</span>", "2021-06-06"),
        ("it", "<span class=date>3 giorni fa</span>", "2021-06-04"),
        ("zh", "<span class=time>5小时前</span>", "2021-06-06"),
        ("uk", "<span class=date>4 дні тому</span>", "2021-06-03"),
    ] {
        assert_eq!(days(metadata(code, "", above, fetched)).0, expected, "{above}");
        assert_eq!(days(metadata(code, "", above, None)).0, "", "{above}");
    }
}

#[test]
fn a_date_that_may_be_the_month_is_doubted() {
    for (head, above, day, doubted) in [
        ("", "<p class=date>05/07/2022</p>", "2022-05-07", true),
        ("", "<p class=date>Posted 3/4/2019</p>", "2019-03-04", true),
        (
            "<meta property=og:locale content=en_US>",
            "<p class=date>05/07/2022</p>",
            "2022-05-07",
            false,
        ),
        (
            "<meta property=og:locale content=en_NZ>",
            "<p class=date>05/07/2022</p>",
            "2022-07-05",
            false,
        ),
        (
            "",
            "<p class=date>05/07/2022</p><p>Concerts on 23/07/2022 and 30/07/2022</p>",
            "2022-07-05",
            false,
        ),
        ("", "<p class=date>Modified 14/03/2023. Created 11/03/2023.</p>", "2023-03-11", false),
    ] {
        let found = metadata("en", head, above, None).dates.published.expect(above);
        assert_eq!(found.value, day, "{above}");
        let sure = found.confidence.is_none_or(|confidence| confidence > 0.7);
        assert!(!(doubted && sure), "{above}: {:?}", found.confidence);
    }
}

#[test]
fn the_age_of_a_teaser_is_not_that_of_the_article() {
    let teasers = [
        "<div class=related><a href=/z>Seal in the bath</a> <span class=date>2 hours ago</span></div>",
        "<div class=latest><a href=/z>Seal in the bath</a> <time>40 minutes ago</time></div>",
        "<ul class=teaser-list><li><a href=/z>Seal</a> <span class=time>3 days ago</span></li></ul>",
    ];
    for teaser in teasers {
        let found = metadata("en", "", teaser, Some("2021-06-07T03:30:00Z"));
        assert!(found.dates.published.is_none(), "{teaser}: {:?}", found.dates.published);
    }
}
