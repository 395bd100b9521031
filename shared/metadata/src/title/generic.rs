//! Titles of pages rather than of articles: `Home`, `News`, `Actualités`.

use super::cuts::cuts;
use crate::normalize::folded;
use crate::site_names::SiteNames;

/// Whether a folded text is the title of a page rather than of an article.
pub(super) fn is_generic(key: &str) -> bool {
    let word = key.trim_end_matches(|c: char| !c.is_alphanumeric() && c != '_');
    GENERIC.split('|').any(|generic| generic == word)
        || key.starts_with("related")
        || key.starts_with("cookie")
}

/// Whether each part of a title is the site's name, or a section as in templates.
pub(super) fn is_bare(title: &str, site: &SiteNames) -> bool {
    let mut start = 0;
    let ends = cuts(title).into_iter().map(|cut| (cut.head, cut.tail));
    ends.chain([(title.len(), title.len())]).all(|(head, tail)| {
        let part = title.get(start..head).unwrap_or_default().trim();
        start = tail;
        let key = folded(part);
        is_generic(&key) || SECTIONS.split('|').any(|name| name == key) || site.is_declared(part)
    })
}

const GENERIC: &str = "\
    home|blog|news|homepage|home page|index|start|startseite|untitled|article|search|menu|welcome|\
    login|comment|comments|navigation|newsletter|press release|press releases";

/// Words for news, articles and sections.
const SECTIONS: &str = "\
    articles|artikel|nachrichten|aktuelles|aktuell|meldung|meldungen|beitrag|beiträge|presse|\
    pressemitteilung|pressemitteilungen|magazin|magazine|story|stories|post|posts|press|media|\
    latest news|news detail|news details|article detail|detail|details|actualités|actualité|actus|\
    nouvelles|à la une|communiqué|communiqués|noticias|noticia|actualidad|artículo|artículos|\
    notícias|notícia|artigo|artigos|notizie|notizia|articolo|articoli|attualità|nieuws|nieuwsbericht|\
    artikelen|nyheter|nyhet|nyheder|nyhed|artikkeli|artikkelit|uutiset|uutinen|ajankohtaista|\
    aktuality|články|článek|článok|zprávy|správy|aktualności|wiadomości|artykuł|artykuły|hírek|hír|\
    cikk|știri|stiri|știre|articol|articole|novosti|vijesti|vesti|novice|članak|članek|naujienos|\
    straipsnis|ziņas|uudised|новости|новость|статья|статьи|новини|новина|стаття|статті|вести|статия|\
    ειδήσεις|άρθρο|νέα|haberler|haber|makale|xəbərlər|أخبار|الأخبار|خبر|مقال|مقالات|اخبار|مقاله|\
    חדשות|כתבה|समाचार|खबरें|लेख|সংবাদ|খবর|செய்திகள்|ข่าว|บทความ|tin tức|bài viết|berita|\
    新闻|新聞|文章|资讯|新闻中心|ニュース|記事|お知らせ|뉴스|기사|소식|politics|business|sport|sports|\
    culture|opinion|politik|wirtschaft|kultur|politique|économie|política|economía|economia|\
    cultura|deportes|esportes|politica|cronaca|politiek|economie|polityka|общество|политика|экономика";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article_view::ArticleView;
    use crate::testing::{document, language};

    #[test]
    fn a_bare_title_names_only_the_site_or_a_section() {
        let mut document = document("A text.");
        let name = vec!["Harbour Post".to_owned()];
        document.declared.meta.insert("og:site_name".to_owned(), name);
        let language = language("en");
        let site = ArticleView::new(&document, &language).site_names;
        for title in ["News", "Actualités", "Harbour Post", "News | Harbour Post", "ニュース"]
        {
            assert!(is_bare(title, &site), "{title}");
        }
        for title in ["News from the harbour", "Cats return | Harbour Post", "Sport in winter"] {
            assert!(!is_bare(title, &site), "{title}");
        }
    }
}
