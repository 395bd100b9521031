use article::{Found, Site, Source};

use crate::house::House;
use crate::links::{absolute, host};
use crate::meta;
use crate::names::{self, is_name};
use crate::plain::shown;
use crate::reading::Reading;
use crate::rights;
use crate::title::site_part;
use text::one_line;

/// The site that the article stands in, who is behind it, and its front page.
pub(crate) fn find(reading: &Reading<'_>) -> Option<Site> {
    let host = own_host(reading);
    let site = Site {
        name: name(reading, host.as_deref()),
        publisher: publisher(reading),
        url: front_page(reading),
    };
    (site != Site::default()).then_some(site)
}

/// The host that the document was found on.
pub(crate) fn own_host(reading: &Reading<'_>) -> Option<String> {
    own_address(reading).and_then(|url| host(&url))
}

fn own_address(reading: &Reading<'_>) -> Option<String> {
    let given = reading.document.url.as_deref().and_then(absolute);
    given.or_else(|| crate::links::canonical(reading).map(|url| url.value))
}

fn name(reading: &Reading<'_>, host: Option<&str>) -> Option<Found<String>> {
    let meta = || {
        let found = meta::first(reading, META_NAMES, names::LONGEST)?;
        is_name(&found.value).then_some(found)
    };
    let site = || {
        let sites =
            reading.json_ld.nodes().filter(|node| node.types().any(|kind| kind == "WebSite"));
        json_ld(sites.filter_map(|node| node.text("name")).find(|name| is_name(name))?)
    };
    let house = || {
        let mut works = reading.json_ld.works();
        json_ld(works.find_map(|node| names::of_member(node, "publisher", &reading.json_ld))?)
    };
    let titled = || {
        let title = reading.document.title.as_ref();
        let title = shown(&title.filter(|title| title.source == Source::TitleElement)?.value);
        let part = site_part(&title, &House::of(reading)).filter(|part| is_name(part))?;
        Some(Found {
            confidence: Some(0.8),
            evidence: Some("the part of the title element that is like its address".to_owned()),
            ..Found::stated(part.to_owned(), Source::TitleElement)
        })
    };
    let notice = || {
        let holder = rights::notice_holder(reading)?;
        Some(Found::stated(holder, Source::Text))
    };
    let host = || Some(Found::stated(host?.to_owned(), Source::Url));
    meta().or_else(site).or_else(house).or_else(titled).or_else(notice).or_else(host)
}

fn publisher(reading: &Reading<'_>) -> Option<Found<String>> {
    let mut works = reading.json_ld.works();
    let house = works.find_map(|node| names::of_member(node, "publisher", &reading.json_ld));
    let meta = || {
        let found = meta::first(reading, META_PUBLISHERS, names::LONGEST)?;
        is_name(&found.value).then_some(found)
    };
    let disclaimer = || {
        let who = reading.document.boilerplate.iter().find_map(|line| disclaiming(line))?;
        Some(Found::stated(who.to_owned(), Source::Text))
    };
    house.and_then(json_ld).or_else(meta).or_else(disclaimer)
}

/// Who speaks in a disclaimer: `聲明:江蘇教育黃頁對文中觀點保持中立` is spoken by 江蘇教育黃頁.
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

fn front_page(reading: &Reading<'_>) -> Option<String> {
    let url = own_address(reading)?;
    let (scheme, rest) = url.split_once("://")?;
    let authority = rest.split(['/', '?', '#', '\\']).next()?;
    // A password in an address is no part of the front page's.
    let address = authority.rsplit('@').next()?;
    Some(format!("{}://{}/", scheme.to_lowercase(), address.to_lowercase()))
}

#[expect(clippy::unnecessary_wraps, reason = "it ends chains of Option")]
fn json_ld(name: &str) -> Option<Found<String>> {
    Some(Found::stated(one_line(name, names::LONGEST), Source::JsonLd))
}

const META_NAMES: &[&str] =
    &["og:site_name", "application-name", "apple-mobile-web-app-title", "al:android:app_name"];

const META_PUBLISHERS: &[&str] =
    &["publisher", "dc.publisher", "dcterms.publisher", "citation_publisher", "article:publisher"];

#[cfg(test)]
mod tests {
    use article::Stated;

    use super::*;
    use crate::testing::{document, language};

    #[test]
    fn a_titles_last_part_names_the_site_where_its_address_says_so() {
        let mut document = document("A text.");
        document.content_type = "text/html".to_owned();
        document.url = Some("https://www.dailyexample.org/votes".to_owned());
        let value = "Council votes - Sport | The Daily Example".to_owned();
        document.title = Some(Stated { value, source: Source::TitleElement });
        let language = language("en");
        let site = find(&Reading::new(&document, &language)).and_then(|site| site.name);
        let site = site.expect("the title names it");
        assert_eq!((site.value.as_str(), site.source), ("The Daily Example", Source::TitleElement));
    }

    #[test]
    fn a_disclaimer_tells_who_speaks() {
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
