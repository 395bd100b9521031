use article::Rights;
use serde_json::Value;

use crate::address::web;
use crate::article_view::ArticleView;
use crate::copyright::{self, CopyrightNotice};
use crate::names;
use crate::normalize::visible_text;
use text::one_line;

/// The maximum number of holders.
const HOLDERS: usize = 8;

/// Copyright and licence, from JSON-LD, meta elements and the boilerplate of the text.
pub(crate) fn find(view: &ArticleView<'_>) -> Option<Rights> {
    let mut rights = Rights::default();
    for node in view.json_ld.works().take(8) {
        let holder = names::of_member(node, "copyrightHolder", &view.json_ld);
        rights.holders.extend(holder.map(visible_text));
        rights.years.extend(node.get("copyrightYear").and_then(year));
    }
    for line in copyright::lines(view.document) {
        let notice = CopyrightNotice::read(line);
        rights.holders.extend(notice.holders);
        rights.years.extend(notice.years);
        rights.statement = rights.statement.or(notice.statement);
        rights.article = rights.article.or_else(|| of_article(line));
    }
    let mut known: Vec<String> = Vec::new();
    rights.holders.retain(|holder| {
        let new = !known.contains(holder);
        known.push(holder.clone());
        new
    });
    rights.holders.truncate(HOLDERS);
    rights.years.sort_unstable();
    rights.years.dedup();
    rights.licence = licence(view);
    (rights != Rights::default()).then_some(rights)
}

/// A statement about the rights in this article: `文章版權及插圖屬于原作者`.
fn of_article(line: &str) -> Option<String> {
    let clauses = line.split([',', '，', '。', ';', '；', '!', '！']);
    clauses.map(str::trim).find_map(|clause| {
        let says = |words: &[&str]| words.iter().any(|word| clause.contains(word));
        let chinese = says(&["版權", "版权", "著作權", "著作权"])
            && says(&["屬", "属", "歸", "归"])
            && says(&["作者", "原創", "原创"]);
        let folded = clause.to_lowercase();
        let english = folded.contains("copyright")
            && ["belong", "remain"].iter().any(|verb| folded.contains(verb))
            && folded.contains("author");
        (chinese || english).then(|| one_line(clause, 200))
    })
}

fn licence(view: &ArticleView<'_>) -> Option<String> {
    let links = view.document.declared.links.get("license").into_iter().flatten();
    let json_ld = view.json_ld.works().take(8).filter_map(|node| {
        let licence = node.get("license")?;
        licence.as_str().or_else(|| licence.get("url").or_else(|| licence.get("@id"))?.as_str())
    });
    let stated =
        links.map(String::as_str).chain(json_ld).find_map(|url| web(url, view.base.as_ref()));
    stated.map(String::from).or_else(|| copyright::lines(view.document).find_map(creative_commons))
}

/// The address of a Creative Commons licence in a line.
fn creative_commons(line: &str) -> Option<String> {
    let at = line.find("://creativecommons.org/")?;
    let start = line[..at].rfind("http")?;
    let address = &line[start..];
    let end = address.find(|c: char| c.is_whitespace() || "\"'<>),;，。".contains(c));
    web(&address[..end.unwrap_or(address.len())], None).map(String::from)
}

fn year(value: &Value) -> Option<i16> {
    let number = value.as_i64().or_else(|| value.as_str()?.trim().parse().ok())?;
    i16::try_from(number).ok().filter(|year| (1900..=2100).contains(year))
}
