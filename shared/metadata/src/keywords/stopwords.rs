//! Words that are never keywords: function words, and words that are common in all news. The crate
//! `stop-words` (lists of NLTK, else of stopwords-iso) has the function words of some sixty languages;
//! the lists here add other languages and words of the news.

use std::collections::{BTreeMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use super::function_words::LISTS;
use crate::dates::{self, month_names};
use text::abbreviations::abbreviations;
use text::list;

/// The stop words of a language, in lower case.
#[derive(Debug)]
pub(super) struct Stopwords {
    words: HashSet<&'static str>,
    /// Whether there is a list for the language. Month names and abbreviations are stop words in
    /// every language.
    pub(super) has_list: bool,
}

/// The lists that have been used, some 30 KB each.
static KNOWN: Mutex<BTreeMap<String, Arc<Stopwords>>> = Mutex::new(BTreeMap::new());

impl Stopwords {
    /// The stop words of the language `code`.
    pub(super) fn of(code: &str) -> Arc<Self> {
        let own = LISTS.iter().find(|(codes, _)| codes.contains(&code)).map(|(_, words)| *words);
        let other = match code {
            "fil" => "tl",
            "nb" | "nn" => "no",
            "bs" => "hr",
            code => code,
        };
        let published = stop_words::lookup(other);
        let has_list = own.is_some() || published.is_some();
        // Unknown languages share one list, which bounds the number of lists.
        let is_known = has_list || dates::language(code).is_some();
        let code = if is_known { code } else { "" };
        let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(words) = known.get(code) {
            return Arc::clone(words);
        }
        let words = list(own.unwrap_or_default()).chain(month_names(code)).chain(abbreviations());
        let words = words.chain(published.into_iter().flatten().copied()).collect();
        let words = Arc::new(Self { words, has_list });
        known.insert(code.to_owned(), Arc::clone(&words));
        words
    }

    /// Whether a word in lower case is a stop word.
    pub(super) fn has(&self, folded: &str) -> bool {
        self.words.contains(folded)
    }
}

/// Characters that occur in no Chinese term; they separate runs.
pub(super) const HAN_INSIDE: &str = "的了是這这那他她它您們们與与及或把被讓让吧嗎吗呢啊哪誰谁";

/// Characters that begin no Chinese term.
pub(super) const HAN_FIRST: &str = "在和對对向從从為为以于於之其並并要將将也就都等不有可更最再又但因所由到上下中一二三四五六七八九十個个年月日時时後后前內内各本該该使能會会還还已曾我你自被及至則则如若按據据經经";

/// Characters that end no Chinese term.
pub(super) const HAN_LAST: &str = "在和對对向從从為为以于於之其並并要將将也就都等不有可更最再又但因所由到上下中裡里內内後后時时一二三四五六七八九十個个年月日些種种該该使還还已曾我你及至則则如若按據据";

/// Chinese words that are common in all news.
pub(super) const HAN_TERMS: &str = "\
    我們 他們 記者 记者 表示 指出 強調 强调 認為 认为 介紹 介绍 進行 进行 今年 去年 目前 同時 同时 以及 通過 通过 因此 但是 如果 可以 可能 沒有 没有 \
    問題 问题 情況 情况 方面 工作 主要 重要 進一步 进一步 有關 有关 相關 相关 其中 就是 不是 已經 已经 全部 部分 時候 时候 現在 现在 這些 一些 一個 一个 \
    推進 推进 加強 加强 提升 發展 发展 全面 要求 開展 开展 報道 報導 报道 消息 \
    什麼 什么 怎麼 怎么 怎樣 怎样 為什麼 为什么 這樣 这样 那樣 那样 這麼 这么 那麼 那么 自己 大家 所以 因為 因为 雖然 虽然 然而 而且 或者 不過 不过 只有 \
    只是 還是 还是 都是 也是 即使 甚至 關於 关于 根據 根据 為了 为了 不能 不會 不会 應該 应该 必須 必须 一樣 一样 一定 一直 非常 十分 許多 许多";

/// Verbs before a term: the keyword of `推進教育現代化` is `教育現代化`.
pub(super) const HAN_VERBS: &str = "推進 推进 推動 推动 加強 加强 加快 提升 提高 開展 开展 進行 进行 深化 促進 促进 實現 实现 實施 实施 做好 落實 落实 召開 召开";

/// Japanese words that are common in all news.
pub(super) const JAPANESE: &str = "\
    今年 昨年 今回 場合 必要 問題 以上 以下 現在 一方 同日 同社 会見 発表 記者 関係者 可能性 時間 午前 午後 最近 自分 人々 多く 私 我々 本当 結果";
