//! Texts as people type them, by kind. Each is an example; none was used to build or fit anything.

use std::sync::LazyLock;

use courant_language::{Engine, Ngrams};

static ENGINE: LazyLock<Ngrams<'static>> = LazyLock::new(Ngrams::embedded);

/// Asserts the tag of each text.
fn assert_named(texts: &[(&str, &str)]) {
    for (tag, text) in texts {
        let found = ENGINE.detect(text);
        assert_eq!(found.tag, *tag, "{text}: {found:?}");
    }
}

/// Asserts that only the right tags, which are separated by spaces, are reliable.
fn assert_never_reliably_wrong(texts: &[(&str, &str)]) {
    for (tags, text) in texts {
        let found = ENGINE.detect(text);
        let right = tags.split(' ').any(|tag| tag == found.tag);
        assert!(right || !found.reliable, "{text}: {found:?}");
    }
}

#[test]
fn brands_in_latin_script_do_not_hide_the_language() {
    assert_named(&[
        ("ru", "OpenAI выпустила ChatGPT Agent для Windows и macOS"),
        ("uk", "Microsoft Surface Laptop 7 вже можна купити в Україні"),
        ("bg", "Tesla Model Y и BYD Seal вече се предлагат в България"),
        ("el", "Η Sony ανακοίνωσε το PlayStation 6 και το DualSense Edge"),
        ("he", "Samsung חושפת Galaxy S26 Ultra עם Snapdragon 8 Elite"),
        ("ar", "أعلنت Microsoft عن Xbox Game Pass وWindows 12"),
        ("fa", "سامسونگ گوشی Galaxy S26 Ultra را با Snapdragon 8 Elite معرفی کرد"),
        ("ur", "Netflix اور Disney Plus نے قیمتیں بڑھا دیں"),
        ("hi", "OnePlus 15 और Xiaomi 17 Pro भारत में आए"),
        ("mr", "Xiaomi ने Redmi Note 15 Pro Plus भारतात आणला आहे"),
        ("bn", "Apple এনেছে iPhone 17 Pro Max এবং Watch Ultra 3"),
        ("pa", "Netflix ਅਤੇ Disney Plus ਨੇ ਕੀਮਤਾਂ ਵਧਾਈਆਂ"),
        ("gu", "Netflix અને Disney Plus ના ભાવ વધ્યા"),
        ("te", "Netflix మరియు Disney Plus ధరలు పెంచాయి"),
        ("ml", "Netflix Disney Plus നിരക്ക് കൂട്ടി"),
        ("th", "Netflix กับ Disney Plus ขึ้นราคา YouTube Premium"),
        ("ka", "Apple-მა წარადგინა iPhone 17 Pro Max და Watch Ultra 3"),
        ("hy", "Apple-ը ներկայացրեց iPhone 17 Pro Max-ը և Watch Ultra 3-ը"),
        ("am", "Apple አዲሱን iPhone 17 Pro Max አስተዋወቀ"),
        ("ja", "NVIDIA GeForce RTX 6090の発売日"),
        ("ko", "SK hynix HBM4를 NVIDIA에 공급"),
        ("zh-Hans", "Netflix和Disney Plus涨价"),
        ("en", "The 東京 Tower and the 清水寺 temple are the sights that visitors like most"),
    ]);
}

#[test]
fn unusual_marks_do_not_hide_the_language() {
    assert_named(&[
        ("ga", "Do ċuaiḋ an fear aḃaile tar éis na hoiḃre agus d'iṫ sé a ḋinnéar leis féin"),
        ("tl", "Ang máhahabàng dáán ay pápuntá sa mga bundók na mátataás at magagandá"),
        ("tl", "Si Juán ay nagtungò sa palengke upáng bumilí ng isdâ at gulay pára sa hapunan"),
        ("he", "הַמֶּמְשָׁלָה הֶחְלִיטָה לְהַעֲלוֹת אֶת שְׂכַר הַמּוֹרִים בַּשָּׁנָה הַבָּאָה"),
        ("ar", "أَعْلَنَتِ الْحُكُومَةُ أَنَّ رَوَاتِبَ الْمُعَلِّمِينَ سَتَرْتَفِعُ فِي الْعَامِ الْمُقْبِلِ"),
        ("vi", "Chính phủ vừa công bố kế họạch mới về giáo dục cho năm tới ở các tỉnh phía nam"),
    ]);
    let text = "Si Juán ay nagtungò sa palengke upáng bumilí ng isdâ at gulay pára sa hapunan";
    let stressed = ENGINE.detect(text);
    assert!(!stressed.reliable && stressed.confidence <= 0.5, "{stressed:?}");
}

#[test]
fn han_characters_are_chinese_or_japanese_only_if_they_tell() {
    assert_named(&[
        ("ja", "本日臨時休業致します"),
        ("ja", "会議資料提出期限は来週月曜日"),
        ("ja", "全国高校野球選手権大会開幕"),
        ("zh-Hans", "丰田汽车宣布召回五万辆"),
        ("zh-Hant", "豐田汽車宣布召回五萬輛"),
    ]);
    assert_never_reliably_wrong(&[("ja", "入場無料、事前予約不要"), ("ja", "年中無休")]);
}

#[test]
fn what_is_typed_without_diacritics_is_right_or_doubtful() {
    assert_never_reliably_wrong(&[
        ("sr-Latn bs hr", "Vlada je saopstila da ce sledece godine povecati plate nastavnicima"),
        ("sr-Latn bs hr", "Vozaci ce od ponedeljka placati vecu cenu goriva zbog novih akciza"),
        ("hr bs sr-Latn", "Vlada je priopcila da ce iduce godine povecati place uciteljima"),
        ("cs", "Vlada oznamila, ze pristi rok zvysi platy ucitelu a ze se budou stavet skoly"),
        ("sk", "Vlada oznamila, ze buduci rok zvysi platy ucitelom a ze sa budu stavat skoly"),
        ("pl", "Rzad oglosil, ze w przyszlym roku podwyzszy pensje nauczycieli"),
        ("vi", "Chinh phu thong bao se tang luong cho giao vien vao nam toi"),
        ("ro", "Guvernul a anuntat ca anul viitor va mari salariile profesorilor"),
        ("tr", "Hukumet gelecek yil ogretmenlerin maaslarini artiracagini acikladi"),
        ("lv", "Valdiba pazinoja, ka nakamgad palielinas skolotaju algas un buves jaunas skolas"),
    ]);
}

#[test]
fn a_language_without_a_name_is_not_reliably_its_neighbour() {
    assert_never_reliably_wrong(&[
        ("sco", "A wis gaun doun the toun yestreen whan A saw the auld man staunin at the door"),
        ("pnb", "لہور پنجاب دا سب توں وڈا شہر اے تے ایتھے دے لوک پنجابی بولدے نیں"),
        ("ty", "Te parau nei au ia outou e, e haere mai te ari'i i te oire i teie po"),
        ("mag", "हम कल पटना जइबइ आउर उहाँ से किताब लेके अइबइ, तोहर भी किताब ला देबइ"),
        ("fit", "Met olema menheet kaupunkhiin ja ostahneet leiphää ja voita"),
        ("lki", "دولەت ئعلام کرد ک ساڵ تر حقوق معلمەل زیاد ماو و مدرسه نووەیش سازن"),
        ("xmf", "თბილისი რე საქორთუოშ ნანანოღა დო ირიშე დიდი ნოღა თე ქიანას"),
        ("xmf", "მთავრობაქ გეგმოცხადუ ნამდა მაგურაფალეფიშ ხელფასი მოულა წანას"),
        ("tcy", "ತುಳು ನಾಡ್ ದ ಜನಕುಲು ತುಳು ಬಾಸೆ ಪಾತೆರುವೆರ್, ಉಂದು ದ್ರಾವಿಡ ಬಾಸೆಡ್ ಒಂಜಿ"),
        ("pms", "Ël goern a l'ha anonsià che ij magìster a l'avran na paga pì àuta"),
        ("frp", "Lo govèrnament at anonciê que los mêtres aront na pâye ples hôta l'an que vint"),
        ("sc", "Su guvernu at annuntziadu chi sos maistros ant a tènnere una paga prus alta"),
        ("csb", "Rząd rzekł, że szkólny w przińdnym rokù bãdą mielë wikszą wëpłatã"),
    ]);
    assert_named(&[
        ("ast", "La reunión va ser güei pela tarde nel conceyu y toos tán convidaos a participar"),
        ("fo", "Tað regnaði illa í Havn í gjár, og nógvir bátar vóru ikki farnir út at rógva"),
        ("as", "গুৱাহাটী অসমৰ আটাইতকৈ ডাঙৰ চহৰ আৰু ই ব্ৰহ্মপুত্ৰৰ পাৰত অৱস্থিত"),
        ("oc", "Tolosa es la vila mai granda d'Occitània e los estudiants i venon de pertot"),
        ("bik", "An mga tawo sa Naga nagtiripon sa plaza para sa selebrasyon kan kapiyestahan"),
    ]);
}

#[test]
fn code_lists_of_names_and_noise_are_not_reliable() {
    assert_never_reliably_wrong(&[
        (
            "und",
            "def load(path):\n    with open(path) as handle:\n        return json.load(handle)",
        ),
        ("und", "print('hello world')\nfor name in names:\n    print(name)"),
        ("und", "if (user.isActive()) { sendMail(user); }"),
        ("und", "kubectl get pods -n production -o wide"),
        ("und", "Kowalski\nNowak\nWiśniewski\nWójcik\nKamiński\nLewandowski"),
        ("und", "Иван Петров, Анна Смирнова, Олег Кузнецов, Мария Попова"),
        ("und", "xq vzr kkpt wlm qzzt brfg nnhs vvt lkjd mmpq rtw"),
        ("en", "Tbe govemment bas announccd tbat teacbers wiII reccive bigber pay ncxt ycar"),
        ("de", "DIE REGIERUNG HAT ANGEKÜNDIGT, DASS DIE LÖHNE DER LEHRKRÄFTE ERHÖHT WERDEN"),
    ]);
    for (tag, text) in [
        ("en", "The author(s) of the report and the editor(s) of the journal met on Tuesday"),
        ("de", "Der Minister tritt zurück\nDie Opposition fordert Neuwahlen\nDer Kanzler schweigt"),
        ("en", "War And Peace Is Still The Best Novel That I Have Ever Read"),
    ] {
        let found = ENGINE.detect(text);
        assert!(found.tag == tag && found.reliable, "{text}: {found:?}");
    }
}
