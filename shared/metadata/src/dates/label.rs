use std::ops::Range;

use crate::pattern::{Pattern, patterns};

patterns! {
    MODIFIED = concat!(
        r"(?i)updat\w*|edited|changed|modif\w*|revised|aktuali[sz]\w*|actuali[sz]\w*|atualiz\w*|",
        r"aggiorn\w*|zuletzt|geändert|bearbeitet|mise? à jour|uppdater\w*|opdater\w*|oppdater\w*|",
        r"päivitetty|bijgewerkt|gewijzigd|zaktuali\w*|modyfik\w*|обновл\w*|измен[её]н\w*|",
        r"оновлен\w*|актуализ\w*|ažurir\w*|ажурир\w*|posodob\w*|atnaujint\w*|atjaunin\w*|",
        r"frissít\w*|güncelle\w*|yenilən\w*|diperbarui|kemas ?kini|cập nhật|ενημερ\w*|uppfært|",
        r"تحديث|تعديل|به\x{200c}?روز|اپ ?ڈیٹ|עודכן|עדכון|अपडेट|अद्यतन|आपडेट|হালনাগাদ|আপডেট|",
        r"புதுப்பி|அப்டேட்|అప్‌డేట్|อัปเดต|อัพเดต|განახლ\w*|թարմաց\w*|更新|修改|修订|修訂|编辑于|編輯於|",
        r"수정|업데이트|\bstand\b",
    );
    PUBLISHED = concat!(
        r"(?i)publi\w*|\bposted|veröffentlicht|erstellt|erschienen|créée?|created|written|",
        r"inserito|pubblicat\w*|geplaatst|gepubliceerd|udgivet|julkaistu|zveřejněn\w*|vydán\w*|",
        r"uverejnen\w*|opublikow\w*|dodan[oye]|опублик\w*|публик\w*|размещ\w*|објав\w*|objav\w*|",
        r"megjelen\w*|közzét\w*|yayın\w*|dərc|diterbitkan|đăng|xuất bản|δημοσι\w*|birt\b|paskelbt\w*|",
        r"نشر|منشور|انتشار|شائع|פורסם|प्रकाशित|প্রকাশ|வெளியி|ప్రచురి|เผยแพร่|გამოქვეყ\w*|հրապարակ\w*|",
        r"жарияла\w*|发布|發布|發佈|发表|發表|刊登|掲載|公開|配信|投稿|입력|등록|게재|发稿",
    );
}

/// What the words beside a date say about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Label {
    Published,
    Modified,
}

/// How far before a date its label begins at most, in characters.
const BEFORE: usize = 60;
/// How far after a date its label begins at most, in bytes.
const AFTER: usize = 8;

/// The label of the date at `date` in a line: the last one between it and the date before, which
/// ends at `previous`; else one directly after the date if no other date follows.
pub(super) fn of(line: &str, previous: usize, date: &Range<usize>, is_last: bool) -> Option<Label> {
    let before = &line[previous..date.start];
    let start = before.char_indices().rev().nth(BEFORE - 1).map_or(0, |(at, _)| at);
    last(&before[start..]).or_else(|| {
        let after = &line[date.end..];
        let first = |pattern: &Pattern| pattern.find(after).map(|found| found.start);
        let nearest = [(Label::Published, first(&PUBLISHED)), (Label::Modified, first(&MODIFIED))];
        let nearest = nearest.into_iter().filter_map(|(label, at)| Some((at?, label)));
        let (at, label) = nearest.min_by_key(|(at, _)| *at)?;
        (is_last && at <= AFTER).then_some(label)
    })
}

/// The last label in a text.
pub(super) fn last(text: &str) -> Option<Label> {
    let end = |pattern: &Pattern| pattern.0.find_iter(text).last().map(|found| found.end());
    match (end(&PUBLISHED), end(&MODIFIED)) {
        (None, None) => None,
        (Some(published), Some(modified)) if published < modified => Some(Label::Modified),
        (None, Some(_)) => Some(Label::Modified),
        (Some(_), _) => Some(Label::Published),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_label_before_a_date_counts() {
        let cases = [
            ("First published on Monday", Some(Label::Published)),
            ("Published by the desk, last updated", Some(Label::Modified)),
            ("Обновлено в пятницу. Опубликовано", Some(Label::Published)),
            ("Naposledy aktualizováno", Some(Label::Modified)),
            ("آخر تحديث", Some(Label::Modified)),
            ("最終更新", Some(Label::Modified)),
            ("掲載日", Some(Label::Published)),
            ("The harbour master said", None),
        ];
        for (text, expected) in cases {
            assert_eq!(last(text), expected, "{text}");
        }
    }

    #[test]
    fn each_date_of_a_line_has_its_own_label() {
        let line = "Updated 9 May, posted 7 May";
        assert_eq!(of(line, 0, &(8..13), false), Some(Label::Modified));
        assert_eq!(of(line, 13, &(22..27), true), Some(Label::Published));
        let line = "2019-05-07 发布";
        assert_eq!(of(line, 0, &(0..10), true), Some(Label::Published));
        let line = "7 May (updated 9 May)";
        assert_eq!(of(line, 0, &(0..5), false), None);
        assert_eq!(of(line, 5, &(15..20), true), Some(Label::Modified));
    }
}
