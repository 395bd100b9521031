use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What of a page can tell its title, authors and date, and where it stands: for finders that
/// weigh place against form. Bounded: only what such a finder could use is kept, at most 24 KB.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Cues {
    /// First- and second-level headings, and elements that call themselves the headline.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub headings: Vec<Cue>,
    /// Elements that name an author, or look as if they did.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<Cue>,
    /// Elements that give a date, or look as if they did.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dates: Vec<Cue>,
    /// Lines that begin like a byline, hold a date, or are short and stand near a heading.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<Cue>,
    /// Places of the headings under which readers' comments stand.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub comments: Vec<u32>,
}

impl Cues {
    pub(crate) fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A piece of a page, and where it stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Cue {
    /// The text, on one line; cut where it is long.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// How many characters the whole text has, where `text` is cut.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub length: Option<u32>,
    /// The value that the element gives for machines: `datetime`, `content`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// Names that elements inside it give (`itemprop=name`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<String>,
    /// Texts of the links inside it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<String>,
    /// How many elements of the page's body begin before it ends (a line) or with it (an element).
    pub place: u32,
    /// Of a line: how many lines of the page stand before it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// Elements of one kind (same classes and properties) have the same number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<u32>,
    /// The parts of the page that it stands in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub zones: Vec<Zone>,
    /// What its name, classes and properties say of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<Mark>,
}

impl Cue {
    /// Characters of the whole text.
    pub fn characters(&self) -> usize {
        self.length.map_or_else(|| self.text.chars().count(), |length| length as usize)
    }

    /// Whether it stands in a part of the page.
    pub fn is_in(&self, zone: Zone) -> bool {
        self.zones.contains(&zone)
    }

    /// Whether its element says so of it.
    pub fn has(&self, mark: Mark) -> bool {
        self.marks.contains(&mark)
    }
}

/// A part of a page, by the elements and classes around a piece of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Zone {
    /// A menu: `nav`.
    Menu,
    /// The page's or an article's foot.
    Footer,
    /// Beside the article: `aside`, side bars, related articles, teasers.
    Side,
    /// The main part: `main`, `article`.
    Main,
    /// The page's or an article's head: `header`.
    Header,
    /// Not shown.
    Hidden,
    /// Readers' comments.
    Comments,
}

/// What an element says of itself by its name, classes, properties or address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Mark {
    /// A heading of the first level: `h1`.
    First,
    /// A class of titles: `entry-title`, `headline`.
    TitleClass,
    /// A class of logos and names of sites.
    LogoClass,
    /// `itemprop` author or creator.
    AuthorProperty,
    /// `rel=author`.
    AuthorLink,
    /// A link to somebody's page: `/author/…`, `/staff/…`.
    ProfileLink,
    /// A class of bylines: `author`, `byline`, `verfasser`.
    BylineClass,
    /// A class of names: `author-name`, `fn`.
    NameClass,
    /// A class of cards: `vcard`.
    CardClass,
    /// A class of user names.
    UserClass,
    /// A class of what stands around an author: pictures, boxes, positions.
    BoxClass,
    /// A class of quotations and reviews, its own or around it.
    QuoteClass,
    /// A class of sources and editors.
    DeskClass,
    /// An `address` element.
    Address,
    /// `itemprop` datePublished or dateCreated.
    PublishedProperty,
    /// `itemprop` dateModified.
    ModifiedProperty,
    /// A `time` element.
    Time,
    /// An `abbr` element.
    Abbreviation,
    /// The attribute `pubdate`.
    Pubdate,
    /// A class of dates of publication: `post-date`, `published`.
    PublishedClass,
    /// A class of dates.
    DateClass,
    /// A class of lines that tell of the article: `meta`, `info`.
    MetaClass,
    /// A class of updates.
    UpdatedClass,
    /// A class of what stands beside an article, its own or around it: cards, lists, events.
    NeighbourClass,
    /// A class of labels, captions and sections around it.
    LabelClass,
}
