//! Ten articles in ten languages, each with three forms of its byline and date that are common in that
//! language. Names and texts are invented.

use crate::html::{Known, extract};

/// Text of the elements below the headline, the author and the day.
type Form = (&'static str, &'static str, &'static str);

struct Article {
    language: &'static str,
    title: &'static str,
    text: [&'static str; 2],
    forms: [Form; 3],
}

const ARTICLES: [Article; 10] = [
    Article {
        language: "en",
        title: "Harbour cranes fall silent after sixty years",
        text: [
            "The last two cranes on the north quay were switched off on Monday evening, and the \
             dockers who had worked them stood in the rain to watch.",
            "A group of residents wants to keep one of them as a viewing platform and has \
             collected eleven thousand signatures.",
        ],
        forms: [
            (
                "<p>Last modified on Fri 5 Sep 2014 11.20 BST</p>\
                 <p>By Orla Finch, Shipping Correspondent</p>\
                 <p>First published on Wed 3 Sep 2014 06.00 BST</p>",
                "Orla Finch",
                "2014-09-03",
            ),
            (
                "<p class=post-meta>Posted on September 3, 2014 by <a href=/author/orla>Orla Finch</a>\
                 <a href=#c>2 comments</a></p>",
                "Orla Finch",
                "2014-09-03",
            ),
            (
                "<div class=byline><b>Orla Finch</b><span>Staff Reporter</span>\
                 <span>Sept. 3, 2014, 9:15 a.m.</span></div>",
                "Orla Finch",
                "2014-09-03",
            ),
        ],
    },
    Article {
        language: "de",
        title: "Alte Werft bekommt ein neues Dach",
        text: [
            "Die Halle der früheren Werft am Steinufer wird bis zum Herbst neu gedeckt, nachdem der \
             Gemeinderat am Abend die letzten Mittel freigegeben hat.",
            "Im nächsten Sommer soll in der Halle wieder gebaut werden, zunächst ein Fährboot für \
             die Insel.",
        ],
        forms: [
            (
                "<p>Von Jonas Reuter</p><p>Aktualisiert am 14.03.2023, 09:15 Uhr, veröffentlicht \
                 am 11.03.2023, 18:40 Uhr</p>",
                "Jonas Reuter",
                "2023-03-11",
            ),
            (
                "<div class=autor>Jonas Reuter, Redakteur</div><div class=datum>Samstag, 11. März \
                 2023</div>",
                "Jonas Reuter",
                "2023-03-11",
            ),
            (
                "<span class=date>11. Mär. 2023</span><span class=author>Ein Gastbeitrag von Jonas \
                 Reuter</span>",
                "Jonas Reuter",
                "2023-03-11",
            ),
        ],
    },
    Article {
        language: "fr",
        title: "La vieille halle retrouve ses marchands",
        text: [
            "Fermée depuis six ans, la halle du quai des Tanneurs accueille de nouveau les \
             maraîchers de la vallée, au grand soulagement des habitants.",
            "La commune a consolidé la charpente, refait les pavés et installé une fontaine à \
             l’endroit où se tenait jadis la criée.",
        ],
        forms: [
            (
                "<p>Par Luc Moreau</p><p>Publié le 8 février 2021 à 7h15, mis à jour le 9 février \
                 2021 à 18h40</p>",
                "Luc Moreau",
                "2021-02-08",
            ),
            (
                "<p class=infos>Mis à jour le 09/02/2021 – Publié le 08/02/2021 | <span \
                 class=auteur>Luc Moreau</span></p>",
                "Luc Moreau",
                "2021-02-08",
            ),
            (
                "<div class=signature>De notre correspondant Luc Moreau</div><time>8 févr. \
                 2021</time>",
                "Luc Moreau",
                "2021-02-08",
            ),
        ],
    },
    Article {
        language: "es",
        title: "El molino vuelve a moler tras medio siglo",
        text: [
            "El molino de Peñalosa ha vuelto a moler trigo después de cincuenta años, gracias al \
             empeño de dos carpinteros jubilados y de los vecinos.",
            "La harina se venderá los sábados en la plaza, y con el dinero se pagará el arreglo del \
             canal.",
        ],
        forms: [
            (
                "<p class=firma>Por Elena Prado</p><p>30 de agosto de 2019 a las 18:30</p>",
                "Elena Prado",
                "2019-08-30",
            ),
            (
                "<p>Actualizado: 02/09/2019 10:12h</p><p>Publicado: 30/08/2019 18:30h</p>\
                 <a rel=author href=/autor/prado>Elena Prado</a>",
                "Elena Prado",
                "2019-08-30",
            ),
            (
                "<div class=autor>Elena Prado / Redactora</div><div class=fecha>30 ago. 2019</div>",
                "Elena Prado",
                "2019-08-30",
            ),
        ],
    },
    Article {
        language: "it",
        title: "Il mulino torna a girare sul fiume",
        text: [
            "Dopo quarant’anni di silenzio la ruota del mulino è tornata a girare, e il paese \
             intero è sceso sulla riva per vederla.",
            "Il comune pensa ora di illuminare la chiusa e di aprire un sentiero fino alla sorgente.",
        ],
        forms: [
            (
                "<p class=firma>di <strong>Carla Neri</strong></p><p>Pubblicato il 1° maggio 2022 \
                 alle 8.30</p>",
                "Carla Neri",
                "2022-05-01",
            ),
            (
                "<p>Ultimo aggiornamento: 3 maggio 2022</p><p>A cura di Carla Neri</p>\
                 <p>Pubblicato: 1 maggio 2022</p>",
                "Carla Neri",
                "2022-05-01",
            ),
            (
                "<span class=data>domenica 1 maggio 2022</span> <span class=autore>Carla \
                 Neri</span>",
                "Carla Neri",
                "2022-05-01",
            ),
        ],
    },
    Article {
        language: "pl",
        title: "Stary młyn znów miele mąkę",
        text: [
            "Po trzydziestu latach ciszy młyn w Zarzeczu znów miele mąkę, a mieszkańcy ustawiają się \
             w kolejce od świtu, żeby kupić pierwszy worek.",
            "Gmina zapłaciła tylko za jaz, resztę zebrali wolontariusze podczas letnich festynów.",
        ],
        forms: [
            (
                "<p>Autor: Ewa Lisowska</p><p>Data publikacji: 21 października 2017, 10:15</p>",
                "Ewa Lisowska",
                "2017-10-21",
            ),
            (
                "<p>Ostatnia aktualizacja: 23.10.2017 08:15. Opublikowano: 21.10.2017</p>\
                 <div class=author>Ewa Lisowska</div>",
                "Ewa Lisowska",
                "2017-10-21",
            ),
            (
                "<div class=byline>Ewa Lisowska, dziennikarka</div><div class=date>21 paź \
                 2017</div>",
                "Ewa Lisowska",
                "2017-10-21",
            ),
        ],
    },
    Article {
        language: "ru",
        title: "Старый паром снова ходит через реку",
        text: [
            "Паром у деревни Заречье снова перевозит людей и машины после восьми лет простоя, \
             сообщили жители на сходе в минувшую среду.",
            "Весной рядом с причалом обещают построить навес для пассажиров.",
        ],
        forms: [
            (
                "<p>Автор: Ольга Нечаева</p><p>29 ноября 2015 г., 08:05</p>",
                "Ольга Нечаева",
                "2015-11-29",
            ),
            (
                "<p>Обновлено: 1 декабря 2015, 14:20</p><p>Опубликовано: 29 ноября 2015</p>\
                 <p>Текст: Ольга Нечаева</p>",
                "Ольга Нечаева",
                "2015-11-29",
            ),
            (
                "<span class=date>29.11.2015 08:05</span> <span class=author>Ольга Нечаева, \
                 корреспондент</span>",
                "Ольга Нечаева",
                "2015-11-29",
            ),
        ],
    },
    Article {
        language: "ar",
        title: "الطاحونة القديمة تعود إلى العمل",
        text: [
            "عادت الطاحونة القديمة عند طرف القرية إلى العمل بعد أربعين عاما من الصمت، وخرج الأهالي \
             جميعا لرؤيتها وهي تدور من جديد.",
            "دفعت البلدية ثمن السد فقط، أما بقية المال فجمعه السكان في أسواق الصيف.",
        ],
        forms: [
            ("<p>كتب: سامر الخطيب</p><p>٥ سبتمبر ٢٠٢٢ - ١٠:٣٠</p>", "سامر الخطيب", "2022-09-05"),
            (
                "<p>آخر تحديث: 7 سبتمبر 2022 - تاريخ النشر: 5 سبتمبر 2022</p><p>بقلم: سامر \
                 الخطيب</p>",
                "سامر الخطيب",
                "2022-09-05",
            ),
            (
                "<div class=author>سامر الخطيب</div><div class=date>الإثنين 05/أيلول/2022</div>",
                "سامر الخطيب",
                "2022-09-05",
            ),
        ],
    },
    Article {
        language: "zh",
        title: "老水磨时隔四十年重新转动",
        text: [
            "村口的老水磨在沉寂四十年之后重新转动起来，全村老少都赶到河边观看，孩子们在水轮旁边跑来跑去，直到天黑才回家。",
            "镇里只承担了水坝的费用，其余的钱由村民在夏季集市上筹集。",
        ],
        forms: [
            ("<p>2022年08月25日 10:20 来源：南风日报 作者：周海涛</p>", "周海涛", "2022-08-25"),
            (
                "<p>更新时间：2022-08-27 09:00 发布时间：2022-08-25 10:20</p><p>本报记者 周海涛</p>",
                "周海涛",
                "2022-08-25",
            ),
            ("<p>二〇二二年八月二十五日</p><p>文/周海涛 编辑/何敏</p>", "周海涛", "2022-08-25"),
        ],
    },
    Article {
        language: "ko",
        title: "옛 물레방아가 다시 돌아간다",
        text: [
            "마을 끝에 있는 옛 물레방아가 사십 년 만에 다시 돌아가기 시작했고, 온 마을 사람들이 개울가로 나와 \
             구경하며 손뼉을 쳤다.",
            "면사무소는 보를 고치는 비용만 냈고 나머지는 주민들이 모았다.",
        ],
        forms: [
            (
                "<p>입력 2024. 11. 23. 18:05 수정 2024. 11. 24. 09:10</p><p>이서준 기자</p>",
                "이서준",
                "2024-11-23",
            ),
            (
                "<p>기사입력 : 2024년 11월 23일 오후 6:05</p><p>[부두일보=이서준 기자]</p>",
                "이서준",
                "2024-11-23",
            ),
            (
                "<div class=byline>이서준 기자 seojun@post.example</div><div class=date>등록 \
                 2024-11-23 18:05</div>",
                "이서준",
                "2024-11-23",
            ),
        ],
    },
];

#[test]
fn articles_in_ten_languages_have_their_author_and_day() {
    let mut faults = Vec::new();
    for Article { language, title, text, forms } in &ARTICLES {
        for (form, author, day) in forms {
            let html = format!(
                "<!DOCTYPE html><html lang={language}><head><meta charset=utf-8><title>{title} | \
                 Quay Gazette</title></head><body><nav><a href=/>1</a> <a href=/2>2</a></nav>\
                 <main><article><h1>{title}</h1>{form}<p>{}</p><p>{}</p></article></main>\
                 <footer>© 2025 Quay Gazette</footer></body></html>",
                text[0], text[1]
            );
            let known = Known { language, received_at: "2026-11-23T08:15:00Z", ..Known::default() };
            let found = extract(&html, known);
            let names: Vec<&str> = found.authors.iter().map(|author| &*author.value).collect();
            let published = found.dates.published.map(|date| date.value).unwrap_or_default();
            let headline = found.title.map(|title| title.value).unwrap_or_default();
            if names != [*author] || !published.starts_with(day) || headline != *title {
                faults.push(format!("{form}: {headline}, {names:?}, {published}"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
