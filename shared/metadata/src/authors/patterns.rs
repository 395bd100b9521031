//! Words of bylines in some twenty-five languages: leads, ends, roles and placeholders.

use crate::marked_words::MarkedWords;
use crate::pattern::patterns;

/// The separator that `courant-page` puts between the texts of adjacent elements.
pub(super) const JOINT: &str = " ¦ ";

/// Roles.
pub(super) static ROLE: MarkedWords = MarkedWords::new(
    "\
    <editor>|<reporter>|<correspondent>|<writer>|<columnist>|<journalist>|<staff>|<contributor>|\
    <producer>|<director>|<manager>|<founder>|<co-founder>|<ceo>|<cto>|<coo>|<president>|\
    <professor>|<prof>|<fellow>|<analyst>|<specialist>|<consultant>|<strategist>|<author>|\
    <blogger>|<expert>|<researcher>|<lecturer>|<head of>|<chief>|<senior>|<assistant>|<associate>|\
    <bureau>|<desk>|<team lead>|<vp>|<vice>|<owner>|<partner>|<coach>|<attorney>|<lawyer>|\
    <dietitian>|<nutritionist>|<therapist>|<physician>|<nurse>|<engineer>|<developer>|<designer>|\
    <marketer>|<freelanc|<redakteur|<redaktør>|<redacteur>|<korrespondent|<reporterin>|<autorin>|\
    <autor>|<journaliste>|<journalistin>|<periodista>|<redactor|<giornalista>|<chefredakteur|\
    <volontär|<leiter|<ressort|<dziennikarz|<redaktor|<skribent>|<rédact|<envoyé|<spécial>|\
    <politikredakteur|<sportredakteur|<wirtschaft|<university>|<college>|<institute>|<school of>|\
    <department>|<inc>|<llc>|<ltd>|<gmbh>|<phd>|<ph.d>|<md>|<m.d>|<esq>|<cpa>|<rdn>|<rd>|<mba>|\
    <msc>|<ms>|<b.sc>|<bsc>|<ba>|<ma>|<jd>|<lcsw>|<cfp>|<pmp>|<usa today>|<the associated press>|\
    <content marketing>|<marketing>|<contributing>|<political>|<politics>|<science>|<health>|\
    <technology>|<business>|<sports>|<sport>|<transport>|<crime>|<culture>|<arts>|<education>|\
    <environment>|<climate>|<energy>|<economics>|<economy>|<defence>|<defense>|<security>|\
    <foreign>|<home affairs>|<social affairs>|<features>|<travel>|<food>|<property>|<money>|\
    <consumer>|<investigations>|<investigation>|<investigative>|<digital>|<deputy>|<executive>|\
    <managing>|<special>|<redakcja>|<redaktorka>|<autorka>|<stagiaire>|<pigiste>|<redattore>|\
    <редактор>|<корреспондент>|<журналист>|<обозреватель>|<in berlin>|<in london>|<in new york>|\
    <in paris>|<in brussels>|<in brüssel>|<in wien>|<in münchen>|<in washington>",
);

/// Words that occur in names of newsrooms and companies.
pub(super) static ORGANISATION: MarkedWords = MarkedWords::new(
    "\
    <team>|<staff>|<editors>|<editor>|<editorial>|<redaktion>|<redacción>|<redaction>|<rédaction>|\
    <redazione>|<news>|<newsroom>|<desk>|<admin>|<inc>|<llc>|<gmbh>|<ltd>|<magazine>|<media>|\
    <press>|<agency>|<agentur>|<dpa>|<afp>|<reuters>|<associated press>|<editorial board>|<group>|\
    <university>|<institute>|<company>|<online>|<blog>|<guest>|<contributors>|<contributor>|\
    <marketing>|<webmaster>|<administrator>|<foundation>|<association>|<center>|<centre>|\
    <network>|<service>|<services>|<community>|.com>|.de>|.org>|.net>|.fr>|.it>|.es>|.io>|.co>|\
    <corp>|<corporation>|<plc>|<limited>|<kitchens>|<official>|<council>|<ministry>|<bureau>|<society>|\
    <federation>|<alliance>|<committee>|<commission>|<office>|<school>|<college>|<museum>|<church>|\
    <bank>|<studios>|<studio>|<labs>|<e.v|verband>|<verband|verein>|ministerium>|<departement>|<amt>|\
    <bundesamt|behörde>|stiftung>|gesellschaft>|<verlag>|zeitung>|<institut>|universität>|hochschule>|\
    <pressestelle>|<ministère>|<fondation>|<société>|<université>|<ministerio>|<fundación>|<sociedad>|\
    <universidad>|<asociación>|<ministero>|<fondazione>|<società>|<università>|<associazione>|\
    <ministério>|<fundação>|<universidade>|<associação>|<stichting>|<vereniging>|<ministerie>|\
    <universiteit>|<stiftelsen>|<föreningen>|<forening>|<forbund>|<fundacja>|<stowarzyszenie>|\
    <ministerstwo>|<uniwersytet>|<министерство>|<университет>|<институт>|<фонд>|新闻网|日报|晚报|\
    编辑部|網",
);

patterns! {
    /// A lead before a name, with the marks after it.
    LEAD = concat!(
        r"(?i)^(?:[\W_]*(?:intervju|interjú|haastattelu|entrevista|intervista|entretien|wywiad|rozhovor|",
        r"интервью|інтерв['’ʼ]ю|συνέντευξη|gespräch|aufgezeichnet|autorius|teksti|szöveg|besedilo|metin|tekstas|teksts|текст|autor[eê]|autors|höfundur|egilea|müəllif|muallif|(?:na)?piše|napisa(?:la|o)|",
        r"napsala?|írta|haber|röportaj|bài(?: và ảnh)?|awdur|údar|ùghdar|συγγραφέας|κείμενο|аўтар(?:ка)?|",
        r"аутор(?:ка)?|автори|пише|пишува|муаллиф|жазған|мақала авторы|бичсэн|հեղինակ|ავტორი|نویسنده|کاتب|",
        r"تحریر|مصنف|كتبت|إعداد|تأليف|الكاتب|लेखक|लेखिका|लेखन|লেখক|লেখা|প্রতিবেদক|எழுதியவர்|రచయిత|ಲೇಖಕ|",
        r"ലേഖകൻ|લેખક|ਲੇਖਕ|เขียนโดย)\s*[:：՝]\s*|γράφ(?:ει|ουν)\s+(?:(?:η|ο|οι)\s+)?|oleh\s+|",
        r"(?:(?:das )?(?:interview|gespräch) führten?|propos recueillis par|rozmawiała?|беседовала?|",
        r"(?:scris|publicat|articol|text|un articol) de)\s*:?\s+|",
        // `Von unserer Redakteurin`, `De notre correspondante`, `Aus Kiel berichtet`.
        r"(?:von|par|de|por|di|da|dal|av|af|door|by|from)\s+(?:unser\w*|notre|nos|nuestr[ao]s?|noss[ao]s?|nostr[aoi]|",
        r"vår\w*|vores|onze|our)\s+\S+\s+|aus\s\S+(?:\s\S+)?\sberichtet\s+|",
        r"[\W_]*(?:(?:story|recipe|review|video|text|texte|words|article|artikel|post|report(?:ed|ing|",
        r"age)?|written|posted|published|created|authored|submitted|reviewed|contributed|",
        r"compiled|edited|updated|added|photographs?|medically reviewed|publicado|publié|",
        r"pubblicato|escrito|scritto|écrit|rédigé|geschrieben|veröffentlicht|erstellt|",
        r"verfasst|gepostet|eingestellt|skrevet|skriven|door|napisał\w*|opublikowa\w+|",
        r"dodał\w*|inviato|a cura|geplaatst)\s+(?:(?:on|am|le|el|",
        r"il)\s+[\d./ \w,]{4,25}\s+)?(?:by|von|de|par|por|di|da|av|af|door|przez|dal|durch)\b|",
        r"by\b|by:|von\b|par\b|por\b|di\b|de\b|da\b|door\b|av\b|af\b|przez\b|od\b|автор\w*|",
        r"авторы|текст|foto og tekst|text und (?:fotos?|bilder)|tekst og foto|autor(?:in|a|es|",
        r"ka|ski|zy|i)?\b|auth?ors?\b|auteurs?\b|autore\b|autori\b|verfasser(?:in)?\b|",
        r"redakteur(?:in)?\b|redacteur\b|text\b|texte\b|texto\b|testo\b|tekst\b|geschreven\b|",
        r"forfatter\b|journalist\w*\b|skribent\b|writer\b|written by|words by|reporter\b|",
        r"kirjoittaja\b|szerző\b|yazar\w*\b|yazan\b|โดย|penulis\b|tác giả|ผู้เขียน|נכתב על ידי|מאת|بقلم|",
        r"كتب|από|του|συντάκτης|about the authors?|über (?:den autor|die autorin)|",
        r"ein (?:gast)?beitrag von|eine? \w+ von|gastbeitrag von|ein kommentar von|",
        r"kommentar von|interview(?:er)?\s*:|protokoll\s*:)\s*[:：\-–—|]?\s+|[\W_]*(?:(?:story|",
        r"text|texte|words|article|artikel|post|report(?:ed|ing|age)?|written|posted|",
        r"published|created|authored|submitted|reviewed|contributed|compiled|edited|updated|",
        r"added|photographs?|medically reviewed|publicado|publié|pubblicato|escrito|scritto|",
        r"écrit|rédigé|geschrieben|veröffentlicht|erstellt|verfasst|gepostet|eingestellt|",
        r"skrevet|skriven|door|napisał\w*|opublikowa\w+|dodał\w*|inviato|a cura|",
        r"geplaatst)\s+(?:(?:on|am|le|el|il)\s+[\d./ \w,]{4,25}\s+)?(?:by|von|de|par|por|di|",
        r"da|av|af|door|przez|dal|durch)\b|by\b|by:|von\b|par\b|por\b|di\b|de\b|da\b|door\b|",
        r"av\b|af\b|przez\b|od\b|автор\w*|авторы|текст|foto og tekst|text und (?:fotos?|",
        r"bilder)|tekst og foto|autor(?:in|a|es|ka|ski|zy|i)?\b|auth?ors?\b|auteurs?\b|",
        r"autore\b|autori\b|verfasser(?:in)?\b|redakteur(?:in)?\b|redacteur\b|text\b|texte\b|",
        r"texto\b|testo\b|tekst\b|geschreven\b|forfatter\b|journalist\w*\b|skribent\b|",
        r"writer\b|written by|words by|reporter\b|kirjoittaja\b|szerző\b|yazar\w*\b|yazan\b|โดย|penulis\b|",
        r"tác giả|ผู้เขียน|נכתב על ידי|מאת|بقلم|كتب|από|του|συντάκτης|about the authors?|",
        r"über (?:den autor|die autorin)|ein (?:gast)?beitrag von|eine? \w+ von|",
        r"gastbeitrag von|ein kommentar von|kommentar von|interview(?:er)?\s*:|protokoll\s*:|",
        r"redaktion\b|redazione\b|words\b|contributor\b|name\b|user\b|interview\b)\s*[:：]\s*)",
    );
    /// A lead in Chinese, Japanese or Korean.
    CJK_LEAD = concat!(
        r"^\W*(?:本报|本報|新华社|特约|特約|实习|通讯员|首席|见习|責任|责任|执行|本文|原|文章|撰稿|採訪|采访|撰|整理|記者/|",
        r"记者/)*\s*(?:作者|记者|記者|编辑|編輯|编辑|文字|撰文|执笔|撰稿人?|通讯员|发布者|發佈者|楼主|文|作 者|责编|署名|筆者|執筆|取材(?:・文)?|ライター|",
        r"著者|投稿者|글(?:\s?[·,/&・]\s?사진)?|기자|취재)\s*[:：/／│|丨・●\s]\s*",
    );
    /// A lead that lost the space after it: `ByAnna`.
    GLUED = concat!(
        r"^(\W*(?:[Ww]ritten |[Pp]osted |[Pp]ublished |[Ss]tory |[Tt]ext )?(?:[Bb]y|BY|[Vv]on|",
        r"VON|[Pp]ar|[Pp]or|Di|Text|Author|Autor))(?:[A-ZÀ-Þ][a-zà-þ]|[A-Z]{3})",
    );
    /// The beginning of a line that is a byline.
    LINE_LEAD = concat!(
        r"(?i)^(?:(?:by|von|par|por|di|door|av|af|przez):?|text:|texte:|texto:|tekst:|",
        r"(?:interview|intervju|interjú|haastattelu|entrevista|intervista|entretien|wywiad|rozhovor|интервью|інтерв['’ʼ]ю|συνέντευξη|röportaj|gespräch|protokoll|aufgezeichnet):|",
        r"(?:das )?(?:interview|gespräch) führten?:?|propos recueillis par:?|rozmawiała?:?|беседовала?:?|",
        r"(?:scris|publicat|articol|text|un articol) de:?|",
        r"autor(?:in|es|a)?:?|auth?ors?\s?:|author|auteur\s?:|autore\s?:|verfasser:|",
        r"redaktion:|written by:?|posted by:?|words by:?|words:|story by:?|geschrieben von:?|",
        r"verfasst von|veröffentlicht von|erstellt von|veröffentlicht am [\d. \w:]{5,24} von|",
        r"posted on [\w ,]{6,24} by|published (?:on [\w ,]{6,20} )?by:?|",
        r"ein (?:gast)?beitrag von|eine \w+ von|kommentar von|escrito por:?|publicado por:?|",
        r"publié par|rédigé par|scritto da|a cura di|автор:?|текст:?|foto og tekst:?|",
        r"szerző:?|yazan:|yazar:|penulis:|oleh:|tác giả:|συντάκτης:|kirjoittaja:|teksti:|szöveg:|besedilo:|metin:|tekstas:|teksts:|του|της|toimittaja:|forfatter:|skribent:|tekst:|írta:|ავტორი:|аўтар:|аутор:|бичсэн:|мақала авторы:|نویسنده:|کاتب:|بقلم:?|كتب:|מאת:?|लेखक:|লেখক:|autorius:|autor[eê]:|autors:|höfundur:|egilea:|müəllif:|muallif:|(?:na)?piše:|napisa(?:la|o):|napsala?:|haber:|röportaj:|bài(?: và ảnh)?:|awdur:|údar:|συγγραφέας:|κείμενο:|аўтарка:|аутор(?:ка)?:|автори:|пише:|пишува:|муаллиф:|жазған:|հեղինակ\s?[՝:]|تحریر:|مصنف:|كتبت:|إعداد:|تأليف:|الكاتب:|लेखिका:|लेखन:|লেখা:|প্রতিবেদক:|எழுதியவர்:|రచయిత:|ಲೇಖಕ:|ലേഖകൻ:|લેખક:|ਲੇਖਕ:|γράφ(?:ει|ουν)|oleh|ผู้เขียน:|โดย:?|เขียนโดย:?)\s+\S",
    );
    /// The Romanian lead: `De Ion Popescu`. In other languages, it rather begins a heading.
    ROMANIAN_LEAD = r"^(?:[Dd]e|DE):?\s+\p{Lu}";
    /// The end of a list of names: a mark, date, verb or address.
    CUT = concat!(
        r"(?i)\s*(?:[|•·»«⋅●☰\n‧]|\s[–—-]\s|\b(?:published|updated|posted|last updated|publié|",
        r"publicado|pubblicato|veröffentlicht|aktualisiert|stand|erstellt|modified|",
        r"actualizado|mis à jour|aggiornat\w|uppdaterad|publicerad|oppdatert|publisert|",
        r"opublikowa\w+|aktualizacja|updated on|first published|reviewed by|medically|",
        r"fact.?checked|edited by|learn more|read (?:full|the)|voir (?:tous|plus)|en savoir plus|ver (?:más|todos|mais)|tutti gli|alle artikelen|lees meer|läs mer|les mer|więcej|wszystkie|все (?:статьи|материалы)|yazar\w* tüm|tüm yazılar\w*|(?:for|für|pour|voor|для)\b|фото|сурет|kuvat?:|fotók?:|fotografi\w*:|slike:|fotoğraf\w*:|nuotrauk\w*:|photos? by|photograph\w*|illustrat\w+|foto[s:]|fotos?|",
        r"bilder?:|view (?:all|more|bio|profile|in\b)|see (?:all|more|bio|full)|more (?:stories|",
        r"from|by|about|posts)|read more|all posts|alle (?:artikel|beiträge)|follow|",
        r"mehr (?:von|zum)|share|comments?|kommentare?|leave a|in [a-z]+$|in categor\w+|filed|",
        r"categories|category|tags?:|kategorie|rubrik|\d+\s*(?:min|mins|minutes?|minuten|",
        r"comments?|kommentare?|shares?|views|hours?|days?|weeks?|months?|years?|std|stunden|",
        r"tage|h)\b|has (?:been|written|over)|is (?:a|an|the)\s|ist (?:ein|der|die|freie)|",
        r"est (?:un|le|la)|es (?:un|el|la)|who\s|joined|about the author|(?:am|on|le|el|il|",
        r"den|um|at|op|w dniu|dnia)\s+(?:\w+,?\s+)?\d|(?:jan|feb|mar|mär|mrz|apr|may|mai|jun|",
        r"jul|aug|sep|oct|okt|nov|dec|dez|ene|abr|ago|dic|fév|avr|juin|juil|aoû|déc|gen|mag|",
        r"giu|lug|set|ott|maj|czerw|lip|sierp|wrze|paźd|list|grud|stycz|lut|kwie)\w*\.?\s+\d|",
        r"\d{1,2}\.?\s*(?:jan|feb|mar|mär|mrz|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez|",
        r"ene|abr|ago|dic|fév|avr|juin|juil|aoû|déc|gen|mag|giu|lug|set|ott|maj|czerw|lip|",
        r"sierp|wrze|paźd|list|grud|stycz|lut|kwie)\w*\.?|\d{1,2}[./-]\d{1,2}[./-]|\d{4}|",
        r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|montag|dienstag|mittwoch|donnerstag|",
        r"freitag|samstag|sonntag|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|",
        r"martes|miércoles|jueves|viernes|sábado)|\bhttps?:|www\.|\S+@\S+\.\w+|@\w+|",
        r"[\(\[【（].*$|사진|摄影|攝影|写真|发布|发表|於\s*\d|于\s*\d|来源|來源|责任编辑|浏览|阅读|点击|日期|时间)",
    );
    /// Text in brackets.
    BRACKETS = r"\(.*?\)|（.*?）|\[.*?\]|【.*?】";
    /// Marks that join names.
    JOIN = r"\s*(?:;|\||,|、|，|；|\n|\s/\s|/|\s&\s|\s\+\s)\s*";
    /// Words that join names if a capital or a character without case follows.
    AND = concat!(
        r"\s(?:and|und|et|y|e|og|och|ja|и|i|en|with|mit|sowie|avec|con|oraz|és|ve|dan|und:|",
        r"a)\s",
    );
    /// A word between a name and a job: `Ann Corrie Local Democracy Reporter`.
    BEFORE_JOB = r"(?i)\s(?:local|regional|national|royal|rural|community|democracy|court|data|night|weekend|lead|principal|junior|general|assignment|breaking|video|audience|trending|showbiz|entertainment|north|south|east|west)$";
    /// A credit for somebody other than the author.
    CREDIT = r"(?i)^\W*(?:(?:medically |clinically |scientifically )?(?:reviewed|edited|fact.?checked|translated|photographed|illustrated) by|photo\w*(?: by|:)|illustration\w*(?: by|:)|fotos?:|фото:|geprüft von|übersetzt von|traduit par|traducido por)\b";
    /// The last name of a list, after a role: `…, Data Editor, and Bob Lee`.
    LAST = r"[,\s](?:and|und|et|y|e|og|och|en|и|і|и)\s+([^,;|]{5,50})$";
    /// A news agency in a list of names.
    WIRE = r"(?i)^(?:the )?(?:dpa|afp|ap|reuters|apa|sid|epd|kna|efe|ansa|tass|тасс|риа|pti|ani|ians|anp|ntb|ritzau|pap|čtk|mti|xinhua|kyodo|yonhap|bloomberg|associated press|press association|agencias|agenzie|agences|agenturen)$";
    /// Degrees after a name.
    CREDENTIAL = concat!(
        r"(?i)^(?:m\.?d|ph\.?d|d\.?v\.?m|vmd|ba|bsc|ms|msc|ma|mba|mph|rdn?|rn|lvt|cpa|cfp|jd|",
        r"esq|jr|sr|iii?|lcsw|ldn|facs|do|psyd|edd|dds|pt|dpt|cscs|llc|inc)\.?$",
    );
    /// A news agency after a name.
    AGENCY = r"(?i)\s*/\s*(?:dpa|afp|ap|reuters|apa|sid|epd|kna)\b.*";
    /// "Reporter" after a Korean name.
    KOREAN_ROLE = r"\s*(?:선임|인턴|수습)?\s*기자$";
    /// Placeholders instead of a name.
    PLACEHOLDER = concat!(
        r"(?i)^(?:written by|posted by|posted in|admin(?:istrator)?|editor(?:ial|s)?|staff|team|guest|anonymous|unknown|",
        r"webmaster|redaktion|redacción|rédaction|author|authors|autor|writer|user|home|",
        r"subscribe|sign in|log ?in|share|follow|menu|search|facebook|twitter|instagram|",
        r"linkedin|youtube|pinterest|email|e-mail|whatsapp|rss|none|null|n/?a|undefined|",
        r"posted|published|more|bio|read more|contact|about|about us|profile|website|view|see|",
        r"news|blog|name|http.*|www.*|[\d\W_]+|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|visit .*|authorized .*|wordpress|super user|root|default|test|info|",
        r"print|comments?|reply|the author|this author|show more|advertisement|anzeige|",
        r"impressum|datenschutz.*|kontakt|newsletter|privacy.*|terms.*|cookie.*|full bio|",
        r"learn more|posts?|revised edition|biography|no author|contents?|table of contents|",
        r"anónimo|anonimo|unbekannt|page\..*|\{.*|follow us|our team|all authors|",
        r"editor'?s? note|top stories|breaking news|advertiser disclosure|disclosure|photo|",
        r"image|video|credits?|edit|last|next|previous|updated|date|time|author bio|",
        r"meet the author|affiliate.*|medical.*reviewed.*|fact.?check.*|expert|verified|",
        r"company|products?|resources|services?|solutions?|get started|sign up|book a demo|",
        r"(?:last )?updated.*|published.*|(?:january|february|march|april|may|june|july|",
        r"august|september|october|november|december|januar|februar|märz|mai|juni|juli|",
        r"oktober|dezember)(?: \d+)?|(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|okt|nov|dec|dez)\.? \d.*|zeige|gesponserte.*|blog post|hr strategy|sponsored.*|",
        r"cookies?|autoren?|journalist|reporter|von|by|par|por|di|nachrichten|in news|de|da|",
        r"from)$",
    );
    /// A word of a name: capitalised, or a particle.
    NAME_PART = concat!(
        r"^(?:\p{Lu}[\w'’.\-]*|(?:van|von|der|den|de|del|della|di|da|dos|das|do|",
        r"du|la|le|el|al|bin|ibn|ben|zu|zur|zum|ter|ten|y|e|af|av|and|st|mc|d'|o'|'t|te|op|in|",
        r"dela|los|las|vom|abu|ul)\b[\w'’.\-]*|[a-zà-þ]'?[A-Z][\w'’.\-]*|&)$",
    );
    /// Characters that occur in no name.
    NO_NAME = r#"[!?:<>{}=#*_\\"“”„/\[\]%$€]|\.\.\.|\d{2}"#;
    /// Characters that occur in no name written in Han.
    NO_HAN_NAME = r"[。！？：，、「」【】]|的|了|是|在|网|報|报|社$|摄影|攝影|编辑|編輯|新闻|新聞|時间|来源";
    /// Scripts without capitals.
    OTHER_SCRIPT = r"[\x{590}-\x{6ff}\x{900}-\x{dff}\x{e00}-\x{e7f}\x{10a0}-\x{10ff}\x{530}-\x{58f}]";
    /// Marks that separate a declared list of names.
    LISTED = r",|;| and | & | und | et | y |/";
    /// Characters of user names.
    NUMBERED = r"\d|_";
    /// A date or age next to a name.
    DATED = concat!(
        r"\b(?:19|20)\d\d\b|\d{1,2}[./-]\d{1,2}[./-]\d\d|\b\d+ (?:min|hours?|days?|ago)|",
        r"(?:jan|feb|mar|mär|mrz|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez|ene|abr|ago|",
        r"dic|fév|avr|juin|juil|aoû|déc|gen|mag|giu|lug|set|ott|maj|czerw|lip|sierp|wrze|paźd|",
        r"list|grud|stycz|lut|kwie)\w*\.? \d",
    );
    /// A date with its year.
    YEAR = r"\b(?:19|20)\d\d\b|\d{1,2}[./-]\d{1,2}[./-]\d\d";
    /// A line that begins with a name.
    NAMED_FIRST = concat!(
        r"^((?:[A-ZÀ-Þ][\w'’.\-]+|[A-Z]\.)(?:\s+(?:[A-ZÀ-Þ][\w'’.\-]+|[A-Z]\.|van|von|de|der|",
        r"la|di|del)){1,3})\s*(?:$|[,|•·–—@/-]|[A-Z][a-z]{2,8}\.? \d|\d)",
    );
    /// A name at the beginning of a sentence about the person.
    NAMED_SUBJECT = r"^((?:\p{Lu}[\w'’.\-]*)(?:\s+(?:\p{Lu}[\w'’.\-]*|van|von|de|der|den|del|di|da|la|le|al|bin)){1,3})(?:,|\s+[\p{Ll}(–—-])";
    /// A name after a lead within a line.
    BY_INSIDE = concat!(
        r"(?:\s|[|·,~—–-])(?:by|By|BY|von|Von|par|Par|por|Por|Autor:|Author:|~)\s*:?\s+([^|",
        r"·,]{3,60})",
    );
    /// A lead and a single word, followed by nothing but a date, an address or a section.
    LEAD_AND_USER = concat!(
        r"(?i)^\W*(?:(?:(?:posted|written|published|submitted|created|authored|added|asked) by|by|von|par|por|",
        r"(?:geschrieben|verfasst|veröffentlicht|erstellt|eingestellt|gepostet|geposted) von|",
        r"(?:publié|écrit|rédigé) par|(?:publicado|escrito) por|author|autor(?:in)?|verfasser)\s*:?\s+@?)",
        r"([\w.-]{3,25})\s*(?:$|[|·•,@–(]|-\s|\b(?:on|am|in|um|at|le|el|den|under|vor)\b|\d)",
    );
    /// A user name at the end of a text or before a preposition.
    USER = r"^([\w.-]{3,20})\s*(?:$|am\b|on\b|in\b|um\b|at\b)";
}
