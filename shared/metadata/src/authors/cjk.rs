use text::script::is_han;
use text::{cut, list};

/// How much of a line is read, in bytes.
const LOOKED_AT: usize = 800;

/// Whether a whole line is a Chinese, Japanese or Korean byline.
pub(super) fn is_byline(line: &str) -> bool {
    line.len() <= 150 && !line.ends_with(['。', '！', '？']) && in_line(line).is_some()
}

/// The names after `作者：`, `文/`, `(記者 王明)`, `記者王明／台北報導`, or before `기자`.
pub(super) fn in_line(line: &str) -> Option<Vec<String>> {
    let line = cut(line, LOOKED_AT);
    LEADS.iter().find_map(|lead| after_lead(line, lead)).or_else(|| korean(line))
}

fn after_lead(line: &str, (lead, glued): &(&str, bool)) -> Option<Vec<String>> {
    line.match_indices(lead).take(8).find_map(|(at, _)| {
        if !begins(&line[..at]) {
            return None;
        }
        let rest = &line[at + lead.len()..];
        let marks: &[char] =
            &[':', '：', '/', '／', '|', '│', '丨', ' ', '　', '\u{a0}', '＝', '・'];
        let named = rest.trim_start_matches(marks);
        let marked = named.len() < rest.len();
        let names = names(named, marked);
        ((marked || *glued) && !names.is_empty()).then_some(names)
    })
}

/// Whether a lead may follow `before`: it begins a line or a bracket, or follows the name of the paper
/// (`(本報記者 …`, `新華社記者`).
fn begins(before: &str) -> bool {
    let before = list(PAPERS).find_map(|paper| before.strip_suffix(paper)).unwrap_or(before);
    let last = before.chars().next_back();
    last.is_none_or(|c| c.is_whitespace() || "(（【[〔｜|丨:：／/　".contains(c))
}

/// Names of two to four characters, separated by marks. Unless a mark precedes it, a name must be
/// followed by a slash, a bracket or the end of the line; otherwise it could be part of a sentence.
fn names(text: &str, marked: bool) -> Vec<String> {
    let mut names = Vec::new();
    let mut rest = text;
    loop {
        let end = rest.find(|c: char| !is_han(c) && !matches!(c, '·' | '・')).unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        let name = name.strip_suffix("報導").or_else(|| name.strip_suffix("报道")).unwrap_or(name);
        let long = name.chars().count();
        let closed =
            after.is_empty() || after.starts_with(['／', '/', ')', '）', '】', '〕', ']', '、']);
        let separated =
            closed || after.starts_with([' ', '　', '，', ',', '|', '｜', '丨', ';', '；']);
        let fits = (2..=4).contains(&long) || (name.contains('·') && long <= 12);
        let ends = if marked || !names.is_empty() { separated } else { closed };
        if !fits || !ends || list(NO_NAMES).any(|no| name.contains(no)) {
            return names;
        }
        names.push(name.to_owned());
        let next = after.trim_start_matches(['、', ' ', '　']);
        if next.len() == after.len() || names.len() == 8 {
            return names;
        }
        rest = next;
    }
}

/// `홍길동 기자`: the name precedes the word.
fn korean(line: &str) -> Option<Vec<String>> {
    let is_hangul = |c: char| ('가'..='힣').contains(&c);
    line.match_indices("기자").take(8).find_map(|(at, word)| {
        let after = line[at + word.len()..].chars().next();
        let before = line[..at].strip_suffix(' ')?;
        let start = before
            .rfind(|c: char| !is_hangul(c))
            .map_or(0, |at| at + before[at..].chars().next().map_or(0, char::len_utf8));
        let name = &before[start..];
        let fits = (2..=4).contains(&name.chars().count()) && !after.is_some_and(is_hangul);
        (fits && line.len() <= 200).then(|| vec![name.to_owned()])
    })
}

/// Lead words, and whether a name may follow without a mark.
const LEADS: &[(&str, bool)] = &[
    ("作者", false),
    ("撰文", false),
    ("撰稿", false),
    ("執筆", false),
    ("执笔", false),
    ("文", false),
    ("記者", true),
    ("记者", true),
    ("通訊員", false),
    ("通讯员", false),
    ("特派員", true),
    ("著者", false),
];

const PAPERS: &str = "\
    本報 本报 本刊 新華社 新华社 中央社 特約 特约 見習 见习 實習 实习 首席 央視 央视 本網 本网 人民日報 人民日报 中新社 中新網 中新网 原文 本文";

/// Words after a lead that are not names.
const NO_NAMES: &str = "\
    記者 记者 報導 报道 來源 来源 發布 发布 時間 时间 編輯 编辑 日期 簡介 简介 介紹 介绍 會 会 從 从 了解 獲悉 获悉 採訪 采访 表示 認為 认为 授權 授权 觀點 观点 \
    電 电 聲明 声明 字號 字号 的 在 您 我";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_their_leads() {
        let cases = [
            ("作者：王小明 来源：新华网", "王小明"),
            ("文/王小明 圖/李大同", "王小明"),
            ("（本報記者 王小明、李大同）", "王小明|李大同"),
            ("記者王小明／台北報導", "王小明"),
            ("会议今日召开。（记者 赵培）", "赵培"),
            ("서울=홍길동 기자", "홍길동"),
            ("記者從會上獲悉", ""),
            ("中文/英文", ""),
            ("新文化", ""),
        ];
        for (line, expected) in cases {
            assert_eq!(in_line(line).unwrap_or_default().join("|"), expected, "{line}");
        }
    }
}
