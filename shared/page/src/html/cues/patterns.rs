//! Patterns for the purpose of elements, by classes and lines. They match generously, because later
//! stages judge the matches.

use std::marker::PhantomData;
use std::sync::LazyLock;

use regex::{Regex, RegexBuilder, RegexSet, RegexSetBuilder, SetMatches};

/// Maximum size of a pattern's cache in bytes, for each thread and direction.
const CACHE: usize = 256 * 1024;

/// A pattern, compiled when it is first used.
pub(super) struct Pattern(LazyLock<Regex>);

impl Pattern {
    /// Whether `text` contains a match.
    pub(super) fn is_in(&self, text: &str) -> bool {
        self.0.is_match(text)
    }

    /// Byte offset at which the first match in `text` ends.
    pub(super) fn end_in(&self, text: &str) -> Option<usize> {
        self.0.find(text).map(|found| found.end())
    }
}

/// Patterns that are looked for in one pass, which costs a tenth of one pass for each.
pub(super) struct Patterns<T>(LazyLock<RegexSet>, PhantomData<T>);

impl<T> Patterns<T> {
    /// The patterns that `text` contains.
    pub(super) fn in_text(&self, text: &str) -> Found<T> {
        Found(self.0.matches(text), PhantomData)
    }
}

/// The patterns that a text contains, by their names.
pub(super) struct Found<T>(SetMatches, PhantomData<T>);

/// Declares sets of patterns: each with an enumeration of their names and the size of its cache in
/// bytes. A cache that is too small for the states of all patterns makes them slower than one by one.
macro_rules! sets {
    ($($(#[$doc:meta])* $set:ident, $names:ident, $cache:expr => {$($name:ident = $pattern:expr;)*})*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy)]
        pub(super) enum $names { $($name),* }

        pub(super) static $set: Patterns<$names> = Patterns(LazyLock::new(|| {
            let set = RegexSetBuilder::new([$($pattern),*]).dfa_size_limit($cache).build();
            set.expect("the patterns are valid: a test compiles them")
        }), PhantomData);

        impl Found<$names> {
            pub(super) fn has(&self, name: $names) -> bool {
                self.0.matched(name as usize)
            }
        }
    )*};
}

macro_rules! patterns {
    ($($(#[$doc:meta])* $name:ident = $pattern:expr;)*) => {$(
        $(#[$doc])*
        pub(super) static $name: Pattern = Pattern(LazyLock::new(|| {
            let pattern = RegexBuilder::new($pattern).dfa_size_limit(CACHE).build();
            pattern.expect("the pattern is valid: a test compiles it")
        }));
    )*

        #[cfg(test)]
        pub(super) fn all() -> Vec<&'static Pattern> {
            vec![$(&$name),*]
        }
    };
}

sets! {
    /// Classes, ids and properties.
    ATTRIBUTES, Attribute, 2048 * 1024 => {
        Author = r"(?i)auth?or|autor|auteur|byline|by-line|by_line|writer|journalist|reporter|contributor|redact|redakt|verfasser|skribent|forfatter|firma(?:[^t]|$)|zuozhe|bianji|editor|laiyuan|source|signature|creator|autheur|kirjoittaja|creditos|credits|posted-?by|vcard|person|c-by";
        Date = r"(?i)date|datum|time|publish|posted|fecha|data[-_]|pub[-_]|byline|meta|info|parution|created|submitted|stamp|dato|uhrzeit|zeit|subline|author|autor";
        Title = r"(?i)title|headline|titel|heading|entry|post|article";
        Logo = r"(?i)logo|brand|site-?name|site-?title|blog-?title";
        Byline = r"(?i)(?:^|[^0-9A-Za-z])(?:byline|by-line|by_line|author|authors|autor|autores|auteur|autore|verfasser|writer|reporter|journalist|forfatter|skribent|creator|signature|firma|contributor|posted-by|postedby|bylines|article-?author|entry-?author|post-?author|author-?name|authorname)";
        Name = r"(?i)name|byline|fn(?-u:\b)|link";
        Card = r"(?-u:\b)fn(?-u:\b)|vcard";
        User = r"(?i)(?-u:\b)fn(?-u:\b)|vcard|name|link|(?-u:\b)by(?-u:\b)|author|user";
        Quote = r"quote|testimonial|review";
        Desk = r"(?i)source|laiyuan|editor|bianji";
        Published = r"(?i)publish|pubdate|pub-date|posted|entry-date|post-date|article-?date|date-?published|post_date|articledate|created|date__pub|submitted";
        Dated = r"(?i)(?-u:\b)date(?-u:\b)|[-_]date|date[-_]|datum|fecha|time|parution|(?-u:\b)date";
        Telling = r"(?i)meta|info|byline";
        Updated = r"(?i)updat|modif";
        Neighbour = r"(?i)comment|kommentar|related|sidebar|widget_|footer|copyright|archive-?list|calendar|recent|teaser|event|kalender|card|latest|popular|list-item|more-|most|nav|menu|next|prev|similar|recommend|weather";
    }
    /// Classes and ids.
    CLASSES, ClassOrId, 512 * 1024 => {
        Footer = r"(?-u:\b)footer(?-u:\b)";
        Side = r"(?i)sidebar|related|recommend|comment|widget|newsletter|teaser|more-from|most-read|trending|popular";
        Comments = r"(?i)(?:^|\s)(?:comments?|comment[-_]?(?:list|body|author|content|meta|s-area|text|item|section)\S*|comments-\S+|commentlist|kommentare?|disqus\S*|depth-\d)(?:\s|$)";
        Member = r"(?i)(?:^|\s)(?:(?:big|display|post|thread|topic|author|message|profile|hidden)?[-_]{0,2}user[-_]?name|(?:post|thread|topic|message|discussion)(?:er|[-_]{0,2}author|[-_]{0,2}starter)(?:[-_]?name)?|nick(?:[-_]?name)?|members?[-_]?name|u-author|user|author|op|creator)(?:\s|$)";
        Box = r"(?i)bio|box|about|avatar|image|photo|desc|social|title|job|role|position|meta(?-u:\b)|list|more|related|follow";
    }
}

patterns! {
    // Classes, ids and properties; addresses.
    MEMBER_LINK = r"(?i)/(?:members?|users?|u|profiles?)/[^/?#]|members?\.php\?(?:[^#]*&)?(?:u=|userid=|action=profile|find=)|mode=viewprofile|profile\.php\?|action=profile|/user-[0-9]|/~[0-9A-Za-z_]|/@[0-9A-Za-z_]|/members?(?:name)?-";
    AUTHOR_PAGE = r"/(?:authors|auteurs?|writers?|contributors?|journalist[a-z]*|redakteure?)/[^/?#]";
    PROFILE = r"/(?:authors?|autor(?:en|es)?|auteurs?|profile|staff|people|contributors?|journalist[a-z]*|redaktion|by|writers?|team)/";
    OTHER_ARTICLES = r"(?i)related|recommend|similar|trending|most-?(?:read|viewed|popular)|read-?(?:also|next)|(?:next|prev(?:ious)?)-?(?:post|article|story)";
    LABEL = r"(?i)categor|tag|topic|breadcrumb|label|kicker|eyebrow|section-?name|caption|credit|image|photo";

    // Lines, in which a run of white space is one space. Classes of Unicode are avoided where they can
    // be: patterns with large ones, or with several long gaps, need more states than their cache holds and
    // are ten times slower. Those that need them are tried only on lines with the characters they require.
    COMMENTS_HEADING = r"(?i)^(?:\d+ )?(?:comments?|kommentare?|commentaires?|leave a (?:reply|comment)|responses?|schreibe einen)(?-u:\b)";
    LEAD = r"(?i)^(?:(?:by|von|par|por|di|door|av|af|przez):?|(?-i:(?:[Dd]e|DE):? [A-ZÀ-ÞĀ-ſ][^\x00-&(-,/:-@\[-^`{-\x7f]+)|(?:interview|intervju|interjú|haastattelu|entrevista|intervista|entretien|wywiad|rozhovor|интервью|інтерв['’ʼ]ю|συνέντευξη|gespräch|protokoll|aufgezeichnet):|(?:das )?(?:interview|gespräch) führten?:?|propos recueillis par:?|rozmawiała?:?|беседовала?:?|(?:scris|publicat|articol|text|un articol) de:?|text:|texte:|texto:|tekst:|autor(?:in|es|a)?:?|auth?ors? ?:|author|auteur ?:|autore ?:|verfasser:|redaktion:|written by:?|posted by:?|words by:?|words:|story by:?|geschrieben von:?|verfasst von|veröffentlicht von|erstellt von|veröffentlicht am [^!-\-/;-@\[-^`{-~]{5,24} von|posted on [^!-+\--/:-@\[-^`{-~]{6,24} by|published (?:on [^!-+\--/:-@\[-^`{-~]{6,20} )?by:?|ein (?:gast)?beitrag von|eine \S+ von|kommentar von|escrito por:?|publicado por:?|publié par|rédigé par|scritto da|a cura di|автор:?|текст:?|foto og tekst:?|szerző:?|yazan:|yazar:|penulis:|oleh:|tác giả:|συντάκτης:|kirjoittaja:|teksti:|szöveg:|besedilo:|metin:|tekstas:|teksts:|του|της|toimittaja:|forfatter:|skribent:|tekst:|írta:|ავტორი:|аўтар:|аутор:|бичсэн:|мақала авторы:|نویسنده:|کاتب:|بقلم:?|كتب:|מאת:?|लेखक:|লেখক:|autorius:|autor[eê]:|autors:|höfundur:|egilea:|müəllif:|muallif:|(?:na)?piše:|napisa(?:la|o):|napsala?:|haber:|röportaj:|bài(?: và ảnh)?:|awdur:|údar:|συγγραφέας:|κείμενο:|аўтарка:|аутор(?:ка)?:|автори:|пише:|пишува:|муаллиф:|жазған:|հեղինակ ?[՝:]|تحریر:|مصنف:|كتبت:|إعداد:|تأليف:|الكاتب:|लेखिका:|लेखन:|লেখা:|প্রতিবেদক:|எழுதியவர்:|రచయిత:|ಲೇಖಕ:|ലേഖകൻ:|લેખક:|ਲੇਖਕ:|γράφ(?:ει|ουν)|oleh|ผู้เขียน:|โดย:?|เขียนโดย:?) \S";
    /// A heading above what a page says about its author.
    ABOUT_AUTHOR = r"(?i)^(?:about the (?:author|writer|reporter|journalist)s?|meet the author|über (?:den autor|die autorin|die autoren)|zur person|(?:zum|zur) autor(?:in)?|der autor|die autorin|à propos de l['’]auteur\S*|l['’]auteure?|sobre (?:el autor|la autora|o autor|a autora|el periodista)|acerca (?:del autor|de la autora)|(?:informazioni )?sull['’]autor\S+|l['’]autor[ei]|chi è l['’]autor\S+|over de auteur|om författaren|om forfatter\S*|om skribenten|tietoa kirjoittajasta|o autor(?:ze|ce|ovi|u|ju|ici|ke)|об автор\S+|про автор\S+|за автора|о аутору|a szerzőről|despre autor\S*|yazar hakkında|σχετικά με τον συγγραφέα|על המחבר\S*|نبذة عن (?:الكاتب|المؤلف)|عن الكاتب|درباره نویسنده|लेखक के बारे में|লেখক পরিচিতি|เกี่ยวกับผู้เขียน|về tác giả|tentang penulis|作者(?:简介|簡介|介绍|介紹)|关于作者|關於作者|著者(?:紹介|プロフィール)|執筆者(?:紹介|プロフィール)?|この記事を書いた人|필자 소개|저자 소개)$";
    /// A line with nothing but a label before an author's name.
    AUTHOR_LABEL = r"(?i)^(?:(?:(?:article|story|post|words|text|written|posted|published|authored|created|report) )?by|authors?|autor(?:in|en|es|a)?|von|par|por|di|door|av|af|texte?|texto|testo|tekst|verfasser(?:in)?|auteurs?|autore|skribent|forfatter|ein (?:gast)?beitrag von|geschrieben von|verfasst von|écrit par|escrito por|scritto da)$";
    CJK_LEAD = r"(?:^|[ |｜丨(（【〔［\[　])(?:作 ?者 ?[:：/／│|丨 ]|作者$|文 ?[:：/／│|丨●]|(?:撰文|撰稿人?|执笔|執筆) ?[:：/／│|丨]|(?:楼 ?主|发布人|发布者|发表人|發表人) ?[:：]? ?\S)|本贴由|^\W*(?:本报|本報|特约|见习|实习|新华社)?(?:记|記) ?者|[(（] ?\p{Han}{0,6}(?:记|記)者|[(（] ?\p{Han}{0,4}通讯员|^(?:[^가-힣]{0,12}|[\[(【][^=＝]{2,14}[=＝] ?)[가-힣]{2,4} ?(?:선임|인턴|수습|전문)? ?기자(?:[^가-힣]|$)";
    DAY = r"(?:19|20)[0-9][0-9](?:ko|-[^\x00-@\[-`{-\x7f]{2,8}),? [^0-9]{0,22}[0-9]|(?:19|20)[0-9][0-9] ?[-/.年년] ?[0-9]|[0-9]{1,2} ?[./-] ?[0-9]{1,2} ?[./-] ?(?:[0-9]{4}|[0-9][0-9])|[0-9]{1,2}[^0-9]{1,22}(?:19|20)[0-9][0-9]|(?:19|20)[0-9][0-9][ ,.]+[^\x00-@\[-`{-\x7f]{3,12}\.? [0-9]|[0-9]{1,2}(?:\.|st|nd|rd|th)?[ .-]*[^\x00-@\[-`{-\x7f]{3,12}\.?,?[ -]*['’]?[0-9][0-9](?:[^0-9]|$)";
    /// Dates whose year comes before a word, and years of the Buddhist, Persian and Islamic calendars.
    OTHER_YEAR = r"(?:19|20)[0-9][0-9] ?[^\x00-@\[-`{-\x7f]{1,8}\.?,? (?:[^\x00-@\[-`{-\x7f]{3,12} [0-9]|[0-9]{1,2}(?:-р)?[ -][^\x00-@\[-`{-\x7f])|[0-9]{1,2}[^0-9]{1,22}(?:25|1[34])[0-9][0-9](?:[^0-9]|$)|1[34][0-9][0-9][/-][0-9]{1,2}[/-][0-9]";
    /// Dates in digits of other scripts.
    OTHER_DIGITS = r"[\p{Nd}--[0-9]]{1,2}[^0-9]{1,22}[\p{Nd}--[0-9]]{4}|[\p{Nd}--[0-9]]{4}[^0-9]{1,22}[\p{Nd}--[0-9]]";
    /// Dates in Han numerals, and eras.
    HAN_DAY = r"[〇○零一二三四五六七八九]{4} ?年|(?:令和|平成|昭和|大正|明治|民[國国]) ?[\p{Nd}\p{Han}]{1,4} ?年|\p{Han}{2,3}月\p{Han}{1,3}[日号號]";
    YEAR = r"(?:19|20)[0-9][0-9]";
    AGO = r"(?-u:\b)\d+ (?:min|hours?|days?|ago)";
    BY = r"(?: |[|·,~—–-])(?:by|By|BY|von|Von|par|Par|por|Por|Autor:|Author:|~) ?:? [^|·,]{3}";
    NAME_AND_MORE = r"^(?:[A-ZÀ-Þ][^\x00-&(-,/:-@\[-^`{-\x7f]+|[A-Z]\.)(?: (?:[A-ZÀ-Þ][^\x00-&(-,/:-@\[-^`{-\x7f]+|[A-Z]\.|van|von|de|der|la|di|del)){1,3} ?[,|•·–—@/-]";
    /// A name and nothing else.
    NAME_ALONE = r"^(?:[A-ZÀ-ÞĀ-ſ][^\x00-&(-,/:-@\[-^`{-\x7f]+|[A-Z]\.)(?: (?:[A-ZÀ-ÞĀ-ſ][^\x00-&(-,/:-@\[-^`{-\x7f]+|[A-Z]\.|van|von|de|der|la|di|del)){1,3}$";
    /// A line that only gives a role.
    ROLE_ALONE = r"(?i)^(?:\S+ ){0,3}(?:(?:co-?|sub-?|chef-?|chief |staff |foto-?)?(?:reporter(?:in)?|editor(?:a|ial writer)?|correspondent|journalist(?:in|e|ka|en)?|writer|columnist|contributor|redakteur(?:in)?|redaktør|redaktör|redacteur|redactrice|korrespondent(?:in)?|volontär(?:in)?|autor(?:in|ka)?|journaliste|rédact(?:eur|rice)|correspondante?|chroniqueu(?:r|se)|periodista|redactora?|corresponsal|columnista|jornalista|repórter|redatora?|colunista|giornalista|redattore|redattrice|corrispondente|inviat[oa]|verslaggever|toimittaja|kolumnisti|dziennikar(?:z|ka)|redaktor(?:ka)?|publicyst(?:a|ka)|reporterka|korespondent(?:ka)?|noviná(?:ř|řka|r|rka)|reportér(?:ka)?|novinar(?:ka)?|urednik|urednica|dopisni[kc]a?|újságíró|szerkesztő|jurnalistă?|redactoare?|muhabiri?|editör[üu]?|yazarı?|wartawan|jurnalis|корреспондент(?:ка)?|журналист(?:ка)?|редактор|обозреватель|кореспондент(?:ка)?|журналіст(?:ка)?|новинар(?:ка)?|δημοσιογράφος|συντάκτ(?:ης|ρια)|ανταποκριτής))$";
    HAN_NAME = r"^\p{Han} ?\p{Han}(?: ?\p{Han})?$";
    HAN = r"\p{Han}";
}

#[cfg(test)]
mod tests {
    #[test]
    fn all_patterns_are_valid() {
        for pattern in super::all() {
            assert!(!pattern.is_in(""));
        }
        assert!(!super::ATTRIBUTES.in_text("").has(super::Attribute::Author));
        assert!(!super::CLASSES.in_text("").has(super::ClassOrId::Footer));
    }
}
