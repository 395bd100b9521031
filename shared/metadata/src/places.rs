//! Places in the document: declared ones, those of datelines, and cities and counties in Chinese texts,
//! where they are recognisable without capitals.

mod chinese;
mod data;

use std::collections::HashMap;

use article::Named;
use serde_json::Value;

use crate::article_view::ArticleView;
use crate::json_ld::text;
use crate::meta;
use crate::names::is_name;
use crate::normalize::folded;
use crate::pattern::patterns;

/// How much of the text is searched, in bytes.
const SEARCHED: usize = 200_000;
/// The maximum number of places.
const MOST: usize = 20;

patterns! {
    // `BERLIN (dpa) - `, `LONDON, May 3 (Reuters) — `.
    DATELINE = r"^(\p{Lu}[\p{L}.'’-]+(?:[ /]\p{Lu}[\p{L}.'’-]+){0,3})(?:,[\p{L}\d .]{3,20})?\s\((?:Reuters|AP|AFP|dpa|DPA|APA|SID|epd|KNA|EFE|ANSA|PAP|UPI|Xinhua|AP/dpa|dpa/\w+)\)\s*[-–—]";
    // `新华社北京5月3日电`, `本報南通4月27日訊`.
    CHINESE_DATELINE = r"(?:新华社|新華社|本报|本報|中新社|中新网|中新網|中央社|人民网)([\x{3400}-\x{9fff}]{2,4}?)[0-9]{1,2}月[0-9]{1,2}日(?:电|電|讯|訊)";
}

/// The places of the document: declared ones and those of datelines first, then the most frequent.
pub(crate) fn find(view: &ArticleView<'_>) -> Vec<Named> {
    let mut found: Vec<String> = Vec::new();
    let mut add = |name: &str| {
        let new = found.iter().all(|known| folded(known) != folded(name));
        if is_name(name) && new && found.len() < MOST {
            found.push(name.trim().to_owned());
        }
    };
    for node in view.json_ld.works().take(8) {
        for member in ["contentLocation", "locationCreated", "spatialCoverage", "dateline"] {
            node.get(member).and_then(place_name).into_iter().for_each(&mut add);
        }
    }
    meta::values(view.document, "geo.placename").for_each(&mut add);
    let first = view.paragraphs.iter().take(3).map(|p| text::cut(p, 400));
    for paragraph in first {
        for dateline in [&DATELINE, &CHINESE_DATELINE] {
            dateline.group(paragraph).map(|(place, _)| place).into_iter().for_each(&mut add);
        }
    }
    if view.code == "zh" {
        counted(view).iter().for_each(|name| add(name));
    }
    found.into_iter().map(|name| Named { name }).collect()
}

/// The places in a Chinese text, most frequent first, then in order of appearance.
fn counted<'a>(view: &ArticleView<'a>) -> Vec<&'a str> {
    let mut counts: HashMap<&str, (usize, usize)> = HashMap::new();
    let all = view.beginning(SEARCHED).flat_map(chinese::named);
    for (order, name) in all.enumerate() {
        let entry = counts.entry(name).or_insert((0, order));
        entry.0 += 1;
    }
    let mut names: Vec<(&str, (usize, usize))> = counts.into_iter().collect();
    names.sort_by_key(|(_, (count, order))| (std::cmp::Reverse(*count), *order));
    names.into_iter().map(|(name, _)| name).collect()
}

/// A place given as a text, as an object with a name, or as a list of those.
fn place_name(value: &Value) -> Option<&str> {
    let one = value.as_array().map_or(Some(value), |values| values.first())?;
    one.as_str().or_else(|| one.get("name").and_then(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{document, language};

    fn found(code: &str, text: &str) -> String {
        let (document, language) = (document(text), language(code));
        let places = find(&ArticleView::new(&document, &language));
        places.into_iter().map(|place| place.name).collect::<Vec<_>>().join("|")
    }

    #[test]
    fn finds_places_in_datelines_and_chinese_texts() {
        let cases = [
            ("en", "LONDON, May 3 (Reuters) - The pound fell.", "LONDON"),
            ("de", "Berlin (dpa) - Der Rat tagt.", "Berlin"),
            ("en", "The council (AP) met in Paris.", ""),
            ("zh", "新华社北京5月3日电 会议在上海召开。", "北京|上海"),
            ("zh", "南通教育,如東縣教體局,南通再出發,全市各縣", "南通|如東縣"),
        ];
        for (code, text, expected) in cases {
            assert_eq!(found(code, text), expected, "{text}");
        }
    }
}
