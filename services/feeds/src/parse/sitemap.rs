use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use quick_xml::Reader;
use quick_xml::events::Event;

use super::{Entry, Parsed, address, names};

/// The fields of a `url` element that are read: sitemaps.org, and Google's extension for news.
#[derive(Debug, Default)]
struct Fields {
    loc: String,
    lastmod: String,
    publication_date: String,
    keywords: String,
}

/// Reads a sitemap.
pub(super) fn parse(text: &str) -> Parsed {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = false;
    let (mut parsed, mut fields, mut within) =
        (Parsed::default(), Fields::default(), String::new());
    loop {
        match reader.read_event() {
            Ok(Event::Start(element)) => {
                within = element.local_name().as_ref().to_owned();
                if within == "url" {
                    fields = Fields::default();
                }
            }
            Ok(Event::Text(text)) => {
                if let Some(field) = fields.named(&within) {
                    field.push_str(&text);
                }
            }
            Ok(Event::CData(text)) => {
                if let Some(field) = fields.named(&within) {
                    field.push_str(&text);
                }
            }
            Ok(Event::GeneralRef(name)) => {
                if let (Some(field), Ok(text)) =
                    (fields.named(&within), quick_xml::escape::unescape(&format!("&{};", &*name)))
                {
                    field.push_str(&text);
                }
            }
            Ok(Event::End(element)) => {
                if element.local_name().as_ref() == "url" {
                    parsed.entries.extend(std::mem::take(&mut fields).entry());
                }
                within.clear();
            }
            Ok(Event::Eof) | Err(_) => return parsed,
            Ok(_) => {}
        }
    }
}

impl Fields {
    fn named(&mut self, name: &str) -> Option<&mut String> {
        match name {
            "loc" if self.loc.len() < 4096 => Some(&mut self.loc),
            "lastmod" => Some(&mut self.lastmod),
            "publication_date" => Some(&mut self.publication_date),
            "keywords" => Some(&mut self.keywords),
            _ => None,
        }
    }

    fn entry(self) -> Option<Entry> {
        Some(Entry {
            url: address(&self.loc, None)?,
            id: None,
            published: time(&self.publication_date),
            updated: time(&self.lastmod),
            authors: Vec::new(),
            tags: names(self.keywords.split(',').map(str::to_owned)),
        })
    }
}

/// A time in W3C's profile of ISO 8601; a date alone means midnight (UTC).
pub(super) fn time(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    let day = || {
        let date: Date = text.parse().ok()?;
        Some(date.to_zoned(TimeZone::UTC).ok()?.timestamp())
    };
    text.parse().ok().or_else(day)
}
