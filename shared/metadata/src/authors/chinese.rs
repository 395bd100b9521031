//! Authors of Chinese pages: after `作者：`, `文/` or `记者`, in brackets, or alone in a line.

use article::{Cue, Zone};

use crate::article_view::ArticleView;
use crate::normalize::folded;
use crate::pattern::patterns;
use text::script::is_han;

patterns! {
    POSTED_BY = r"本贴由\s*(\S{1,20}?)\s*(?:于|於)";
    AUTHOR = r"(?:^|[\s|｜丨(（【〔［\[　])作\s*者\s*[:：/／│|丨]\s*([\x{3400}-\x{9fff}A-Za-z_])";
    WRITER = r"(?:^|[\s|｜丨(（【〔［\[　])(?:文|撰文|撰稿人?|执笔|執筆)\s*[:：/／│|丨●]\s*([\x{3400}-\x{9fff}A-Za-z_])";
    REPORTER = r"(?:^|[\s|｜丨(（【〔［\[　])(?:本报|本報|特约|见习|实习|新华社)?(?:记\s*者|記\s*者)\s*[:：/／│|丨]?\s*([\x{3400}-\x{9fff}A-Za-z_])";
    POSTER = r"(?:^|[\s|｜丨(（【〔［\[　])(?:楼\s*主|发布人|发布者|发表人|發表人|作\s*者)\s*[:：]?\s*([\x{3400}-\x{9fff}A-Za-z_])";
    REPORTER_FIRST = r"^\W*(?:本报|特约|见习)?(?:记|記)";
    BRACKET = r"[(（〔［\[【]";
    BRACKETED = r"[(（]\s*(?:本报|新华社|本报见习|本报通讯员|央视|人民日报)?(?:记者|記者|特派记者|通讯员)[\s:：]*([\x{3400}-\x{9fff}·]{2,4}(?:[\s、，]+[\x{3400}-\x{9fff}·]{2,4}){0,3})\s*[)）]";
    LABEL_ALONE = r"^\W*作\s*者\W*$";
    END = r"\s*(?:报道|報導|報道|摄影|攝影|综合|来源|來源|发布|时间|日期|编辑|责任|责编|字号|出处|摄|浏览|点击|阅读|写真|撮影|図版|構成|編集|イラスト)";
    NO_NAME = r"^(?:报道|報導|报导|报告|综合|摄影|攝影|编辑|編輯|通讯员|size|简介|介绍|信息|主页|其他|的|授权|本人|投稿|认为|从|在|了|手|说|及|不|声明|文责|观点|个人|联系)";
    NO_PERSON = r"[网页报社区章录目回]";
    GAP = r"[\s、，,]+";
    HAN_GAP = r"[\s，]+";
}

/// The maximum length of a byline, in characters.
const LONGEST: usize = 260;

/// The names from the most reliable byline of a Chinese page.
pub(super) fn find(view: &ArticleView<'_>, title: Option<&str>) -> Vec<String> {
    let declared = view.document.declared.language.as_ref();
    let says = declared.is_some_and(|tag| tag.value.to_lowercase().starts_with("zh"));
    if !says && !matches!(view.code, "zh" | "ja") {
        return Vec::new();
    }
    let lines = &view.cues.lines;
    // Sorted by rank (lower is more reliable), then by position.
    let mut found: Vec<(u8, usize, Vec<String>)> = Vec::new();
    for (at, cue) in lines.iter().enumerate().filter(|(_, cue)| cue.characters() <= LONGEST) {
        found.extend(led(cue, lines.get(at + 1)).map(|(rank, names)| (rank, at, names)));
    }
    let bracketed = lines.iter().enumerate().find_map(|(at, cue)| {
        let (names, _) = BRACKETED.group(&cue.text)?;
        Some((3, at, HAN_GAP.0.split(names).map(str::to_owned).collect()))
    });
    found.extend(bracketed);
    if !found.iter().any(|(rank, ..)| *rank <= 2) {
        found.extend(below_title(lines, title.unwrap_or_default()));
    }
    if found.is_empty() {
        found.extend(early(lines));
    }
    let best = found.into_iter().min_by_key(|(rank, at, _)| (*rank, *at));
    best.map(|(.., names)| names).unwrap_or_default()
}

/// The names after a lead word, and the rank of the lead.
fn led(cue: &Cue, next: Option<&Cue>) -> Option<(u8, Vec<String>)> {
    let text = cue.text.as_str();
    if let Some((name, _)) = POSTED_BY.group(text) {
        return Some((0, vec![name.to_owned()]));
    }
    for (rank, lead) in [(0, &AUTHOR), (0, &WRITER), (2, &REPORTER), (4, &POSTER)] {
        let Some((first, end)) = lead.group(text) else {
            let alone = rank == 0 && LABEL_ALONE.is_in(text);
            let name = next.filter(|next| alone && next.characters() <= 12);
            match name.filter(|next| next.line == cue.line.map(|line| line + 1)) {
                Some(name) => return Some((0, vec![name.text.clone()])),
                None => continue,
            }
        };
        let reporter = rank == 2;
        if reporter && !REPORTER_FIRST.is_in(text) && !BRACKET.is_in(text) {
            continue;
        }
        let named = names(&text[end - first.len()..], rank);
        if !named.is_empty() {
            return Some((rank, named));
        }
    }
    None
}

/// The names at the beginning of a text.
fn names(text: &str, rank: u8) -> Vec<String> {
    let text = run(text);
    let text = END.find(text).map_or(text, |end| &text[..end.start]).trim();
    let mut parts: Vec<String> =
        GAP.0.split(text).filter(|part| !part.is_empty()).map(str::to_owned).collect();
    let long = |part: &String| part.chars().count();
    if parts.first().is_none_or(|first| NO_NAME.is_in(first) || long(first) > 14) {
        return Vec::new();
    }
    // `赵 培`: names of two characters are often spaced.
    let wide = rank < 4 && parts.len() > 1 && long(&parts[0]) == 1 && long(&parts[1]) <= 2;
    if wide && parts[0].chars().all(is_han) {
        let given = parts.remove(1);
        parts[0].push_str(&given);
    }
    if rank == 2 {
        parts.retain(|part| long(part) <= 4 && !NO_NAME.is_in(part));
    }
    parts
}

/// A word of up to twenty characters, and up to three Chinese names that follow it.
fn run(text: &str) -> &str {
    let inside = |c: char| is_han(c) || c.is_ascii_alphanumeric() || "_·・．.-&~".contains(c);
    let end = |text: &str, most: usize, inside: &dyn Fn(char) -> bool| {
        text.char_indices()
            .take(most)
            .take_while(|(_, c)| inside(*c))
            .last()
            .map_or(0, |(at, c)| at + c.len_utf8())
    };
    let mut length = end(text, 20, &inside);
    let wide = text[..length].chars().count() == 1;
    for follows in 0..3 {
        let least = if wide && follows == 0 { 1 } else { 2 };
        let rest = &text[length..];
        let gap = end(rest, 20, &|c| c.is_whitespace() || "、，,".contains(c));
        let name = end(&rest[gap..], 5, &is_han);
        let count = rest[gap..gap + name].chars().count();
        if gap == 0 || !(least..=4).contains(&count) {
            break;
        }
        length += gap + name;
    }
    &text[..length]
}

/// A name alone in one of the lines below the title.
fn below_title(lines: &[Cue], title: &str) -> Option<(u8, usize, Vec<String>)> {
    let title = folded(title);
    let count = |text: &str| text.chars().count();
    if count(&title) < 4 {
        return None;
    }
    let is_title = |cue: &Cue| {
        let text = folded(&cue.text);
        let part =
            count(&cue.text) >= 6 && title.contains(&text) && count(&cue.text) * 2 >= count(&title);
        count(&text) >= 4 && (text == title || part)
    };
    let at = lines.iter().position(is_title)?;
    let first = lines[at].line?;
    let below = lines[at + 1..]
        .iter()
        .take_while(|cue| cue.line.is_some_and(|line| line <= first + 4) && cue.characters() <= 90);
    let name = below.map(|cue| unspaced(&cue.text)).find(|name| is_person(name))?;
    Some((2, at, vec![name]))
}

/// A name alone in a line at the beginning of the page.
fn early(lines: &[Cue]) -> Option<(u8, usize, Vec<String>)> {
    let mut early = lines.iter().enumerate().take_while(|(_, cue)| {
        let line = cue.line.unwrap_or(u32::MAX);
        line < 25 && (cue.characters() <= 100 || line <= 2)
    });
    early.find_map(|(at, cue)| {
        let name = unspaced(&cue.text);
        let fits = cue.line.is_some_and(|line| line > 0)
            && cue.characters() <= 6
            && !cue.is_in(Zone::Menu)
            && is_person(&name)
            && !NO_PERSON.is_in(&name);
        fits.then(|| (5, at, vec![name]))
    })
}

/// Whether a text is a surname and one or two more characters.
fn is_person(name: &str) -> bool {
    let mut chars = name.chars();
    chars.next().is_some_and(|c| SURNAMES.contains(c))
        && (2..=3).contains(&name.chars().count())
        && chars.all(is_han)
}

fn unspaced(text: &str) -> String {
    text.split_whitespace().collect()
}

/// The most frequent surnames only: rarer ones are more often part of a word (`連載`, `全国`, `商业`).
const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤茉張劉陳楊黃趙吳孫馬鄭許韓馮鄧羅蕭葉蘇呂盧鍾譚陸龍賴莊";

#[cfg(test)]
mod tests {
    use article::Cues;

    use super::*;
    use crate::testing::{document, language};

    fn found(lines: &[&str], title: &str) -> String {
        let document = document("正文。");
        let lines = (0u32..)
            .zip(lines)
            .map(|(number, text)| Cue {
                text: (*text).to_owned(),
                line: Some(number),
                place: 10 + number,
                ..Cue::default()
            })
            .collect();
        let (language, cues) = (language("zh"), Cues { lines, ..Cues::default() });
        find(&ArticleView::new(&document, &language).with_cues(&cues), Some(title)).join("|")
    }

    #[test]
    fn finds_names_in_many_places() {
        let cases: [(&[&str], &str); 12] = [
            (&["作者：王小明 来源：新华网"], "王小明"),
            (&["文/王小明 圖/李大同"], "王小明"),
            (&["本报记者 赵 培"], "赵培"),
            (&["会议今日召开。（记者 王明、李大同）"], "王明|李大同"),
            (&["本贴由 观海 于 2008-5-3 发表"], "观海"),
            (&["作者", "王小明"], "王小明"),
            (&["〔記者王小明／台北報導〕"], "王小明"),
            (&["文：佐藤健一　写真：山本花子"], "佐藤健一"),
            (&["全市教育工作会议召开", "王小明"], "王小明"),
            (&["首页", "王小明"], "王小明"),
            (&["记者从会上获悉"], ""),
            (&["首页", "新闻网"], ""),
        ];
        for (lines, expected) in cases {
            assert_eq!(found(lines, "全市教育工作会议召开"), expected, "{lines:?}");
        }
    }
}
