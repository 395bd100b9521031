//! Long texts and values take linear time.

use crate::bounds::{assert_bounds, document, language};
use article::{Cues, Source, Stated};
use courant_metadata::extract;
use serde_json::json;

/// A megabyte of the same piece, on one line or as paragraphs.
#[test]
fn a_long_text_of_anything_takes_a_moment() {
    let pieces = [
        "a",
        " ",
        ".",
        "a. ",
        "4",
        "2020年",
        "4月27日,",
        "May 3, ",
        "教",
        "教育治理,",
        "市長徐新民出席",
        "記者",
        "記者王明／",
        "By Anna Smith\n\n",
        "“",
        "「教育」",
        "(",
        "a'",
        "1,",
        "x.\n\n",
        "one two three ",
        "ハロー",
        "가나다 기자 ",
        "\u{301}",
        "Copyright © 2024 ",
        "https://example.org/",
        "、",
        "- ",
        "in 2019 ",
        "1.",
        "！」",
        "\n",
        "d'",
    ];
    for piece in pieces {
        let code = if piece.is_ascii() { "en" } else { "zh" };
        takes_bounded_time(piece, 1 << 20, code);
    }
}

#[test]
fn a_single_line_as_long_as_the_limit_takes_a_moment() {
    takes_bounded_time("教", 4 << 20, "zh");
    takes_bounded_time("one ", 4 << 20, "en");
}

/// A megabyte takes about a second in a debug build; a quadratic finder would exceed the test timeout.
fn takes_bounded_time(piece: &str, bytes: usize, code: &str) {
    let text = piece.repeat(bytes / piece.len());
    assert_bounds(&extract(&document(&text), &language(code), &Cues::default()));
}

#[test]
fn long_declared_values_take_a_moment() {
    for piece in ["a", " | ", "By ", "文/", "©", "a,", "2020 ", "來源:", "版權所有", "(c) 2020 "]
    {
        let long = piece.repeat((1 << 20) / piece.len());
        let mut document = document("A text. Another sentence of it.");
        let stated = |source| Stated { value: long.clone(), source };
        document.title = Some(stated(Source::TitleElement));
        document.url = Some(long.clone());
        document.boilerplate = vec![long.clone(); 4];
        document.declared.authors = vec![stated(Source::Byline); 4];
        document.declared.dates.published = vec![stated(Source::TimeElement); 4];
        document.declared.headings = vec![long.clone(); 8];
        for key in ["og:title", "author", "keywords", "date", "copyright", "og:site_name", "source"]
        {
            document.declared.meta.insert(key.to_owned(), vec![long.clone(); 2]);
        }
        let json_ld = json!({"@type": "Article", "headline": long, "author": long, "name": long});
        document.declared.json_ld = vec![json_ld];
        assert_bounds(&extract(&document, &language("en"), &Cues::default()));
    }
}
