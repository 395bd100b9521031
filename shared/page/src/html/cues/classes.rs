use std::collections::HashMap;
use std::rc::Rc;

use article::{Cue, Mark, Zone};

use super::patterns::*;
use super::zones::Zones;
use crate::html::attributes::Attributes;
use crate::html::captures::CueKind;
use text::{cut, tail};

/// Maximum number of cached classes; further ones are classified each time they occur.
const CACHED: usize = 4096;
/// Number of bytes read of a class attribute.
const READ: usize = 512;
/// Number of bytes kept of the names and classes around an element.
const TRAIL: usize = 300;

/// Cache of the classes of a page's elements: each is classified once.
#[derive(Debug, Default)]
pub(super) struct Classes {
    known: HashMap<String, Rc<Class>>,
    /// Name, class and other attributes of the last element.
    key: String,
    number: u32,
}

/// The meaning of an element's class, id and properties.
#[derive(Debug, Default)]
pub(super) struct Class {
    /// Elements with the same name, class, id and properties have the same number.
    pub(super) number: u32,
    /// Class and id.
    own: String,
    is_footer: bool,
    is_side: bool,
    is_comments: bool,
    /// Property or test id of a headline.
    pub(super) is_headline: bool,
    /// Property of a name.
    pub(super) is_name: bool,
    may_be_author: bool,
    is_member: bool,
    may_be_date: bool,
    title: Option<Mark>,
    logo: Option<Mark>,
    author: Vec<Mark>,
    date: Vec<Mark>,
}

impl Classes {
    /// The class of an element.
    pub(super) fn of(&mut self, name: &str, attributes: &Attributes) -> Rc<Class> {
        let value = |name| cut(attributes.get(name).unwrap_or_default(), READ);
        let (class, id) = (value("class"), value("id"));
        let properties: Vec<&str> = attributes.properties().collect();
        let properties = properties.join(" ");
        let (property, test) = (cut(&properties, READ), value("data-testid"));
        self.key.clear();
        for part in [name, "\n", class, " ", id, "\n", property, " ", test] {
            self.key.push_str(part);
        }
        if let Some(known) = self.known.get(&self.key) {
            return Rc::clone(known);
        }
        self.number += 1;
        let own = format!("{class} {id}").trim().to_owned();
        let property = format!("{property} {test}").trim().to_lowercase();
        let class = Rc::new(Class::read(self.number, own, &property));
        if self.known.len() < CACHED {
            self.known.insert(self.key.clone(), Rc::clone(&class));
        }
        class
    }
}

impl Class {
    fn read(number: u32, own: String, property: &str) -> Self {
        if own.is_empty() && property.is_empty() {
            return Self { number, ..Self::default() };
        }
        let all = format!("{own} {property}");
        let (classes, attributes) = (CLASSES.in_text(&own), ATTRIBUTES.in_text(&all));
        let may_be_date = attributes.has(Attribute::Date) || property.contains("date");
        Self {
            number,
            is_footer: classes.has(ClassOrId::Footer),
            is_side: classes.has(ClassOrId::Side),
            is_comments: classes.has(ClassOrId::Comments) && !own.contains("has-comment"),
            is_headline: property.contains("headline"),
            is_name: property.contains("name"),
            may_be_author: attributes.has(Attribute::Author),
            is_member: classes.has(ClassOrId::Member),
            may_be_date,
            title: attributes.has(Attribute::Title).then_some(Mark::TitleClass),
            logo: attributes.has(Attribute::Logo).then_some(Mark::LogoClass),
            author: author_marks(&classes, &attributes, property),
            date: date_marks(&attributes, property),
            own,
        }
    }

    /// The zones of an element of this class within the zones `around` it.
    pub(super) fn zones(&self, name: &str, attributes: &Attributes, around: Zones) -> Zones {
        let mut zones = around;
        if is_hidden(attributes) {
            zones.add(Zone::Hidden);
        }
        if name == "nav" {
            zones.add(Zone::Menu);
        } else if name == "footer" || self.is_footer {
            zones.add(Zone::Footer);
        } else if name == "aside" || self.is_side {
            zones.add(Zone::Side);
        } else if matches!(name, "article" | "main") || attributes.get("role") == Some("main") {
            zones.add(Zone::Main);
        } else if name == "header" {
            zones.add(Zone::Header);
        }
        let is_comments = self.is_comments && !matches!(name, "body" | "article" | "main");
        if is_comments || is_comment(attributes) {
            zones.add(Zone::Comments);
        }
        zones
    }

    /// Marks of a heading.
    pub(super) fn heading_marks(&self) -> impl Iterator<Item = Mark> {
        self.title.into_iter().chain(self.logo)
    }

    /// Marks of an element that names an author; `None` if nothing suggests that it does.
    pub(super) fn author_marks(
        &self,
        name: &str,
        attributes: &Attributes,
        zones: Zones,
    ) -> Option<Vec<Mark>> {
        let rel = attributes.get("rel").unwrap_or_default().to_lowercase();
        let href = attributes.get("href").unwrap_or_default();
        let linked = rel.split_whitespace().any(|rel| rel == "author");
        let kind = self.may_be_author
            || linked
            || name == "address"
            || attributes.get("data-author").is_some()
            || href.contains("/author/")
            || href.contains("/autor")
            || AUTHOR_PAGE.is_in(cut(href, READ));
        let member = self.is_member || name == "a" && MEMBER_LINK.is_in(cut(href, READ));
        let others = zones.has(Zone::Comments) || self.own.to_lowercase().contains("comment");
        if !kind || others {
            // The posts of a discussion may be marked up as comments.
            return member.then(|| vec![Mark::Member]);
        }
        let mut marks = self.author.clone();
        let more = [
            (linked, Mark::AuthorLink),
            (PROFILE.is_in(cut(href, READ)), Mark::ProfileLink),
            (name == "address", Mark::Address),
            (member, Mark::Member),
        ];
        marks.extend(more.iter().filter(|(says, _)| *says).map(|(_, mark)| *mark));
        let names = [
            Mark::AuthorProperty,
            Mark::AuthorLink,
            Mark::BylineClass,
            Mark::ProfileLink,
            Mark::CardClass,
            Mark::Member,
        ];
        marks.iter().any(|mark| names.contains(mark)).then_some(marks)
    }

    /// Marks of an element that contains a date, and its machine-readable date; `None` if nothing
    /// suggests that it contains one.
    pub(super) fn date_marks(
        &self,
        name: &str,
        attributes: &Attributes,
    ) -> Option<(Vec<Mark>, Option<String>)> {
        let exact = attributes.get("datetime");
        let kind = matches!(name, "time" | "abbr") || self.may_be_date || exact.is_some();
        if !kind {
            return None;
        }
        let titled = matches!(name, "abbr" | "span" | "a" | "p" | "time" | "div");
        let given = |name| attributes.get(name).filter(|value| !value.is_empty());
        let value = given("datetime")
            .or_else(|| given("content"))
            .or_else(|| given("title").filter(|_| titled))
            .or_else(|| given("data-datetime"))
            .or_else(|| given("data-time"))
            .map(|value| value.chars().take(80).collect::<String>());
        let mut marks = self.date.clone();
        let more = [
            (name == "time", Mark::Time),
            (name == "abbr", Mark::Abbreviation),
            (attributes.get("pubdate").is_some(), Mark::Pubdate),
        ];
        marks.extend(more.iter().filter(|(says, _)| *says).map(|(_, mark)| *mark));
        Some((marks, value))
    }

    /// The trail inside an element: names and classes of the elements `around` it, then its own.
    pub(super) fn extend(&self, around: &str, name: &str) -> String {
        let mut trail = String::with_capacity(around.len().min(TRAIL) + self.own.len() + 12);
        trail.push_str(&around[around.ceil_char_boundary(around.len().saturating_sub(160))..]);
        trail.push(' ');
        trail.push_str(name);
        if !self.own.is_empty() {
            trail.push('.');
            trail.push_str(&self.own);
        }
        tail(&trail, TRAIL).to_owned()
    }
}

fn author_marks(
    classes: &Found<ClassOrId>,
    attributes: &Found<Attribute>,
    property: &str,
) -> Vec<Mark> {
    let byline = attributes.has(Attribute::Byline);
    let said = [
        (property.contains("author") || property.contains("creator"), Mark::AuthorProperty),
        (byline, Mark::BylineClass),
        (attributes.has(Attribute::Name), Mark::NameClass),
        (attributes.has(Attribute::Card), Mark::CardClass),
        (attributes.has(Attribute::User), Mark::UserClass),
        (classes.has(ClassOrId::Box), Mark::BoxClass),
        (attributes.has(Attribute::Quote), Mark::QuoteClass),
        (attributes.has(Attribute::Desk) && !byline, Mark::DeskClass),
    ];
    said.iter().filter(|(says, _)| *says).map(|(_, mark)| *mark).collect()
}

/// Only the most specific class of dates counts.
fn date_marks(attributes: &Found<Attribute>, property: &str) -> Vec<Mark> {
    let class = [
        (Attribute::Published, Mark::PublishedClass),
        (Attribute::Dated, Mark::DateClass),
        (Attribute::Telling, Mark::MetaClass),
    ];
    let class = class.iter().find(|(name, _)| attributes.has(*name)).map(|(_, mark)| *mark);
    let published = property.contains("datepublished") || property.contains("datecreated");
    let modified = property.contains("datemodified") || property.contains("dateupdated");
    let said = [
        (published, Mark::PublishedProperty),
        (modified, Mark::ModifiedProperty),
        (attributes.has(Attribute::Updated), Mark::UpdatedClass),
        (attributes.has(Attribute::Neighbour), Mark::NeighbourClass),
    ];
    let said = said.iter().filter(|(says, _)| *says).map(|(_, mark)| *mark);
    class.into_iter().chain(said).collect()
}

/// Adds the marks that the classes around an element give it.
pub(super) fn mark_around(kind: CueKind, cue: &mut Cue, trail: &str) {
    let marks = match kind {
        CueKind::Heading => [marked(trail, 60, Attribute::Logo, Mark::LogoClass), None],
        CueKind::Author => [
            marked(trail, TRAIL, Attribute::Quote, Mark::QuoteClass),
            OTHER_ARTICLES.is_in(tail(trail, 120)).then_some(Mark::NeighbourClass),
        ],
        CueKind::Date => [marked(trail, 70, Attribute::Neighbour, Mark::NeighbourClass), None],
        CueKind::Link | CueKind::Name => [None; 2],
    };
    for mark in marks.into_iter().flatten() {
        if !cue.has(mark) {
            cue.marks.push(mark);
        }
    }
}

/// Marks that the classes around a line give it.
pub(super) fn line_marks(trail: &str) -> Vec<Mark> {
    let neighbour = marked(trail, 80, Attribute::Neighbour, Mark::NeighbourClass);
    let label = LABEL.is_in(tail(trail, 90)).then_some(Mark::LabelClass);
    neighbour.into_iter().chain(label).collect()
}

/// A mark, if the last bytes of a trail contain a pattern.
fn marked(trail: &str, bytes: usize, name: Attribute, mark: Mark) -> Option<Mark> {
    ATTRIBUTES.in_text(tail(trail, bytes)).has(name).then_some(mark)
}

/// Whether microdata or RDFa says that an element is a reader's comment.
fn is_comment(attributes: &Attributes) -> bool {
    let says = |name: &str| {
        let value = attributes.get(name).unwrap_or_default();
        let kind = value.rsplit(['/', ':', '#']).next().unwrap_or_default();
        matches!(kind, "Comment" | "UserComments" | "comment")
    };
    ["itemtype", "typeof", "itemprop", "property"].into_iter().any(says)
}

fn is_hidden(attributes: &Attributes) -> bool {
    let style = attributes.get("style").unwrap_or_default();
    let none = style.contains("display") && style.replace(' ', "").contains("display:none");
    none || attributes.get("hidden").is_some()
}
