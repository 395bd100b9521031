use text::list;
use text::script::is_han;

/// A longer name, in characters, has more than a name in it.
const LONGEST: usize = 14;

/// Names that end as organisations' do: `如東縣教體局`, `南通大學附屬中學`.
pub(super) fn named(paragraph: &str) -> impl Iterator<Item = &str> {
    let parts = paragraph.split(|c: char| !is_han(c) || BORDERS.contains(c));
    parts.filter_map(name)
}

/// The name that a run of characters begins with.
fn name(run: &str) -> Option<&str> {
    if !run.contains(LAST) {
        return None;
    }
    let start = list(LEADS).filter_map(|lead| Some(run.rfind(lead)? + lead.len())).max();
    let run = &run[start.unwrap_or(0)..];
    // The last ending in reach, so that `南通大學` does not end `南通大學附屬中學`.
    let ends = |ending: &'static str| {
        let at = run.rfind(ending)?;
        let before = run[..at].chars().count();
        let least = if ending.chars().count() > 2 { 1 } else { 2 };
        (before >= least && before <= LONGEST).then_some(at + ending.len())
    };
    let end = list(ENDINGS).filter_map(ends).max()?;
    let name = &run[..end];
    let fits = name.chars().count() <= LONGEST
        && !list(NO_NAMES).any(|word| name.starts_with(word))
        // A role behind it tells of a person: the name is good all the same.
        && !name.starts_with(|c| NO_FIRST.contains(c));
    fits.then_some(name)
}

/// Characters that part a name from what stands before it.
const BORDERS: &str =
    "由據据在對对與与和及向到從从是的為为被將将於于以把讓让請请經经因但而並并暨等說说了";

/// Words that do.
const LEADS: &str = "邀請 邀请 出席 參加 参加 召開 召开 表示 來自 来自 位於 位于 成立 聯合 联合 走進 走进 走访 走訪 前往 \
     获得 獲得 入选 入選 劝告 勸告 考进 考進 考上 加入 进入 進入 通过 通過 透过 透過 横扫 橫掃 毕业 畢業 \
     發布 发布 參觀 参观 收購 收购 考入 就讀 就读 任職 任职 當選 当选 指出 稱 称 \
     去";

/// What names of organisations end with.
const ENDINGS: &str = "\
    教育局 教體局 教体局 公安局 財政局 财政局 統計局 统计局 衛生局 卫生局 氣象局 气象局 環保局 环保局 管理局 監督局 监督局 監管局 监管局 稅務局 税务局 \
    司法局 民政局 文旅局 發改委 发改委 衛健委 卫健委 國資委 国资委 證監會 证监会 教育廳 教育厅 財政廳 财政厅 公安廳 公安厅 教育部 外交部 國防部 国防部 \
    商務部 商务部 財政部 财政部 公安部 法院 檢察院 检察院 大學 大学 學院 学院 中學 中学 小學 小学 幼兒園 幼儿园 研究院 研究所 科學院 科学院 醫院 医院 \
    銀行 银行 有限公司 公司 集團 集团 協會 协会 學會 学会 基金會 基金会 委員會 委员会 聯合會 联合会 商會 商会 出版社 日報 日报 晚報 晚报 電視台 电视台 \
    電視臺 博物館 博物馆 圖書館 图书馆 俱樂部 俱乐部";

/// The last characters of those, so that most runs are passed over quickly.
const LAST: &[char] = &[
    '局', '委', '會', '会', '廳', '厅', '部', '院', '學', '学', '園', '园', '所', '行', '司', '團',
    '团', '社', '報', '报', '台', '臺', '館', '馆',
];

/// What begins no name.
const NO_NAMES: &str = "\
    全市 全省 全國 全国 全縣 全县 各地 各級 各级 多所 多家 所有 一所 一家 一些 兩所 两所 部分 高等 普通 重點 重点 職業 职业 相關 相关 有關 有关 上市 科技公司 \
    民營 民营 國有 国有 保險公司 保险公司 示範 示范 星級 星级 義務 义务 示範性 這家 这家 那家 該校 该校 當地 当地 本地 外資 外资 子公司 分公司 母公司 總公司 总公司 \
    大型 中小 初級 初级 互聯網 互联网 上述 其他 其它 \
    名牌 知名 著名 技术 技術 投资 投資 软件 軟體 三大 四大 五大 两大 兩大 官方 法学院 法學院 商学院 商學院 医学院 醫學院 综合 綜合 私立 公立 民办 民辦 \
    国内 國內 国外 國外 海外";
const NO_FIRST: &str = "各該该某本我他她其有每此這这那所多年月同";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_end_as_organisations_do() {
        let cases = [
            (
                "如東縣教體局、江蘇商貿職業學院、南通大學附屬中學等四家",
                "如東縣教體局|江蘇商貿職業學院|南通大學附屬中學",
            ),
            ("會議由市教育局副局長葛蘇強主持", "市教育局"),
            ("他毕业于北京大学，现任职中国人民银行", "北京大学|中国人民银行"),
            ("全市中學和各大學都要參加", ""),
            ("教育局", ""),
            ("曾获得音乐人交流协会颁奖", "音乐人交流协会"),
            ("后来考进韩世大学，而不是去法学院或者名牌大学", "韩世大学"),
            ("高質量發展的全局", ""),
        ];
        for (text, expected) in cases {
            let found: Vec<&str> = named(text).collect();
            assert_eq!(found.join("|"), expected, "{text}");
        }
    }
}
