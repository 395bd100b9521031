//! Words that are never keywords: function words, and words that news use in every article.

use std::collections::HashSet;

use crate::dates::month_names;
use text::abbreviations::abbreviations;
use text::list;

/// The stop words of a language, in lower case.
pub(super) struct Stopwords {
    words: HashSet<&'static str>,
    /// Whether there is a list for the language. Month names and abbreviations are stop words in
    /// every language.
    pub(super) has_list: bool,
}

impl Stopwords {
    /// The stop words of the language `code`.
    pub(super) fn of(code: &str) -> Self {
        let own = LISTS.iter().find(|(codes, _)| codes.contains(&code)).map(|(_, words)| *words);
        let words = list(own.unwrap_or_default()).chain(month_names(code)).chain(abbreviations());
        Self { words: words.collect(), has_list: own.is_some() }
    }

    /// Whether a word in lower case is a stop word.
    pub(super) fn has(&self, folded: &str) -> bool {
        self.words.contains(folded)
    }
}

const LISTS: &[(&[&str], &str)] = &[
    (
        &["en"],
        "the and for that with this from have has had was were are been being will would could \
        should can may might must shall not but you your yours they them their theirs his her hers him she its our ours who whom \
        whose which what when where why how all any both each few more most other some such than then \
        there these those only own same too very just also into over under after before about above \
        below between through during against because until while again further once here out off \
        down upon per via one two three four five first second last next new said says say told tell \
        according year years day days week weeks month months time people many much well back even \
        still make made makes take took get got like now since however including among within without \
        around another did does doing done came come goes went going see seen use used using because \
        though although yet every whether monday tuesday wednesday thursday friday saturday sunday \
        january february march april june july august september october november december it's don't \
        didn't mr mrs ms let us way ago long part",
    ),
    (
        &["de"],
        "der die das den dem des ein eine einer eines einem einen und oder aber doch denn dass daß weil \
        wenn als wie wer was wo warum nicht kein keine keiner keinen auch nur noch schon sehr mehr \
        mit von vom für auf aus bei beim nach seit vor über unter zwischen durch gegen ohne um zum zur \
        bis ist sind war waren wird werden wurde wurden worden sein seine seiner seinem seinen ihr ihre ihrer ihrem ihren hat haben \
        hatte hatten habe kann können konnte konnten soll sollen sollte sollten muss müssen musste will wollen wollte \
        dürfen darf mag ich wir sie ihn ihm uns euch man sich mich dich diese dieser dieses diesem \
        diesen jede jeder jedes alle allem allen aller alles andere anderen anderer einige viele vielen \
        welche welcher dann dort hier heute gestern morgen jahr jahre jahren jahres tag tage tagen \
        woche monat uhr prozent zwei drei vier fünf ersten erste zweite letzten laut sagte sagt \
        damit dabei dazu davon dafür daran darauf darum dadurch deshalb jedoch sowie etwa rund bereits immer wieder \
        zwar also weiter weitere weiteren gegenüber während beiden beim ins ans gibt gab geht ging wäre hätte würde würden",
    ),
    (
        &["fr"],
        "les des une dans pour par sur avec sans sous que qui quoi dont est sont été être était étaient \
        avait avaient avoir ont ses son leur leurs nos notre vos votre mes mon ton tes cette ces cet \
        ceux celle celles celui elle elles ils nous vous lui eux pas plus moins très aussi mais donc \
        car comme quand alors ainsi encore toujours déjà jamais entre vers chez depuis pendant avant \
        après contre selon tout tous toute toutes autre autres même mêmes fait faire faut peut peuvent \
        doit doivent ans année années jour jours mois heure heures hier aujourd'hui deux trois quatre \
        premier première dernier dernière dit affirme indiqué expliqué aux pas non oui bien sera seront serait soit fois où",
    ),
    (
        &["es", "gl", "ca"],
        "los las una unos unas del que con por para como más pero sus este esta estos estas ese \
        esa esos esas aquel entre desde hasta sobre cuando donde quien quienes cual cuales muy sin \
        también fue fueron era eran ser sido está están estaba han había hay haber tiene tienen tener \
        hace hacer años año día días mes meses hora horas ayer hoy dos tres cuatro primer primera \
        último última según dijo señaló afirmó explicó todo todos toda todas otro otros otra otras \
        mismo misma cada porque durante contra ante tras nos les sino puede pueden debe así ya solo sólo aunque mientras parte son",
    ),
    (
        &["it"],
        "gli delle della dello degli dei del dal dalla dalle nel nella nelle nello sul sulla sulle con per \
        che chi cui non più anche come quando dove perché una uno sono era erano essere stato stata \
        stati state hanno aveva avevano avere questo questa questi queste quello quella quelli quelle \
        tra fra dopo prima durante contro verso secondo ogni tutto tutti tutta tutte altro altri altra \
        altre molto molti poco sempre ancora già mai anni anno giorno giorni mese mesi ieri oggi due \
        tre quattro primo prima ultimo ha detto suo sua suoi sue loro noi voi lui lei può possono deve solo alla alle allo agli alcuni parte così",
    ),
    (
        &["pt"],
        "uma uns umas dos das nos nas pelo pela pelos pelas com por para como mais mas seu sua seus suas \
        este esta estes estas esse essa esses essas aquele aquela isso isto entre desde até sobre \
        quando onde quem qual quais muito sem também foi foram era eram ser sido está estão estava tem \
        têm tinha havia haver anos ano dia dias mês meses hora horas ontem hoje dois duas três quatro \
        primeiro primeira último segundo disse afirmou explicou todo todos toda todas outro outros \
        outra outras mesmo mesma cada porque durante contra após que não são pode podem deve ainda já num numa ele ela eles elas parte",
    ),
    (
        &["nl", "af"],
        "het een van voor met aan bij naar over onder tussen door tegen zonder tot uit dat die deze dit \
        daar hier waar wie wat hoe waarom niet geen ook nog wel maar want omdat als dan toen werd \
        werden wordt worden zijn was waren heeft hebben had hadden kan kunnen kon konden zal zullen zou \
        zouden moet moeten mag mogen wil willen hij zij wij jullie hun hem haar ons onze mijn jouw veel \
        meer meest andere alle alles elke jaar jaren dag dagen maand uur gisteren vandaag twee drie \
        vier eerste laatste volgens zegt zei tijdens sinds ongeveer steeds alleen zoals toch zo er",
    ),
    (
        &["ru", "be", "bg"],
        "что как это для при над под без между через перед после против около если или либо \
        тоже также уже еще ещё только даже когда где куда откуда почему чтобы потому который которая которое \
        которые которого которой которых которым был была было были быть есть будет будут его ему они \
        она оно нас вас них ним мне меня тебя себя свой своя свое свои своих наш ваш этот эта эти этого \
        этой этих тот той тех все всех всего весь вся каждый другой другие других один два три четыре \
        первый последний год года году лет день дня дней месяц время вчера сегодня сказал сообщил \
        отметил заявил может могут можно нужно нет так там тут очень более менее однако кроме из-за по от до со об",
    ),
    (
        &["uk"],
        "що як для при над під без між через перед після проти якщо або також вже тільки навіть коли де \
        куди чому щоб тому який яка яке які якого якої яких був була було були бути буде будуть його \
        йому вони вона воно нас вас них свій своя своє свої цей ця цього цієї цих той тих все всіх \
        весь кожен інший інші один два три рік року років день днів час вчора сьогодні сказав \
        повідомив зазначив заявив може можуть можна ще від про так там дуже більше за та не на",
    ),
    (
        &["pl"],
        "się nie jest był była było były być są będzie będą jak jako dla przez przed przy pod nad bez między \
        oraz lub albo ale czy gdy kiedy gdzie dlaczego aby żeby który która które którzy którego \
        której których tego tej tym ten ta te jego jej ich nas was nam wam ją mu im swój swoje swoich \
        już jeszcze tylko także też nawet bardzo więcej mniej wszystko wszystkie wszystkich każdy inny \
        inne innych jeden dwa trzy cztery rok roku lat dzień dni miesiąc czas wczoraj dziś powiedział \
        może mogą można podczas według około do od po za na ze we",
    ),
    (
        &["cs", "sk"],
        "jako také také však který která které kteří kterého jsou byl byla bylo byli být bude budou jeho její \
        jejich tento tato toto tyto ten této těchto ale nebo ani než pro při pod nad bez mezi před \
        jak když kde proč aby již ještě jen pouze velmi více méně všechny každý jiný jeden dva tři rok \
        roku let den dny čas včera dnes řekl uvedl může mohou podle kolem sme som bol bola bolo boli ktorý ktorá ktoré",
    ),
    (
        &["sv", "da", "nb", "nn", "no"],
        "och att det som den för med till från ett en inte har hade var vara är blir blev kan kunde ska skulle \
        vill måste han hon dom deras hans hennes sin sitt sina men eller när där här hur varför också \
        bara mycket mer mest alla andra efter före under över mellan mot utan sedan enligt säger sade \
        år dag två tre første og ikke av på de er ble blir kan vil skal må men fra til ved om hun han \
        seg sin sine sitt denne dette disse der her når hvor hvorfor også bare meget mere alle andre \
        etter efter før under over mellem mellom mod mot uten uden siden ifølge sier siger sa sagde blev været vært havde hadde \
        som det den et at for med i dag år to tre sig jag vi ni mig os oss jeg du vara flera",
    ),
    (
        &["tr"],
        "bir için ile olan olarak daha çok gibi kadar sonra önce göre ancak ama veya hem bu şu her ne \
        nasıl neden niçin değil var yok oldu olduğu olduğunu etti eden edilen yılında yıl gün ay dedi söyledi \
        ifade ise ki onun onlar bizim sizin kendi tüm bütün diğer iki üç ilk son üzere tarafından karşı arasında",
    ),
    (
        &["id", "ms"],
        "yang dan dengan untuk dari pada dalam ini itu adalah tidak akan telah sudah juga oleh sebagai \
        karena bahwa atau saat lebih bisa dapat ada mereka dia kami kita para serta kepada secara \
        hanya masih menjadi tersebut tahun hari kata ujar seorang satu dua tiga setelah sebelum antara",
    ),
    (
        &["ar", "fa", "ur"],
        "على إلى من في عن مع هذا هذه ذلك التي الذي الذين كان كانت قال قالت بعد قبل بين كما لكن \
        حيث خلال عام يوم منذ غير كل بعض أكثر حول أيضا أنه أنها وقال وأضاف این است که برای شده شد های کرد می با از به را",
    ),
    (
        &["vi"],
        "của và các những một cho với trong là được không có này đó khi đã sẽ đang từ tại theo về như người \
        năm ngày nhiều cũng còn nhưng vì sau trước",
    ),
    (
        &["fi"],
        "että joka jotka mutta myös kuin olla oli olivat ovat ole ollut sekä sen hän hänen heidän niiden \
        mukaan kanssa vuonna vuoden vuotta jälkeen ennen kun niin vain vielä enemmän kaikki muun muita sanoo sanoi",
    ),
    (
        &["hu"],
        "hogy nem egy volt voltak van lesz azt ezt már csak még mint vagy után előtt szerint évben évi \
        minden más több nagyon mert amely amelyek aki akik között mondta lehet kell így",
    ),
    (
        &["ro"],
        "care este sunt din pentru dar mai cum când unde fost avea are sau prin după înainte între despre \
        către fără foarte toate toți acest această aceste acestea anul ani ziua spus declarat poate trebuie lui sale său",
    ),
    (
        &["ko"],
        "그리고 그러나 하지만 대한 위해 통해 대해 따라 있다 있는 했다 한다 이라고 밝혔다 말했다 지난 이번 오는 올해 \
        것으로 것은 것이 등을 관련 함께 가장 모든 그는 우리 이날 때문",
    ),
];

/// Characters that occur in no Chinese term; they separate runs.
pub(super) const HAN_INSIDE: &str = "的了是這这那他她它您們们與与及或把被讓让吧嗎吗呢啊哪誰谁";

/// Characters that begin no Chinese term.
pub(super) const HAN_FIRST: &str = "在和對对向從从為为以于於之其並并要將将也就都等不有可更最再又但因所由到上下中一二三四五六七八九十個个年月日時时後后前內内各本該该使能會会還还已曾我你自被及至則则如若按據据經经";

/// Characters that end no Chinese term.
pub(super) const HAN_LAST: &str = "在和對对向從从為为以于於之其並并要將将也就都等不有可更最再又但因所由到上下中裡里內内後后時时一二三四五六七八九十個个年月日些種种該该使還还已曾我你及至則则如若按據据";

/// Chinese words that news use in every article.
pub(super) const HAN_TERMS: &str = "\
    我們 他們 記者 记者 表示 指出 強調 强调 認為 认为 介紹 介绍 進行 进行 今年 去年 目前 同時 同时 以及 通過 通过 因此 但是 如果 可以 可能 沒有 没有 \
    問題 问题 情況 情况 方面 工作 主要 重要 進一步 进一步 有關 有关 相關 相关 其中 就是 不是 已經 已经 全部 部分 時候 时候 現在 现在 這些 一些 一個 一个 \
    推進 推进 加強 加强 提升 發展 发展 全面 要求 開展 开展 報道 報導 报道 消息";

/// Verbs before a term: the keyword of `推進教育現代化` is `教育現代化`.
pub(super) const HAN_VERBS: &str = "推進 推进 推動 推动 加強 加强 加快 提升 提高 開展 开展 進行 进行 深化 促進 促进 實現 实现 實施 实施 做好 落實 落实 召開 召开";

/// Japanese words that news use in every article.
pub(super) const JAPANESE: &str = "\
    今年 昨年 今回 場合 必要 問題 以上 以下 現在 一方 同日 同社 会見 発表 記者 関係者 可能性 時間 午前 午後 最近 自分 人々 多く 私 我々 本当 結果";
