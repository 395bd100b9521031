use std::collections::HashMap;
use std::sync::LazyLock;

use super::data::PLACES;
use text::list;
use text::script::is_han;

/// Characters that may precede a county or city within a run of characters.
const BORDERS: &str = "在到從从於于由向往和與与及赴的是對对據据了";
/// Characters that never begin a name.
const NO_FIRST: &str =
    "各全我本該该某這这那此每多所外他其市縣县區区省新老大小一二三四五六七八九十兩两幾几";

/// Verbs that are not part of a name.
const NO_NAMES: &str = "\
    按照 根據 根据 依照 通過 通过 關於 关于 圍繞 围绕 推動 推动 加快 全面 走進 走进 深入 服務 服务 支持 建設 建设 促進 促进 加強 加强 提升 保障 落實 落实";
/// Words for the authorities of a county or city, which may follow its name.
const AUTHORITIES: &str = "政府 人民 公安 委書記 委书记 市長 市长 縣長 县长 教育 教體 教体 境";

/// The places in a paragraph, in order: those in the list, and counties and cities at the beginning of a
/// run.
pub(super) fn named(paragraph: &str) -> impl Iterator<Item = &str> {
    let parts = paragraph.split(|c: char| !is_han(c) || BORDERS.contains(c));
    parts.flat_map(|run| county(run).into_iter().chain(listed(run)))
}

/// `如東縣`, `啟東市`: two or three characters, then the word for a county or city.
fn county(run: &str) -> Option<&str> {
    if run.starts_with(|c| NO_FIRST.contains(c)) {
        return None;
    }
    let mut chars = run.char_indices().skip(2).take(2);
    let (at, end) = chars.find(|(_, c)| matches!(c, '市' | '縣' | '县'))?;
    let (name, after) = run.split_at(at + end.len_utf8());
    // `按照全市要求` contains the word too: a name is either alone or before its authority.
    let bounded = after.is_empty() || list(AUTHORITIES).any(|word| after.starts_with(word));
    // `城市`, `超市` and `門市` are ordinary words, not cities.
    let before = run[..at].chars().next_back();
    let word = before.is_some_and(|c| "城超門门股都上夜鬧闹集全我本各該该".contains(c));
    // A place in the list is counted without the word.
    let known = place_at(name).is_some();
    let verb = list(NO_NAMES).any(|word| name.starts_with(word));
    (bounded && !word && !known && !verb).then_some(name)
}

/// The places in the list that occur in a run.
fn listed(run: &str) -> impl Iterator<Item = &str> {
    let mut rest = run;
    std::iter::from_fn(move || {
        while !rest.is_empty() {
            if let Some(place) = place_at(rest) {
                let (name, after) = rest.split_at(place.len());
                rest = after;
                return Some(name);
            }
            rest = &rest[rest.chars().next().map_or(0, char::len_utf8)..];
        }
        None
    })
}

/// The place in the list with which a text begins.
fn place_at(text: &str) -> Option<&'static str> {
    /// Places by their first character.
    static BY_FIRST: LazyLock<HashMap<char, Vec<&str>>> = LazyLock::new(|| {
        let mut places: HashMap<char, Vec<&str>> = HashMap::new();
        for place in list(PLACES) {
            places.entry(place.chars().next().unwrap_or_default()).or_default().push(place);
        }
        places
    });
    BY_FIRST.get(&text.chars().next()?)?.iter().copied().find(|place| text.starts_with(place))
}
