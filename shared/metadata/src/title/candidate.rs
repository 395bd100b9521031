use article::{Cue, Mark, Source, Zone};

use super::cuts::{cuts, without_site};
use super::generic::is_bare;
use super::placeholder::is_placeholder;
use crate::address::path;
use crate::article_view::ArticleView;
use crate::meta;
use crate::normalize::{folded, visible_text};
use crate::pattern::patterns;
use crate::site_names::SiteNames;
use text::cut;

patterns! {
    /// A date at the end of a headline, or a label and everything after it.
    DATED = r"(?i)[\s:|,–—-]+(?:(?:posted|published|updated|veröffentlicht|erstellt|publié|publicado|pubblicato|geplaatst|publicerat|opublikowan\w|опубликован\w)\b.*|(?:\d{1,2}\.?\s*\pL{3,12}\.?,?\s+|\pL{3,12}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+|\d{1,2}[./-]\d{1,2}[./-])(?:19|20)\d\d(?:\D.{0,20})?)$";
    /// A count of comments after a headline.
    COUNT = r"(?i)\s+\(?\d+ (?:comments?|kommentare?|commentaires?|comentarios?|comentários?|commenti|reacties|replies|комментари\w+|komentarz\w*)\)?$";
}

/// The maximum length of a title, in characters.
pub(super) const LONGEST: usize = 300;
/// The maximum length of a candidate, in characters. Longer texts are not titles.
const READ: usize = 400;
/// The number of separators that are considered, from the end of a title.
const CUTS: usize = 4;
/// The number of headings of the first and second level that are considered.
const FIRST: usize = 8;
const SECOND: usize = 6;

/// A text that may be the title, and its origins.
#[derive(Debug)]
pub(super) struct Candidate {
    pub(super) text: String,
    /// The folded text. Candidates with the same key are merged.
    pub(super) key: String,
    origins: u64,
}

/// Where and how a candidate was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Origin {
    JsonLd,
    OpenGraph,
    Twitter,
    Element,
    Meta,
    OpenGraphHead,
    OpenGraphTail,
    TwitterPart,
    JsonLdPart,
    ElementHead,
    ElementTail,
    FirstH1,
    OtherH1,
    FirstH2,
    OtherH2,
    /// The only heading of the first level on the page.
    OnlyH1,
    MainH1,
    ClassH1,
    LogoH1,
    SideH2,
    /// Properties of a part of a title: the rest is long, short, or the site's name, or the separator
    /// is weak.
    JsonLdCutLong,
    OpenGraphCutSite,
    OpenGraphCutWeak,
    OpenGraphTailShort,
    OpenGraphTailWeak,
    TwitterTailWeak,
    ElementCutLong,
    ElementTailLong,
}

impl Candidate {
    pub(super) fn has(&self, origin: Origin) -> bool {
        self.origins & (1 << origin as u8) != 0
    }

    pub(super) fn has_any(&self, origins: &[Origin]) -> bool {
        origins.iter().any(|origin| self.has(*origin))
    }

    /// The most reliable of the candidate's origins.
    pub(super) fn source(&self) -> Source {
        use Origin::*;
        if self.has_any(&[JsonLd, JsonLdPart]) {
            Source::JsonLd
        } else if self.has_any(&[OpenGraph, OpenGraphHead, OpenGraphTail]) {
            Source::OpenGraph
        } else if self.has_any(&[FirstH1, OtherH1, FirstH2, OtherH2]) {
            Source::Heading
        } else if self.has_any(&[Twitter, TwitterPart, Meta]) {
            Source::Meta
        } else {
            Source::TitleElement
        }
    }
}

/// The titles that a page declares, as readers see them.
#[derive(Debug, Default)]
pub(super) struct DeclaredTitles {
    pub(super) json_ld: Option<String>,
    pub(super) open_graph: Option<String>,
    pub(super) twitter: Option<String>,
    pub(super) element: Option<String>,
    /// The first headings of the first level, and their total number.
    pub(super) h1: Vec<String>,
    pub(super) h1_count: usize,
}

impl DeclaredTitles {
    /// Drops titles that only name the site or a section, as templates declare for every page, if the page
    /// has a more specific heading.
    fn drop_bare(&mut self, view: &ArticleView<'_>, site: &SiteNames) {
        let says_more = |cue: &Cue| {
            cue.has(Mark::First)
                && !cue.has(Mark::LogoClass)
                && cue.text.split_whitespace().nth(1).is_some_and(|_| !is_bare(&cue.text, site))
        };
        // The title of a front page names the site.
        if !is_front(view) && view.cues.headings.iter().any(says_more) {
            let titles =
                [&mut self.json_ld, &mut self.open_graph, &mut self.twitter, &mut self.element];
            for title in titles {
                title.take_if(|title| is_bare(title, site));
            }
        }
    }
}

/// Whether the page is its site's front page.
pub(super) fn is_front(view: &ArticleView<'_>) -> bool {
    view.url.as_ref().is_some_and(|url| path(url).len() <= 1)
}

/// Collects the candidates for a page's title.
pub(super) fn gather(view: &ArticleView<'_>, site: &SiteNames) -> (DeclaredTitles, Vec<Candidate>) {
    use Origin::*;
    let mut declared = declared(view);
    declared.drop_bare(view, site);
    let mut all = Candidates { site_names: site, list: Vec::new() };
    let DeclaredTitles { json_ld, open_graph, twitter, element, .. } = &declared;
    let element = element.as_ref().filter(|title| !is_placeholder(title));
    if let Some(title) = json_ld {
        all.add(title, &[JsonLd]);
        all.parts(
            title,
            &Parts {
                head: JsonLdPart,
                tail: JsonLdPart,
                head_long: Some(JsonLdCutLong),
                ..Parts::none(JsonLdPart)
            },
        );
    }
    if let Some(title) = open_graph {
        all.add(title, &[OpenGraph]);
        all.parts(
            title,
            &Parts {
                head: OpenGraphHead,
                tail: OpenGraphTail,
                head_site: Some(OpenGraphCutSite),
                head_weak: Some(OpenGraphCutWeak),
                tail_short: Some(OpenGraphTailShort),
                tail_weak: Some(OpenGraphTailWeak),
                ..Parts::none(OpenGraphHead)
            },
        );
    }
    if let Some(title) = twitter {
        all.add(title, &[Twitter]);
        all.parts(title, &Parts { tail_weak: Some(TwitterTailWeak), ..Parts::none(TwitterPart) });
    }
    if let Some(title) = element {
        all.add(title, &[Element]);
        all.parts(
            title,
            &Parts {
                head: ElementHead,
                tail: ElementTail,
                head_long: Some(ElementCutLong),
                tail_long: Some(ElementTailLong),
                ..Parts::none(ElementHead)
            },
        );
    }
    if let Some(title) = first_meta(view, METAS) {
        all.add(&title, &[Meta]);
    }
    let titles = [json_ld, open_graph, twitter, &declared.element];
    let titles: Vec<String> = titles.into_iter().flatten().map(|title| folded(title)).collect();
    all.headings(view, declared.h1_count, &titles);
    (declared, all.list)
}

fn declared(view: &ArticleView<'_>) -> DeclaredTitles {
    let headings = &view.cues.headings;
    let h1 = || headings.iter().filter(|cue| cue.has(Mark::First));
    let element = view.document.title.as_ref().filter(|title| title.source == Source::TitleElement);
    DeclaredTitles {
        json_ld: json_ld(view),
        open_graph: first_meta(view, &["og:title"]),
        twitter: first_meta(view, &["twitter:title"]),
        element: element
            .map(|title| visible_text(cut(&title.value, 4 * READ)))
            .filter(|t| !t.is_empty()),
        h1: h1().take(FIRST).map(|cue| visible_text(without_anchor(&cue.text))).collect(),
        h1_count: h1().count(),
    }
}

/// A title without the marks of a Markdown heading: `## Title`. `#Title` keeps its mark.
fn without_markdown(title: &str) -> &str {
    let bare = title.trim_start().trim_start_matches('#');
    if bare.starts_with(' ') { bare.trim_start() } else { title }
}

/// A heading without the date or the byline at its end, if the rest is a declared title or its
/// beginning: `Title Posted on 3 May 2024`.
fn without_date<'a>(heading: &'a str, declared: &[String]) -> &'a str {
    /// The minimum length of the rest, in characters.
    const LEAST: usize = 12;
    let Some(end) = DATED.find(heading) else { return heading };
    let rest = heading[..end.start].trim_end();
    let key = folded(rest);
    let is_declared =
        |title: &String| title.starts_with(&key) && !title.contains(&folded(&heading[end.start..]));
    let is_title = key.chars().count() >= LEAST && declared.iter().any(is_declared);
    if is_title { rest } else { heading }
}

/// A heading without the mark that links to it: `Advanced usage¶`.
fn without_anchor(heading: &str) -> &str {
    let heading = heading.trim_start_matches(['§', '¶']).trim_start();
    let marked = heading.trim_end_matches(['¶', '§', '🔗', '#', '\u{f0c1}', '\u{200b}']);
    // `C#` keeps its mark.
    let kept = if marked.len() < heading.len() && heading.ends_with('#') && !marked.ends_with(' ') {
        heading
    } else {
        marked
    };
    kept.trim_end()
}

/// The headline of the page's article in JSON-LD. Recipes and reviews have a name instead.
fn json_ld(view: &ArticleView<'_>) -> Option<String> {
    let titles = view.json_ld.articles().filter_map(|node| {
        let named = node.types().any(|kind| kind.contains("Recipe") || kind.contains("Review"));
        node.text("headline").or_else(|| node.text("name").filter(|_| named))
    });
    titles.map(|title| visible_text(cut(title, 4 * READ))).find(|title| !title.is_empty())
}

fn first_meta(view: &ArticleView<'_>, keys: &[&str]) -> Option<String> {
    let mut values = keys.iter().flat_map(|key| meta::values(view.document, key).take(1));
    values.find_map(|value| {
        Some(visible_text(cut(value, 4 * READ))).filter(|title| !title.is_empty())
    })
}

const METAS: &[&str] = &[
    "headline",
    "title",
    "dc.title",
    "dcterms.title",
    "parsely-title",
    "sailthru.title",
    "cxenseparse:title",
    "article:title",
    "citation_title",
    "name",
    "twitter:text:title",
];

/// The origins of the parts of a declared title.
struct Parts {
    head: Origin,
    tail: Origin,
    head_site: Option<Origin>,
    head_long: Option<Origin>,
    head_weak: Option<Origin>,
    tail_short: Option<Origin>,
    tail_long: Option<Origin>,
    tail_weak: Option<Origin>,
}

impl Parts {
    fn none(part: Origin) -> Self {
        Self {
            head: part,
            tail: part,
            head_site: None,
            head_long: None,
            head_weak: None,
            tail_short: None,
            tail_long: None,
            tail_weak: None,
        }
    }
}

struct Candidates<'a> {
    site_names: &'a SiteNames,
    list: Vec<Candidate>,
}

impl Candidates<'_> {
    fn add(&mut self, text: &str, origins: &[Origin]) {
        let text = visible_text(without_markdown(text));
        if text.is_empty() || text.chars().take(READ + 1).count() > READ || is_placeholder(&text) {
            return;
        }
        let key = folded(&text);
        let origins = origins.iter().fold(0, |all, origin| all | 1 << *origin as u8);
        match self.list.iter_mut().find(|known| known.key == key) {
            Some(known) => known.origins |= origins,
            None => self.list.push(Candidate { text, key, origins }),
        }
    }

    /// Adds the parts before and after each of the last separators, and the part before the site's
    /// name.
    fn parts(&mut self, title: &str, parts: &Parts) {
        if let Some(head) = without_site(title, self.site_names).filter(|head| head.len() >= 4) {
            let origins: Vec<Origin> = parts.head_site.into_iter().chain([parts.head]).collect();
            self.add(head, &origins);
        }
        let all = cuts(title);
        for cut in &all[all.len().saturating_sub(CUTS)..] {
            let (head, tail) = (&title[..cut.head], &title[cut.tail..]);
            let long = |text: &str| text.chars().count();
            if long(head) >= 4 {
                let site = self.site_names.is(tail);
                let short = long(tail) <= 25 || tail.split(' ').count() <= 3;
                let more = [
                    parts.head_site.filter(|_| site),
                    parts.head_long.filter(|_| !site && !short),
                    parts.head_weak.filter(|_| !site && cut.is_weak),
                ];
                let origins: Vec<Origin> = more.into_iter().flatten().chain([parts.head]).collect();
                self.add(head, &origins);
            }
            if long(tail) >= 4 {
                let site = self.site_names.is(head);
                let short = long(head) <= 25;
                let more = [
                    parts.tail_short.filter(|_| !site && short),
                    parts.tail_long.filter(|_| !site && !short),
                    parts.tail_weak.filter(|_| !site && cut.is_weak),
                ];
                let origins: Vec<Origin> = more.into_iter().flatten().chain([parts.tail]).collect();
                self.add(tail, &origins);
            }
        }
    }

    fn headings(&mut self, view: &ArticleView<'_>, h1_count: usize, declared: &[String]) {
        use Origin::*;
        let headings = &view.cues.headings;
        let (h1, h2): (Vec<_>, Vec<_>) = headings.iter().partition(|cue| cue.has(Mark::First));
        for (index, cue) in h1.into_iter().take(FIRST).enumerate() {
            let more = [
                (h1_count == 1, OnlyH1),
                (cue.is_in(Zone::Main), MainH1),
                (cue.has(Mark::TitleClass), ClassH1),
                (cue.has(Mark::LogoClass), LogoH1),
            ];
            let more = more.iter().filter(|(says, _)| *says).map(|(_, origin)| *origin);
            let first = if index == 0 { FirstH1 } else { OtherH1 };
            let text = COUNT.find(&cue.text).map_or(cue.text.as_str(), |at| &cue.text[..at.start]);
            let text = without_date(without_anchor(text), declared);
            self.add(text, &more.chain([first]).collect::<Vec<_>>());
        }
        let side = [Zone::Menu, Zone::Footer, Zone::Side, Zone::Hidden];
        for (index, cue) in h2.into_iter().take(SECOND).enumerate() {
            let first = if index == 0 { FirstH2 } else { OtherH2 };
            let beside = side.iter().any(|zone| cue.is_in(*zone)).then_some(SideH2);
            self.add(
                without_anchor(&cue.text),
                &beside.into_iter().chain([first]).collect::<Vec<_>>(),
            );
        }
    }
}
