use serde::{Deserialize, Serialize};

/// Pieces of a page that may hold its title, authors and date, each with its position on the
/// page: the input of the classifiers. At most 24 KB.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cues {
    /// First- and second-level headings, and elements marked as the headline.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub headings: Vec<Cue>,
    /// Elements that may name an author.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<Cue>,
    /// Elements that may hold a date.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dates: Vec<Cue>,
    /// Lines that begin like a byline, that hold a date, or that are short and near a heading.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<Cue>,
    /// Positions of the first and the last long line of text outside sidebars, footers and comments.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub text: Vec<u32>,
    /// Positions of the headings above readers' comments.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub comments: Vec<u32>,
}

impl Cues {
    pub(crate) fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A piece of a page and its position.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cue {
    /// The text on one line, cut if it is long.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// Length of the uncut text in characters, if `text` is cut.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub length: Option<u32>,
    /// The element's machine-readable value: `datetime`, `content`; the address of an author's link.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// Names given by elements inside it (`itemprop=name`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<String>,
    /// Texts of the links inside it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<String>,
    /// Number of elements of the page's body that begin before its end (a line) or up to it (an
    /// element).
    pub place: u32,
    /// For a line: the number of lines before it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// Position of the linked heading in the same small box, as in a list of articles.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub under: Option<u32>,
    /// Elements with the same classes and properties have the same number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<u32>,
    /// The parts of the page that contain it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub zones: Vec<Zone>,
    /// Features of its tag name, classes and properties.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<Mark>,
}

impl Cue {
    /// Length of the uncut text in characters.
    pub fn characters(&self) -> usize {
        self.length.map_or_else(|| self.text.chars().count(), |length| length as usize)
    }

    /// Whether a part of the page contains it.
    pub fn is_in(&self, zone: Zone) -> bool {
        self.zones.contains(&zone)
    }

    /// Whether only a class or link of a forum's members suggests that it may name an author.
    pub fn is_only_member(&self) -> bool {
        let others = [
            Mark::AuthorProperty,
            Mark::AuthorLink,
            Mark::BylineClass,
            Mark::ProfileLink,
            Mark::CardClass,
        ];
        self.has(Mark::Member) && !others.iter().any(|mark| self.has(*mark))
    }

    /// Whether its element has a feature.
    pub fn has(&self, mark: Mark) -> bool {
        self.marks.contains(&mark)
    }
}

/// A part of a page, recognized by its elements and classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Zone {
    /// Navigation: `nav`.
    Menu,
    /// The footer of the page or of an article.
    Footer,
    /// Beside the article: `aside`, sidebars, related articles, teasers.
    Side,
    /// The main content: `main`, `article`.
    Main,
    /// The header of the page or of an article.
    Header,
    /// Not shown.
    Hidden,
    /// Readers' comments.
    Comments,
}

/// A feature of an element: its tag name, classes, properties or link target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Mark {
    /// A heading of the first level: `h1`.
    First,
    /// A class used for titles: `entry-title`, `headline`.
    TitleClass,
    /// A class used for logos and site names.
    LogoClass,
    /// `itemprop` author or creator.
    AuthorProperty,
    /// `rel=author`.
    AuthorLink,
    /// A link to a person's page: `/author/…`, `/staff/…`.
    ProfileLink,
    /// A class used for bylines: `author`, `byline`, `verfasser`.
    BylineClass,
    /// A class used for names: `author-name`, `fn`.
    NameClass,
    /// A class used for contact cards: `vcard`.
    CardClass,
    /// A class used for user names.
    UserClass,
    /// A class or a link used for the members of a forum: `username`, `/members/…`.
    Member,
    /// A class used around an author's name: picture, box, job title.
    BoxClass,
    /// A class used for quotations and reviews, on the element or around it.
    QuoteClass,
    /// A class used for sources and editors.
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
    /// A class used for publication dates: `post-date`, `published`.
    PublishedClass,
    /// A class used for dates.
    DateClass,
    /// A class used for lines about the article: `meta`, `info`.
    MetaClass,
    /// A class used for modification dates.
    UpdatedClass,
    /// A class used beside an article, on the element or around it: cards, lists, events.
    NeighbourClass,
    /// A class used for labels, captions and sections around it.
    LabelClass,
    /// Below a heading such as `About the author`.
    AboutAuthor,
    /// Below a line with nothing but `Author` or `Written by`.
    AuthorLabel,
    /// Above a line that only gives a role: `Reporter`.
    AboveRole,
}
