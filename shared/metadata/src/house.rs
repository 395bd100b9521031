//! The names of the site that an article stands in, to know them where they stand in a title or
//! in the place of an author.

use crate::links::canonical;
use crate::meta;
use crate::plain::{shown, squeezed};
use crate::reading::Reading;

/// No site's name is longer, in characters.
const LONGEST: usize = 60;
/// As many names are known.
const MOST: usize = 40;

/// What a site is called, and its host.
#[derive(Debug, Default)]
pub(crate) struct House {
    /// Declared names, squeezed.
    names: Vec<String>,
    /// The host, squeezed, and its labels but the last.
    host: String,
    labels: Vec<String>,
}

impl House {
    pub(crate) fn of(reading: &Reading<'_>) -> Self {
        let meta = [
            "og:site_name",
            "application-name",
            "apple-mobile-web-app-title",
            "twitter:site",
            "publisher",
            "dc.publisher",
        ];
        let meta = meta.iter().filter_map(|key| meta::values(reading, key).next());
        let json_ld = reading.json_ld.nodes().filter_map(|node| {
            let house = |kind| matches!(kind, "WebSite" | "NewsMediaOrganization" | "Organization");
            let names_site = node.under() == "publisher" || node.types().any(house);
            node.text("name").filter(|_| names_site)
        });
        let short = |name: &&str| name.chars().take(LONGEST + 1).count() < LONGEST;
        let mut names: Vec<String> = Vec::new();
        for name in meta.chain(json_ld).filter(short).map(|name| squeezed(&shown(name))) {
            if !name.is_empty() && !names.contains(&name) && names.len() < MOST {
                names.push(name);
            }
        }
        let host = address(reading).as_deref().and_then(full_host).unwrap_or_default();
        let plain = |label: &&str| !matches!(*label, "www" | "m" | "blog" | "news" | "en" | "de");
        let labels: Vec<&str> = host.split('.').filter(plain).collect();
        let labels = labels.iter().take(labels.len().saturating_sub(1));
        let labels = labels.map(|label| squeezed(label)).collect();
        Self { names, host: squeezed(&host.replace("www.", "")), labels }
    }

    /// The host, squeezed.
    pub(crate) fn host(&self) -> &str {
        &self.host
    }

    /// The declared names, squeezed.
    pub(crate) fn names(&self) -> &[String] {
        &self.names
    }

    /// Whether a part of a title, or a name, is the site's: equal to one of its names, or
    /// holding or held by one.
    pub(crate) fn is(&self, part: &str) -> bool {
        let part = squeezed(part);
        let long = part.chars().count();
        if long == 0 {
            return true;
        }
        let held = |name: &str| long >= 4 && name.contains(&part);
        let named = self.names.iter().any(|name| {
            let most = 2.2 * name.chars().count() as f64 + 6.0;
            let holds = name.chars().count() >= 4 && part.contains(name) && long as f64 <= most;
            part == *name || holds || held(name)
        });
        let labelled = self.labels.iter().any(|label| {
            let length = label.chars().count();
            let holds = length >= 4 && part.contains(label) && long <= 3 * length;
            length >= 3 && (part == *label || holds || held(label))
        });
        let hosted = !self.host.is_empty()
            && (part == self.host || self.host.len() > 5 && part.ends_with(&self.host));
        named || labelled || hosted
    }
}

/// Where the page stands: the address it was found at, else the one that it gives itself.
pub(crate) fn address(reading: &Reading<'_>) -> Option<String> {
    let own = reading.document.url.clone();
    let og = || meta::values(reading, "og:url").next().map(str::to_owned);
    own.or_else(og).or_else(|| canonical(reading).map(|url| url.value))
}

/// Host of an address in lower case, `www.` included.
pub(crate) fn full_host(url: &str) -> Option<String> {
    let (_, rest) = url.trim().split_once("://")?;
    let authority = rest.split(['/', '?', '#', '\\']).next()?.rsplit('@').next()?;
    let host = authority.split(':').next()?.to_lowercase();
    (!host.is_empty() && host.len() <= 253).then_some(host)
}

/// Path of an address, in lower case, its escapes resolved.
pub(crate) fn path(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = rest.split(['?', '#']).next().unwrap_or_default();
    let path = rest.find('/').map_or("", |at| &rest[at..]);
    let path = text::cut(path, 2_000);
    let mut bytes = Vec::with_capacity(path.len());
    let mut left = path.as_bytes().iter();
    while let Some(&byte) = left.next() {
        let rest = left.as_slice();
        let hex = |at: usize| rest.get(at).and_then(|b| char::from(*b).to_digit(16));
        match (byte, hex(0), hex(1)) {
            (b'%', Some(high), Some(low)) => {
                bytes.push(u8::try_from(high * 16 + low).unwrap_or(b'?'));
                left.nth(1);
            }
            _ => bytes.push(byte),
        }
    }
    String::from_utf8_lossy(&bytes).to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{document, language};

    #[test]
    fn a_sites_names_are_known_in_titles() {
        let mut document = document("A text.");
        document.url = Some("https://www.dailyexample.co.uk/2024/caf%C3%A9-news".to_owned());
        document
            .declared
            .meta
            .insert("og:site_name".to_owned(), vec!["The Example Post".to_owned()]);
        let language = language("en");
        let house = House::of(&Reading::new(&document, &language));
        for part in ["The Example Post", "Example Post", "dailyexample.co.uk", "Daily Example", "|"]
        {
            assert!(house.is(part), "{part}");
        }
        for part in ["Sport", "Council votes to build four schools", "UK"] {
            assert!(!house.is(part), "{part}");
        }
        assert_eq!(path("https://a.org/Caf%C3%A9%zz?x"), "/café%zz");
    }
}
