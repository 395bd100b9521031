//! Words of bylines. Data: the longer lead stands before the shorter one that it begins with.

/// What leads in to an author's name, in lower case.
pub(super) const LEADS: &[&str] = &[
    "medically reviewed by",
    "story by",
    "interview",
    "text by",
    "words by",
    "article by",
    "report by",
    "reported by",
    "written by",
    "posted by",
    "published by",
    "created by",
    "authored by",
    "submitted by",
    "contributed by",
    "edited by",
    "by",
    "authors",
    "author",
    "reporter",
    "writer",
    "ein gastbeitrag von",
    "gastbeitrag von",
    "ein kommentar von",
    "kommentar von",
    "ein beitrag von",
    "beitrag von",
    "eine analyse von",
    "interview von",
    "geschrieben von",
    "veröffentlicht von",
    "erstellt von",
    "verfasst von",
    "text und fotos",
    "text",
    "autorin",
    "autoren",
    "autor",
    "verfasserin",
    "verfasser",
    "von",
    "rédigé par",
    "écrit par",
    "publié par",
    "propos recueillis par",
    "auteurs",
    "auteur",
    "texte",
    "par",
    "escrito por",
    "publicado por",
    "redactado por",
    "texto",
    "autora",
    "autores",
    "por",
    "scritto da",
    "pubblicato da",
    "a cura di",
    "autore",
    "autori",
    "testo",
    "di",
    "da",
    "geschreven door",
    "geplaatst door",
    "auteurs",
    "door",
    "skrevet af",
    "skrevet av",
    "skriven av",
    "tekst og foto",
    "tekst",
    "af",
    "av",
    "napisał",
    "napisała",
    "opublikował",
    "autorzy",
    "przez",
    "автор статьи",
    "авторы",
    "автор",
    "текст",
    "yazar",
    "yazan",
    "penulis",
    "tác giả",
    "szerző",
    "kirjoittaja",
    "بقلم",
    "كتب",
    "מאת",
    "του",
];

/// What leads in to an author's name in Chinese and Japanese, before a mark or space.
pub(super) const CJK_LEADS: &str = "\
    作者 記者 记者 撰文 撰稿人 撰稿 執筆 执笔 採訪 采访 編輯 编辑 通訊員 通讯员 發佈者 发布者 發布者 著者 筆者 取材・文 ライター 楼主 署名 文字 文 글";

/// What stands before such a lead.
pub(super) const CJK_PREFIXES: &str = "本報 本报 本刊 本網 本网 新華社 新华社 特約 特约 實習 实习 見習 见习 首席 原文 本文 央視 央视 中央社";

/// Words after which a byline speaks of something else.
pub(super) const CUTS: &str = "\
    published updated posted publié publicado pubblicato veröffentlicht aktualisiert stand \
    erstellt modified actualizado aggiornato uppdaterad publicerad oppdatert publisert \
    opublikowano aktualizacja photo photos photograph photography illustration illustrations \
    foto fotos bild bilder view follow share comments comment kommentare kommentar filed \
    category categories tags kategorie rubrik is has ist who joined photographed reviewed \
    mis geändert reading read min minutes опубликовано обновлено";

/// Days of the week begin a date.
pub(super) const WEEKDAYS: &str = "\
    monday tuesday wednesday thursday friday saturday sunday montag dienstag mittwoch \
    donnerstag freitag samstag sonntag lundi mardi mercredi jeudi vendredi samedi dimanche \
    lunes martes miércoles jueves viernes sábado domingo";

/// "And" between names.
pub(super) const JOINS: &str = "\
    and und et y og och ja и i en with mit sowie avec con oraz és ve dan e та і";

/// Small words inside names.
pub(super) const PARTICLES: &str = "\
    van von der den de del della di da dos das do du la le el al bin ibn ben zu zur zum ter \
    ten y e af av op in los las vom abu ul 't te st.";

/// Words of a role, not of a name.
pub(super) const ROLES: &str = "\
    editor reporter correspondent writer columnist journalist staff contributor producer \
    director manager founder co-founder ceo cto coo president professor fellow analyst \
    specialist consultant strategist blogger expert researcher lecturer head chief senior \
    assistant associate bureau desk redakteur redakteurin redaktør redacteur korrespondent \
    korrespondentin reporterin journalistin journaliste periodista redactor redactora \
    giornalista chefredakteur volontär ressortleiter dziennikarz redaktor skribent rédacteur \
    rédactrice envoyé envoyée spécial spéciale university college institute department \
    freelance корреспондент редактор журналист обозреватель";

/// Credentials after a name, folded, without spaces.
pub(super) const CREDENTIALS: &str = "\
    md phd dvm vmd ba bsc ms msc ma mba mph rd rdn rn cpa cfp jd esq jr sr iii ii lcsw ldn \
    facs psyd edd dds dpa afp ap reuters apa sid epd kna";

/// What stands where no author is named, folded.
pub(super) const PLACEHOLDERS: &[&str] = &[
    "admin",
    "administrator",
    "editor",
    "editorial",
    "editors",
    "staff",
    "team",
    "guest",
    "anonymous",
    "unknown",
    "webmaster",
    "redaktion",
    "redacción",
    "redacao",
    "redação",
    "rédaction",
    "redazione",
    "author",
    "authors",
    "autor",
    "writer",
    "user",
    "home",
    "none",
    "null",
    "n a",
    "na",
    "undefined",
    "super user",
    "root",
    "default",
    "test",
    "by",
    "von",
    "the author",
    "news",
    "blog",
    "website",
    "wordpress",
    "anónimo",
    "unbekannt",
    "no author",
    "our team",
    "journalist",
    "reporter",
    "редакция",
    "編輯",
    "编辑",
    "小編",
    "小编",
    "本站",
    "佚名",
    "匿名",
    "網絡",
    "网络",
    "admin1",
];

/// Words of a newsroom's or an agency's name.
pub(super) const HOUSES: &str = "\
    team staff editors editorial redaktion redacción rédaction redazione news newsroom desk \
    admin inc llc gmbh ltd magazine media press agency agentur agence agencia dpa afp \
    reuters ap epd kna board group university institute company online blog guest \
    contributors marketing foundation association center centre network service services \
    community редакция com org net";
