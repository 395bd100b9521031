use std::collections::VecDeque;

use article::{Cue, Mark, Zone};

use super::classes::line_marks;
use super::patterns::*;
use super::zones::Zones;
use crate::html::line::line;
use text::cut;

/// Maximum number of lines kept.
pub(super) const MOST: usize = 160;
/// Maximum number of long lines kept.
const LONG: usize = 24;
/// Maximum number of lines kept only because they are near a heading.
const NEAR: usize = 40;
/// Number of elements after a heading, and before it, within which a line is near it.
const AFTER: u32 = 45;
const BEFORE: u32 = 15;
/// Number of bytes read of a line.
const READ: usize = 1400;

/// Selects the lines of a page that may contain an author or a date.
#[derive(Debug, Default)]
pub(super) struct Lines {
    text: String,
    /// Number of characters of the line after those read.
    beyond: usize,
    number: u32,
    title: String,
    kept: Vec<Cue>,
    long: usize,
    near: usize,
    /// Recent lines, kept if a heading follows soon.
    waiting: VecDeque<Cue>,
    /// Place up to which lines are near the last heading.
    near_until: u32,
    /// Number of headings so far: of other levels, and of the first level.
    headings: [usize; 2],
    /// The last line was just `作者`, so this one is the name.
    name_follows: bool,
    /// The last line was `About the author`, so this one is about the author.
    author_follows: bool,
    /// The last line was `Written by` alone, so this one is the name.
    label_follows: bool,
    /// The last line, if it is only a name.
    name: Option<Cue>,
    /// Number of the line with the title; a Chinese name may follow.
    title_line: Option<u32>,
    has_long: bool,
    /// Places of the first and the last long line of the text.
    long_places: Option<(u32, u32)>,
}

impl Lines {
    /// Sets the page's title; lines that are part of it may be headings.
    pub(super) fn title(&mut self, title: &str) {
        if self.title.is_empty() {
            self.title = title.to_owned();
        }
    }

    /// Adds text to the current line.
    pub(super) fn text(&mut self, text: &str) {
        let room = READ.saturating_sub(self.text.len());
        let taken = cut(text, room);
        self.text.push_str(taken);
        self.beyond += text[taken.len()..].chars().count();
    }

    /// Length of the current line in bytes, without the space before it.
    pub(super) fn length(&self) -> usize {
        self.text.trim_start().len()
    }

    /// Whether there was a long line of the text.
    pub(super) fn has_text(&self) -> bool {
        self.long_places.is_some()
    }

    /// A heading begins. Lines around the first headings may be bylines.
    pub(super) fn heading(&mut self, place: u32, first: bool, most: usize) {
        let count = &mut self.headings[usize::from(first)];
        *count += 1;
        if *count > most {
            return;
        }
        self.near_until = place + AFTER;
        for cue in std::mem::take(&mut self.waiting) {
            if cue.place + BEFORE >= place {
                self.keep_near(cue);
            }
        }
    }

    /// Places of the first and the last long line of the text.
    pub(super) fn text_places(&self) -> Vec<u32> {
        self.long_places.map(|(first, last)| vec![first, last]).unwrap_or_default()
    }

    /// The current line ends; `under` is the linked heading of its box. Returns its place if it is the
    /// heading of the comments.
    pub(super) fn end(
        &mut self,
        place: u32,
        zones: Zones,
        trail: &str,
        under: Option<u32>,
    ) -> Option<u32> {
        let text = std::mem::take(&mut self.text);
        let beyond = std::mem::take(&mut self.beyond);
        if text.trim().is_empty() {
            return None;
        }
        let text = line(&text);
        if text.is_empty() {
            return None;
        }
        self.number += 1;
        let length = text.chars().count() + beyond;
        let number = Some(self.number - 1);
        let cue = Cue { place, line: number, zones: zones.list(), under, ..Cue::default() };
        let beside = [Zone::Side, Zone::Footer, Zone::Menu, Zone::Comments, Zone::Hidden];
        if length > 100 && under.is_none() && !beside.iter().any(|zone| zones.has(*zone)) {
            let first = self.long_places.map_or(place, |(first, _)| first);
            self.long_places = Some((first, place));
        }
        let comments = length < 40 && COMMENTS_HEADING.is_in(&text);
        if zones.has(Zone::Comments) {
            return comments.then_some(place);
        }
        let text = text.as_str();
        let words = text.trim_matches(|c: char| !c.is_alphanumeric() && c != '_');
        let is_heading = length <= 40 && ABOUT_AUTHOR.is_in(words);
        let is_label = !is_heading && length <= 30 && AUTHOR_LABEL.is_in(words);
        let labelled = std::mem::replace(&mut self.label_follows, is_label);
        let follows = std::mem::replace(&mut self.author_follows, is_heading);
        let mark = match (follows, labelled) {
            (true, _) => Some(Mark::AboutAuthor),
            (false, true) if length <= 60 => Some(Mark::AuthorLabel),
            (false, _) => None,
        };
        if let Some(mark) = mark
            && !is_heading
            && !is_label
            && !zones.has(Zone::Menu)
        {
            let marks = vec![mark];
            self.keep_near(Cue { marks, text: cut(text, 200).to_owned(), ..cue });
            return comments.then_some(place);
        }
        if let Some(name) = self.name.take()
            && length <= 40
            && ROLE_ALONE.is_in(text)
        {
            self.keep_near(name);
        }
        if length <= 40 && !zones.has(Zone::Menu) && NAME_ALONE.is_in(text) {
            let marks = vec![Mark::AboveRole];
            self.name = Some(Cue { marks, text: text.to_owned(), ..cue.clone() });
        }
        if length > 110 && !self.is_wanted_long(text, length) {
            self.has_long |= length > 100 && self.number > 3;
            return None;
        }
        if self.is_wanted(text, length, zones) {
            self.keep(cue, text, length, trail);
        } else if self.is_wanted_near(text, length, zones) {
            let cue = Cue { text: text.to_owned(), marks: line_marks(trail), ..cue };
            if place <= self.near_until {
                self.keep_near(cue);
            } else {
                self.waiting.push_back(cue);
                if self.waiting.len() > 12 {
                    self.waiting.pop_front();
                }
            }
        }
        self.has_long |= length > 100 && self.number > 3;
        comments.then_some(place)
    }

    /// Returns the lines kept.
    pub(super) fn finish(self) -> Vec<Cue> {
        self.kept
    }

    /// Whether a line is wanted near a heading.
    fn is_wanted_near(&self, text: &str, length: usize, zones: Zones) -> bool {
        let alone = || length <= 40 && !zones.has(Zone::Menu) && NAME_ALONE.is_in(text);
        length <= 90 && (NAME_AND_MORE.is_in(text) || length < 60 && AGO.is_in(text) || alone())
    }

    fn is_wanted_long(&mut self, text: &str, length: usize) -> bool {
        let beginning = cut(text, 300);
        let byline = length <= 140 && LEAD.is_in(text) || length <= 260 && has_cjk_lead(text);
        let day =
            || Some(beginning).filter(|text| may_have_day(text)).and_then(|text| DAY.end_in(text));
        let dated = day().is_some_and(|end| text[..end].chars().count() <= 130)
            || length <= 150 && YEAR.is_in(text) && BY.is_in(text);
        let fits = self.long < LONG && (byline || dated);
        self.long += usize::from(fits);
        fits
    }

    fn is_wanted(&mut self, text: &str, length: usize, zones: Zones) -> bool {
        let follows = std::mem::take(&mut self.name_follows) && length <= 12;
        if has_cjk_lead(text) {
            self.name_follows = length <= 4;
            return true;
        }
        if follows || self.is_title(text, length) || self.is_han_name(text, length) {
            return true;
        }
        let menu = zones.has(Zone::Menu);
        let is_dated = || {
            may_have_day(text) && DAY.is_in(text)
                || is_dated_elsewhere(text)
                || YEAR.is_in(text) && BY.is_in(text)
        };
        !menu && (is_dated() || LEAD.is_in(text))
    }

    /// Whether a Chinese line is part of the page's title.
    fn is_title(&mut self, text: &str, length: usize) -> bool {
        let is = length >= 4 && !text.is_ascii() && HAN.is_in(text) && self.title.contains(text);
        if is && self.title_line.is_none() {
            self.title_line = Some(self.number - 1);
        }
        is
    }

    /// Whether the whole line can be a Chinese name, below the title or early on the page.
    fn is_han_name(&self, text: &str, length: usize) -> bool {
        let below = self.title_line.is_some_and(|line| self.number - 1 <= line + 4);
        let early = self.number <= 25 && !self.has_long;
        length <= 6 && (below || early) && HAN_NAME.is_in(text)
    }

    fn keep(&mut self, cue: Cue, text: &str, length: usize, trail: &str) {
        if self.kept.len() < MOST {
            let whole = length <= 300 && text.chars().count() == length && length <= 260;
            let kept = if whole { text.to_owned() } else { text.chars().take(160).collect() };
            let length = (!whole).then(|| u32::try_from(length).unwrap_or(u32::MAX));
            self.kept.push(Cue { text: kept, length, marks: line_marks(trail), ..cue });
        }
    }

    fn keep_near(&mut self, cue: Cue) {
        if self.near < NEAR && self.kept.len() < MOST {
            self.near += 1;
            self.kept.push(cue);
        }
    }
}

/// Whether a line begins like a Chinese, Japanese or Korean byline. Most lines have none of the
/// characters that each of them has, which is found out at a fraction of the cost.
fn has_cjk_lead(text: &str) -> bool {
    const SOME: [char; 15] =
        ['作', '文', '撰', '执', '執', '楼', '发', '發', '贴', '记', '記', '讯', '者', '기', '员'];
    !text.is_ascii() && text.contains(SOME) && CJK_LEAD.is_in(text)
}

/// Whether a line has as many digits, of any script, as the shortest date.
fn may_have_day(text: &str) -> bool {
    text.chars().filter(|c| c.is_numeric()).take(3).count() == 3
}

/// Whether a line has a date in the form of another script or calendar.
fn is_dated_elsewhere(text: &str) -> bool {
    if text.is_ascii() {
        return false;
    }
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let others = text.chars().filter(|c| !c.is_ascii() && c.is_numeric()).count();
    digits >= 5 && OTHER_YEAR.is_in(text)
        || others >= 5 && OTHER_DIGITS.is_in(text)
        || text.contains(['年', '月']) && HAN_DAY.is_in(text)
}
