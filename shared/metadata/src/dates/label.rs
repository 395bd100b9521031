use std::ops::Range;

use crate::marked_words::{MarkedWords, lower};

/// Words for an update, and beginnings of such words, in the languages that are detected.
static MODIFIED: MarkedWords = MarkedWords::new(
    "\
    updat|edited|changed|modif|revised|aktualis|aktualiz|actualit|actualis|actualiz|atualiz|\
    aggiorn|aġġorna|zuletzt|geändert|bearbeitet|überarbeitet|mise à jour|mis à jour|uppdater|\
    opdater|oppdater|opgedateer|bygewerk|ändrad|ændret|endret|dagført|uppfært|breytt|päivitetty|\
    muokattu|bijgewerkt|gewijzigd|aangepast|zaktuali|modyfik|upraveno|upravené|upravená|změněno|\
    zmenené|обновл|обновен|изменён|отредактир|оновл|змінен|абноўл|абновл|зменен|актуализ|променен|\
    ažurir|ажурир|izmijenjen|izmenjen|измењен|posodob|spremenjen|atnaujint|atjaunin|atjanin|\
    atjaunot|uuenda|muudetud|frissít|módosít|përditës|ndryshuar|güncelle|düzenlen|yenilən|\
    yangilan|янгилан|täzelen|жаңарт|жаңыр|өзгерт|яңарт|шинэчил|засварла|навсоз|diperbarui|\
    diperbaharui|dimutakhir|kemas kini|kemaskini|dikemas|cập nhật|chỉnh sửa|sửa đổi|imesasish|\
    imehariri|an sabunta|cusboon|ibuyekez|ihlaziy|yavuguruwe|nohavaozina|mizajou|diweddar|\
    nuashonr|ùrachadh|eguneratu|aldatu|ĝisdatig|rojanekir|ενημερώ|ενημέρ|τροποποι|επικαιροπ|\
    թարմաց|փոփոխվ|განახლ|შეიცვალა|تحديث|تعديل|محدَث|محدّث|محدَّث|محدث|به\u{200c} روز|به\u{200c}روز|\
    به روز|بهروز|بروز رسانی|بروزرسانی|ویرایش|اپ ڈیٹ|اپڈیٹ|ترمیم|تازه شو|اوسمهال|نوێکر|يېڭىلان|\
    עודכן|עדכון|נערך|अपडेट|अद्यतन|अद्यावधिक|अद्ययावत|संशोधित|आपडेट|হালনাগাদ|আপডেট|সংশোধিত|ਅੱਪਡੇਟ|\
    ਅਪਡੇਟ|અપડેટ|અદ્યતન|ଅପଡେଟ|புதுப்பி|அப்டேட்|అప్\u{200c}డేట్|అప్డేట్|నవీకరించ|ನವೀಕರ|\
    ಅಪ್\u{200c}ಡೇಟ್|ಅಪ್ಡೇಟ್|പുതുക്കി|അപ്\u{200c}ഡേറ്റ്|അപ്ഡേറ്റ്|යාවත්කාලීන|සංශෝධන|อัปเดต|อัพเดต|\
    อัปเดท|อัพเดท|ปรับปรุง|แก้ไข|ປັບປຸງ|ອັບເດດ|បច្ចុប្បន្នភាព|កែប្រែ|ပြင်ဆင်|အပ်ဒိတ်|မွမ်းမံ|\
    ተሻሽሏል|የተሻሻለ|የዘመነ|ዘምኗል|更新|修改|修订|修訂|改訂|编辑于|編輯於|수정|업데이트|갱신|<stand>",
);
/// Words for a publication.
static PUBLISHED: MarkedWords = MarkedWords::new(
    "\
    publi|pubblik|<posted|veröffentlicht|erstellt|erschienen|créé|<parue>|<paru>|created|written|\
    inserito|pubblicat|geplaatst|geplaas|udgivet|offentliggjort|julkaistu|avaldat|zveřejněn|vydán|\
    vloženo|uverejnen|zverejnen|dodano|dodany|dodane|публик|размещ|розміщ|опублік|апублік|\
    надрукаван|објав|обjав|objav|pievienots|paskelbt|megjelen|közzét|postuar|botuar|yayın|yayım|\
    eklenme|dərc|nəşr|chop etil|eʼlon qilin|eʻlon qilin|e'lon qilin|e‘lon qilin|e’lon qilin|neşir|\
    жарияла|жарыялан|нийтэл|нийтлэ|нашр|diterbit|dimuat|tayang|disiar|đăng|xuất bản|imechapish|\
    ilichapish|inilathala|nailathala|an wallafa|daabac|ishicilel|yatangajwe|navoaka|cyhoedd|\
    foilsi|foillsich|argitarat|weşand|birt>|útgiv|δημοσι|αναρτήθ|հրապարակ|გამოქვეყ|نشر|منشور|\
    انتشار|منتشر|درج|شائع|اشاعت|خپور|بڵاوکر|ئېلان قىلىن|פורסם|פרסום|प्रकाशित|प्रकाशन|প্রকাশ|\
    প্ৰকাশ|ਪ੍ਰਕਾਸ਼|પ્રકાશિત|ପ୍ରକାଶ|வெளியி|பிரசுர|ప్రచురి|ప్రచురణ|ಪ್ರಕಟ|ಪ್ರಕಾಶಿತ|പ്രസിദ്ധീക|පළ කළ|\
    පළ කර|පළකළ|පළකර|เผยแพร่|ลงวันที่|ເຜີຍແຜ່|ផ្សាយ|បោះពុម្ព|ထုတ်ဝေ|ታትሟል|የታተመ|发布|發布|發佈|发表|發表|刊登|刊发|\
    刊發|掲載|公開|発行|配信|投稿|입력|등록|게재|发稿",
);

/// The meaning of a date according to the words next to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Label {
    Published,
    Modified,
}

/// Whether a text labels a date as that of publication or of an update.
pub(crate) fn is_label(text: &str) -> bool {
    last(text).is_some()
}

/// The maximum distance from the start of a label to the date after it, in characters.
const BEFORE: usize = 60;
/// The maximum distance from a date to the start of a label after it, in bytes.
const AFTER: usize = 8;

/// The label of the date at `date` in a line: the last one between it and the previous date, which ends
/// at `previous`; else one directly after the date, if no other date follows.
pub(super) fn of(line: &str, previous: usize, date: &Range<usize>, is_last: bool) -> Option<Label> {
    let before = &line[previous..date.start];
    let start = before.char_indices().rev().nth(BEFORE - 1).map_or(0, |(at, _)| at);
    last(&before[start..]).or_else(|| {
        let end = line[date.end..].char_indices().nth(BEFORE).map(|(at, _)| date.end + at);
        let after = lower(&line[date.end..end.unwrap_or(line.len())]);
        let (label, at) = all(&after).min_by_key(|(_, at)| at.start)?;
        (is_last && at.start <= AFTER).then_some(label)
    })
}

/// The last label in a text.
pub(super) fn last(text: &str) -> Option<Label> {
    let text = lower(text);
    // A word of one list may contain a word of the other, so both count to the end of the whole word.
    let end = |end: usize| {
        let rest = &text[end..];
        end + rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len())
    };
    all(&text).max_by_key(|(_, at)| end(at.end)).map(|(label, _)| label)
}

/// The labels in a text in lower case, and where they are.
fn all(text: &str) -> impl Iterator<Item = (Label, Range<usize>)> {
    let labels = [(Label::Modified, &MODIFIED), (Label::Published, &PUBLISHED)];
    labels.into_iter().flat_map(move |(label, words)| words.all(text).map(move |at| (label, at)))
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
