use article::{Found, Site, Source};
use url::Url;

use crate::address::host;
use crate::article_view::ArticleView;
use crate::copyright::site_holder;
use crate::names::{self, is_name};
use crate::normalize::visible_text;
use crate::site_names::{DeclaredName, NameOwner};
use crate::title::site_part;
use text::one_line;

/// The site that published the article, its publisher and its front page.
pub(crate) fn find(view: &ArticleView<'_>) -> Option<Site> {
    let site = Site {
        name: name(view),
        publisher: publisher(view),
        url: view.url.as_ref().and_then(front_page),
    };
    (site != Site::default()).then_some(site)
}

/// The site's declared name, else the publisher's, the part of the title that names the site, the
/// copyright holder, or the host name.
fn name(view: &ArticleView<'_>) -> Option<Found<String>> {
    let names = &view.site_names;
    let titled = || {
        let title = view.document.title.as_ref();
        let title = title.filter(|title| title.source == Source::TitleElement)?;
        let title = visible_text(&title.value);
        let part = site_part(&title, names).filter(|part| is_name(part))?;
        Some(Found {
            confidence: Some(0.8),
            evidence: Some("the part of the title element that names the site".to_owned()),
            ..Found::stated(part.to_owned(), Source::TitleElement)
        })
    };
    let holder = || Some(Found::stated(site_holder(view.document)?, Source::Text));
    let host = || Some(Found::stated(host(view.url.as_ref()?)?, Source::Url));
    let declared = names
        .first(NameOwner::Site, META)
        .or_else(|| names.first(NameOwner::Site, JSON_LD))
        .or_else(|| names.first(NameOwner::Publisher, JSON_LD));
    declared.map(found).or_else(titled).or_else(holder).or_else(host)
}

fn publisher(view: &ArticleView<'_>) -> Option<Found<String>> {
    let names = &view.site_names;
    let declared = names
        .first(NameOwner::Publisher, JSON_LD)
        .or_else(|| names.first(NameOwner::Publisher, META));
    declared.map(found).or_else(|| {
        let who = view.document.boilerplate.iter().find_map(|line| disclaiming(line))?;
        Some(Found::stated(who.to_owned(), Source::Text))
    })
}

fn found(name: &DeclaredName) -> Found<String> {
    Found::stated(one_line(&name.value, names::LONGEST), name.source)
}

/// The site that makes a disclaimer: 江蘇教育黃頁 in `聲明:江蘇教育黃頁對文中觀點保持中立`.
fn disclaiming(line: &str) -> Option<&str> {
    let label = ["聲明", "声明", "免責聲明", "免责声明", "版權聲明", "版权声明"]
        .iter()
        .find_map(|label| line.trim_start().strip_prefix(label))?;
    let said = label.trim_start().strip_prefix([':', '：'])?.trim_start();
    let (who, _) = said.split_once(['對', '对'])?;
    let length = who.chars().count();
    let plain = who.chars().all(|c| c.is_alphanumeric() || c == '·');
    let itself = ["本站", "本網", "本网", "本平", "本公", "本文", "我們", "我们"];
    let fits = (2..=20).contains(&length) && plain && !itself.iter().any(|it| who.starts_with(it));
    fits.then_some(who)
}

fn front_page(url: &Url) -> Option<String> {
    let mut front = url.join("/").ok()?;
    // The front page's address must not contain a user name or password.
    let public = front.set_username("").is_ok() && front.set_password(None).is_ok();
    public.then(|| front.into())
}

const META: &[Source] = &[Source::OpenGraph, Source::Meta];
const JSON_LD: &[Source] = &[Source::JsonLd];

#[cfg(test)]
mod tests {
    use article::Stated;

    use super::*;
    use crate::testing::{document, language};

    #[test]
    fn the_part_of_the_title_that_matches_the_address_names_the_site() {
        let mut document = document("A text.");
        document.content_type = "text/html".to_owned();
        document.url = Some("https://www.dailyexample.org/votes".to_owned());
        let value = "Council votes - Sport | The Daily Example".to_owned();
        document.title = Some(Stated { value, source: Source::TitleElement });
        let language = language("en");
        let site = find(&ArticleView::new(&document, &language)).and_then(|site| site.name);
        let site = site.expect("the title names it");
        assert_eq!((site.value.as_str(), site.source), ("The Daily Example", Source::TitleElement));
    }

    #[test]
    fn a_disclaimer_names_its_publisher() {
        let cases = [
            ("聲明:江蘇教育黃頁對文中觀點保持中立,對所包含", Some("江蘇教育黃頁")),
            ("声明：某某网对此不负责", Some("某某网")),
            ("声明：本站对此不负责", None),
            ("聲明:轉載請註明來源,本站對此", None),
            ("江蘇教育黃頁對文中觀點", None),
        ];
        for (line, expected) in cases {
            assert_eq!(disclaiming(line), expected, "{line}");
        }
    }
}
