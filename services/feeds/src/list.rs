use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use quick_xml::Reader;
use quick_xml::events::Event;
use url::Url;

/// The feeds of a list, each once, and how many of its addresses can't be used.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct List {
    pub(crate) feeds: BTreeSet<Url>,
    pub(crate) invalid: usize,
}

/// Reads a list from a file. The error says why it can't be used.
pub(crate) fn read(path: &Path) -> Result<List, String> {
    let text = fs::read_to_string(path)
        .map_err(|error| format!("{} can't be read: {error}", path.display()))?;
    Ok(parse(&text))
}

/// One address per line, with comments after `#`, or OPML.
fn parse(text: &str) -> List {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let addresses: Vec<String> = match text.starts_with('<') {
        true => outlines(text),
        false => {
            let lines = text.lines().map(str::trim);
            lines
                .filter(|line| !line.is_empty() && !line.starts_with('#'))
                .map(str::to_owned)
                .collect()
        }
    };
    let mut list = List { feeds: BTreeSet::new(), invalid: 0 };
    for address in addresses {
        match usable(&address) {
            Some(url) => {
                list.feeds.insert(url);
            }
            None => list.invalid += 1,
        }
    }
    list
}

fn usable(address: &str) -> Option<Url> {
    // A comment may follow an address. `#` alone begins a fragment.
    let address = address.split(" #").next().unwrap_or_default().trim();
    let mut url = Url::parse(address).ok()?;
    let web = ["http", "https"].contains(&url.scheme()) && url.username().is_empty();
    url.set_fragment(None);
    (web && url.password().is_none()).then_some(url)
}

/// The addresses of an OPML file, in the attributes `xmlUrl`.
fn outlines(text: &str) -> Vec<String> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = false;
    let mut addresses = Vec::new();
    while let Ok(event) = reader.read_event() {
        if event == Event::Eof {
            break;
        }
        let (Event::Start(element) | Event::Empty(element)) = event else { continue };
        for attribute in element.attributes().with_checks(false).flatten() {
            if attribute.key.as_ref().eq_ignore_ascii_case("xmlurl")
                && let Ok(value) = quick_xml::escape::unescape(&attribute.value)
            {
                addresses.push(value.into_owned());
            }
        }
    }
    addresses
}

#[cfg(test)]
mod tests {
    use super::*;

    fn addresses(text: &str) -> (Vec<String>, usize) {
        let List { feeds, invalid } = parse(text);
        (feeds.into_iter().map(String::from).collect(), invalid)
    }

    #[test]
    fn a_list_is_lines_with_comments() {
        let text = "\u{feff}# papers\nhttps://a.example/feed\n\n  https://b.example/x?y=1#top  # b\n\
            https://a.example/feed\nftp://c.example/\nhttps://u:p@d.example/\nfeed\n";
        let expected = ["https://a.example/feed", "https://b.example/x?y=1"].map(str::to_owned);
        assert_eq!(addresses(text), (expected.to_vec(), 3));
        assert_eq!(addresses(""), (vec![], 0));
    }

    #[test]
    fn a_list_may_be_opml() {
        let text = r#"<?xml version="1.0"?><opml version="2.0"><body><outline text="Papers">
            <outline type="rss" xmlUrl="https://a.example/?a=1&amp;b=2" htmlUrl="https://a.example"/>
            <outline text="B" xmlUrl="https://b.example/feed"></outline></outline></body></opml>"#;
        let expected = ["https://a.example/?a=1&b=2", "https://b.example/feed"].map(str::to_owned);
        assert_eq!(addresses(text), (expected.to_vec(), 0));
    }
}
