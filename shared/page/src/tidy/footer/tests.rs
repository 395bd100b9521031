use super::*;

fn split(lines: &[&str]) -> (usize, usize) {
    let mut paragraphs: Vec<Block> =
        lines.iter().map(|&line| Block::paragraph(line.to_owned())).collect();
    let footer = split_off(&mut paragraphs);
    (paragraphs.len(), footer.len())
}

#[test]
fn lines_about_source_and_rights_are_recognized_in_many_languages() {
    let lines = [
        "Source: Example News Agency",
        "Copyright © 2020 Example Media. All rights reserved.",
        "© 2013–2025 Beispiel GmbH",
        "(c) 2020 Example",
        "Quelle: dpa",
        "Source : AFP",
        "Fuente: EFE",
        "Tutti i diritti riservati",
        "Источник: ТАСС",
        "Все права защищены.",
        "來源:新華社",
        "来源：新华社",
        "【免責聲明】:本文僅供參考。",
        "蘇公網安備32010402000125",
        "京ICP备12345678号-1",
        "某某公司版權所有 百度統計",
        "本文转载自例报",
        "出典：例新聞",
        "ⓒ 예시일보, 무단 전재 및 재배포 금지",
        "جميع الحقوق محفوظة",
    ];
    for line in lines {
        assert_eq!(split(&["The article's only paragraph.", line]), (1, 1), "{line}");
    }
}

#[test]
fn prose_about_rights_stays() {
    let lines = [
        "A source said the talks had ended.",
        "The court held that copyright 2.0 was no copyright, and that the source of the text did not matter.",
        "來源不明的資金令人擔憂。",
        "声明发表后,股价下跌。",
        "c) the third point of this list",
    ];
    for line in lines {
        assert_eq!(split(&["The article's first paragraph.", line]), (2, 0), "{line}");
    }
}

#[test]
fn only_lines_at_the_end_are_removed_and_never_all() {
    assert_eq!(split(&["Source: x", "A paragraph.", "Another."]), (3, 0));
    assert_eq!(split(&["Source: x", "© 2020 y"]), (1, 1));
    assert_eq!(split(&["A paragraph.", "Source: x", "Contact", "© 2020 y"]), (1, 3));
    assert_eq!(split(&["A paragraph.", "Source: x", "He left.", "© 2020 y"]), (3, 1));
    assert_eq!(split(&[]), (0, 0));
}

#[test]
fn kept_lines_are_bounded() {
    let lines = vec![format!("© 2020 {}", "會".repeat(500)); 40];
    let bytes: usize = keep(lines).iter().map(String::len).sum();
    assert!(bytes <= KEPT_BYTES, "{bytes}");
    let many = (0..4000).map(|n| format!("© 2020 number {n}")).collect();
    assert!(keep(many).iter().map(String::len).sum::<usize>() <= KEPT_BYTES);
}
