use std::ops::Range;

use crate::pattern::{Pattern, patterns};

patterns! {
    /// Words for an update, in the languages that are detected.
    MODIFIED = concat!(
        r"(?i)updat\w*|edited|changed|modif\w*|revised|aktuali[sz]\w*|actuali[tsz]\w*|atualiz\w*|aggiorn\w*|",
        r"aġġorna\w*|zuletzt|geändert|bearbeitet|überarbeitet|mise? à jour|uppdater\w*|opdater\w*|oppdater\w*|",
        r"opgedateer\w*|bygewerk|ändrad|ændret|endret|dagført|uppfært|breytt|päivitetty|muokattu|bijgewerkt|",
        r"gewijzigd|aangepast|zaktuali\w*|modyfik\w*|upraven[oéá]|změněno|zmenené|обновл\w*|обновен\w*|",
        r"измен[её]н\w*|отредактир\w*|оновл\w*|змінен\w*|абно[ўв]л\w*|зменен\w*|актуализ\w*|променен\w*|",
        r"ažurir\w*|ажурир\w*|izmijenjen\w*|izmenjen\w*|измењен\w*|posodob\w*|spremenjen\w*|atnaujint\w*|",
        r"atjau?nin\w*|atjaunot\w*|uuenda\w*|muudetud|frissít\w*|módosít\w*|përditës\w*|ndryshuar|güncelle\w*|",
        r"düzenlen\w*|yenilən\w*|yangilan\w*|янгилан\w*|täzelen\w*|жаңарт\w*|жаңыр\w*|өзгерт\w*|яңарт\w*|",
        r"шинэчил\w*|засварла\w*|навсоз\w*|diperbarui|diperbaharui|dimutakhir\w*|kemas ?kini|dikemas\w*|cập nhật|",
        r"chỉnh sửa|sửa đổi|imesasish\w*|imehariri\w*|an sabunta|cusboon\w*|ibuyekez\w*|ihlaziy\w*|yavuguruwe|",
        r"nohavaozina|mizajou|diweddar\w*|nuashonr\w*|ùrachadh|eguneratu\w*|aldatu\w*|ĝisdatig\w*|rojanekir\w*|",
        r"ενημερώ\w*|ενημέρ\w*|τροποποι\w*|επικαιροπ\w*|թարմաց\w*|փոփոխվ\w*|განახლ\w*|შეიცვალა|",
        r"تحديث|تعديل|محد[َّ]*ث|به\x{200c}? ?روز|بروز ?رسانی|ویرایش|اپ ?ڈیٹ|ترمیم|تازه شو|اوسمهال|نوێکر|يېڭىلان|",
        r"עודכן|עדכון|נערך|अपडेट|अद्यतन|अद्यावधिक|अद्ययावत|संशोधित|आपडेट|হালনাগাদ|আপডেট|সংশোধিত|ਅੱਪਡੇਟ|ਅਪਡੇਟ|અપડેટ|અદ્યતન|",
        r"ଅପଡେଟ|புதுப்பி|அப்டேட்|అప్\x{200c}?డేట్|నవీకరించ|ನವೀಕರ|ಅಪ್\x{200c}?ಡೇಟ್|പുതുക്കി|അപ്\x{200c}?ഡേറ്റ്|යාවත්කාලීන|සංශෝධන|",
        r"อัปเดต|อัพเดต|อัปเดท|อัพเดท|ปรับปรุง|แก้ไข|ປັບປຸງ|ອັບເດດ|បច្ចុប្បន្នភាព|កែប្រែ|ပြင်ဆင်|အပ်ဒိတ်|မွမ်းမံ|ተሻሽሏል|የተሻሻለ|የዘመነ|ዘምኗል|",
        r"更新|修改|修订|修訂|改訂|编辑于|編輯於|수정|업데이트|갱신|\bstand\b",
    );
    /// Words for a publication.
    PUBLISHED = concat!(
        r"(?i)publi\w*|pubblik\w*|\bposted|veröffentlicht|erstellt|erschienen|créée?|\bparue?\b|created|written|",
        r"inserito|pubblicat\w*|geplaatst|geplaas|gepubliceerd|udgivet|offentliggjort|julkaistu|avaldat\w*|",
        r"zveřejněn\w*|vydán\w*|vloženo|uverejnen\w*|zverejnen\w*|opublikow\w*|dodan[oye]|опублик\w*|публик\w*|",
        r"размещ\w*|розміщ\w*|опублік\w*|апублік\w*|надрукаван\w*|об[јj]ав\w*|objav\w*|pievienots|paskelbt\w*|",
        r"megjelen\w*|közzét\w*|postuar|botuar|yayın\w*|yayım\w*|eklenme\w*|dərc|nəşr|chop etil\w*|e[ʼʻ'‘’]lon qilin\w*|",
        r"neşir|жарияла\w*|жарыялан\w*|нийтэл\w*|нийтлэ\w*|нашр|diterbit\w*|dimuat|tayang|disiar\w*|đăng|xuất bản|",
        r"imechapish\w*|ilichapish\w*|inilathala|nailathala|an wallafa|daabac\w*|ishicilel\w*|yatangajwe|navoaka|",
        r"cyhoedd\w*|foilsi\w*|foillsich\w*|argitarat\w*|weşand\w*|birt\b|útgiv\w*|δημοσι\w*|αναρτήθ\w*|",
        r"հրապարակ\w*|გამოქვეყ\w*|نشر|منشور|انتشار|منتشر|درج|شائع|اشاعت|خپور|بڵاوکر|ئېلان قىلىن|פורסם|פרסום|",
        r"प्रकाशित|प्रकाशन|প্রকাশ|প্ৰকাশ|ਪ੍ਰਕਾਸ਼|પ્રકાશિત|ପ୍ରକାଶ|வெளியி|பிரசுர|ప్రచురి|ప్రచురణ|ಪ್ರಕಟ|ಪ್ರಕಾಶಿತ|പ്രസിദ്ധീക|පළ ?ක[ළර]|",
        r"เผยแพร่|ลงวันที่|ເຜີຍແຜ່|ផ្សាយ|បោះពុម្ព|ထုတ်ဝေ|ታትሟል|የታተመ|发布|發布|發佈|发表|發表|刊登|刊发|刊發|掲載|公開|配信|投稿|입력|등록|",
        r"게재|发稿",
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
            ("Uuendatud", Some(Label::Modified)),
            ("Avaldatud", Some(Label::Published)),
            ("Жаңартылды", Some(Label::Modified)),
            ("ನವೀಕರಿಸಲಾಗಿದೆ", Some(Label::Modified)),
            ("ప్రచురించబడింది", Some(Label::Published)),
            ("Imechapishwa", Some(Label::Published)),
            ("Nuashonraithe", Some(Label::Modified)),
            ("ធ្វើបច្ចុប្បន្នភាព", Some(Label::Modified)),
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
