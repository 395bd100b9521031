//! Blocks that belong to a text because of their neighbours: code, lines of poems and of announced lists,
//! refrains, the last sentence, a sentence below the headline, references. And blocks that don't: trails
//! above a text, sign-up boxes, line numbers.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, its helpers too")]

use courant_page::charset::Hints;
use courant_page::read;

const MENU: &str = "<a href=/>Home</a> · <a href=/l>Local</a> · <a href=/s>Sports</a>";
const GERMAN: [&str; 2] = [
    "Die Kreisbibliothek in der Markgasse verleiht neben Büchern jetzt auch Saatgut, und in der ersten \
     Frühlingswoche gingen dreihundert Tütchen über die Theke.",
    "Wer ein Tütchen leiht, bringt im Herbst ein paar Samen zurück, und bisher musste noch niemand wegen \
     einer Missernte Gebühren zahlen.",
];
const SPANISH: [&str; 2] = [
    "La biblioteca comarcal de la calle del Mercado presta ahora semillas además de libros, y trescientos \
     sobres salieron del edificio en la primera semana de primavera.",
    "Quien toma prestado un sobre promete devolver algunas semillas en otoño, y hasta hoy nadie ha pagado \
     una multa por una mala cosecha.",
];
const TURKISH: [&str; 2] = [
    "Pazar Sokağı'ndaki il kütüphanesi artık kitapların yanında tohum da ödünç veriyor ve baharın ilk \
     haftasında üç yüz paket dağıtıldı.",
    "Paket alan herkes sonbaharda birkaç tohum geri getireceğine söz veriyor ve bugüne kadar kimse kötü \
     hasat yüzünden ceza ödemedi.",
];

/// The text of a page with `body` in a plain box below a menu. `@1` and `@2` are paragraphs.
fn text(paragraphs: [&str; 2], body: &str) -> String {
    let body = body
        .replace("@1", &format!("<p>{}</p>", paragraphs[0]))
        .replace("@2", &format!("<p>{}</p>", paragraphs[1]));
    let page = format!(
        "<!DOCTYPE html><meta charset=utf-8><title>Velm Herald</title><div>{MENU}</div>\
         <div><h1>Seeds</h1>{body}</div><div>© 2025 Velm Herald</div>"
    );
    read(page.as_bytes(), &Hints::default()).unwrap().text
}

#[test]
fn a_sentence_below_the_headline_stays() {
    let cases = [
        (GERMAN, "<div class=strapline>%</div>", "Wer sät, der leiht, sagt die Leiterin."),
        (SPANISH, "<p class=x7>%</p>", "Hemos abierto todos los cajones."),
        (TURKISH, "<div><span>%</span></div>", "Her çekmecede bir sürpriz var!"),
    ];
    for (paragraphs, standfirst, sentence) in cases {
        let above = standfirst.replace('%', sentence);
        let body = format!("{above}<ul><li>Mira Holt<li>5.1.2024, 4:30</ul>@1@2");
        let found = text(paragraphs, &body);
        assert!(found.contains(sentence), "{found}");
    }
}

#[test]
fn what_the_neighbours_vouch_for_stays() {
    let cases: [([&str; 2], &str, &[&str]); 8] = [
        (GERMAN, "@1<pre>x += 1\ny += 1\nx += 1</pre>@2", &["x += 1\ny += 1\nx += 1"]),
        (
            SPANISH,
            "@1<div class=poem><div class=line>El cajón resbala,</div><div class=line>la judía \
             despierta,</div><div class=line>nadie lee su nombre.</div></div>@2",
            &["El cajón resbala,", "la judía despierta,", "nadie lee su nombre."],
        ),
        (
            GERMAN,
            "@1<form><p>In der Lade liegen:</p><div><input type=checkbox><label>Bohnen</label></div>\
             <div><input type=checkbox><label>zwei Stifte</label></div></form>@2",
            &["In der Lade liegen:", "Bohnen", "zwei Stifte"],
        ),
        (TURKISH, "@1@2<p>Kütüphane reklam vermiyor.</p>", &["Kütüphane reklam vermiyor."]),
        (
            GERMAN,
            "@1@2<h2>Literatur</h2><ol><li><a href=https://doi.example/1>Orr, J. (2019): Samen in Laden. \
             Velm.</a></li><li><a href=https://doi.example/2>Haas, M. (2021): Keller im Norden.</a></li></ol>",
            &["Literatur", "Samen in Laden", "Keller im Norden"],
        ),
        (
            SPANISH,
            "@1@2<h2>Fuentes</h2><ul><li>Orr, J. (2019). <a href=/b/1>Semillas en cajones</a>. Velm.</li>\
             <li>Haas, M. (2021). <a href=/b/2>Sótanos del norte</a>. Halle.</li></ul>",
            &["Fuentes", "Semillas en cajones", "Sótanos del norte"],
        ),
        (GERMAN, "<h2>Von der Bohne</h2>@1@2", &["Von der Bohne\n"]),
        (SPANISH, "@1<p>La caja: vacía.</p>@2<p>La caja: vacía.</p>", &["La caja: vacía."]),
    ];
    for (paragraphs, body, pieces) in cases {
        let text = text(paragraphs, body);
        for piece in paragraphs.iter().chain(pieces) {
            assert!(text.contains(piece), "{piece} is lost:\n{text}");
        }
    }
}

#[test]
fn trails_and_lists_of_articles_go() {
    let cases = [
        ("Sie sind hier: <a href=/>Start</a> / <a href=/l>Lokales</a>@1@2", "Sie sind hier"),
        ("You are here: <a href=/>Home</a> » <a href=/l>Local</a> » Seeds@1@2", "You are here"),
        (
            "@1@2<h3>Meistgelesen</h3><ol><li><a href=/1>Brücke schließt im August</a></li>\
             <li><a href=/2>Reiher stiehlt elf Forellen</a></li></ol>",
            "Reiher stiehlt",
        ),
    ];
    for (body, piece) in cases {
        let text = text(GERMAN, body);
        assert!(!text.contains(piece), "{piece} is kept:\n{text}");
        assert!(GERMAN.iter().all(|paragraph| text.contains(paragraph)), "{text}");
    }
}

#[test]
fn boxes_that_ask_for_an_address_go() {
    let asks = [
        "<div class=signup-box><p>Подпишитесь на нашу рассылку, чтобы ничего не пропустить.</p><form><input \
         type=email><button>OK</button></form></div>",
        "<div class=x><p>Bültenimize abone olun, hiçbir haberi kaçırmayın.</p><form><input type=email>\
         <button>OK</button></form></div>",
        "<section><h3>Kostenlos</h3><p>Jeden Freitag die besten Texte der Woche.</p><input name=EMAIL>\
         </section>",
        "<form><label>Подпишитесь на нашу рассылку <input autocomplete=email></label></form>",
    ];
    for ask in asks {
        let text = text(TURKISH, &format!("@1{ask}@2"));
        assert_eq!(
            text.split("\n\n").filter(|block| *block != "Seeds").collect::<Vec<_>>(),
            TURKISH
        );
    }
}

#[test]
fn text_beside_a_field_for_an_address_stays() {
    let bodies = [
        // All of the text is in the form, or most of it.
        "<form>@1<input type=email>@2</form>",
        "@1<div><p>Wer im Winter bestellt, bekommt die Tütchen mit der Post, und wer danach noch eines \
         braucht, schreibt der Bibliothek eine Karte mit dem Namen der Sorte, der eigenen Anschrift und \
         dem Wort Saatgut, damit die Karte im richtigen Fach landet und nicht verloren geht.</p>\
         <input type=email></div>@2",
        "@1<p>Die Bibliothek leiht auch Bohnen aus.</p><input type=hidden name=email>@2",
    ];
    for body in bodies {
        let text = text(GERMAN, body);
        let expected =
            body.split(['<', '>']).filter(|part| part.contains(' ') && part.contains('.'));
        for piece in GERMAN.into_iter().chain(expected) {
            assert!(text.contains(piece), "{piece} is lost:\n{text}");
        }
    }
}

#[test]
fn numbers_of_the_lines_of_a_listing_go() {
    let listing = "<table><tr><td><pre>8\n9\n10</pre><td><pre>a = 1\n\nb = 2</pre></table>";
    let text = text(GERMAN, &format!("@1{listing}@2"));
    assert!(text.contains("\n\na = 1\nb = 2\n\n") && !text.contains('9'), "{text}");
    // Other numbers stay.
    for numbers in ["8\n9", "8\n9\n12", "3"] {
        let listing = format!("<table><tr><td><pre>{numbers}</pre><td><pre>a\nb\nc</pre></table>");
        let text = self::text(GERMAN, &format!("@1{listing}@2"));
        assert!(text.contains(numbers), "{numbers}: {text}");
    }
}
