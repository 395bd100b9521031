use std::collections::HashMap;

use article::{Cue, Mark, Zone};

use super::candidate::{Byline, total};
use crate::authors::cjk;
use crate::authors::clean::{Strictness, any_placeholder, names};
use crate::authors::patterns::{
    BY_INSIDE, CREDIT, DATED, LINE_LEAD, NAMED_FIRST, NAMED_SUBJECT, ROLE, ROMANIAN_LEAD, USER,
    YEAR,
};
use crate::authors::shape::{has_cjk, has_organisation_word, is_one_word, is_site};
use crate::headline::{Headline, is_apart};
use crate::site_names::SiteNames;

/// The bylines among a page's lines.
pub(super) fn find(
    lines: &[Cue],
    headline: &Headline,
    site: &SiteNames,
    code: &str,
) -> Vec<Byline> {
    let by_number: HashMap<u32, &Cue> =
        lines.iter().filter_map(|cue| Some((cue.line?, cue))).collect();
    let mut found = Vec::new();
    for cue in lines {
        let found_here = [
            led(cue, headline, code),
            named(cue, &by_number, headline, site),
            dated(cue, headline),
            reporter(cue, headline),
            about(cue, site),
        ];
        found.extend(found_here.into_iter().flatten());
    }
    found
}

/// A line that begins with a lead: `By Anna Smith`.
fn led(cue: &Cue, headline: &Headline, code: &str) -> Option<Byline> {
    let length = cue.characters();
    let distance = headline.distance(cue.place).unwrap_or(50);
    if length > 140 || is_apart(cue) || distance < -40 || headline.is_past(cue.place) {
        return None;
    }
    // The match ends with the first character after the lead.
    let romanian = || ROMANIAN_LEAD.find(&cue.text).filter(|_| code == "ro");
    let at = LINE_LEAD.find(&cue.text).or_else(romanian)?;
    let lead = cue.text[..at.end].trim_end();
    let lead = lead.char_indices().next_back().map_or(lead, |(last, _)| lead[..last].trim_end());
    let found = names(&cue.text, Strictness::Seen);
    let doubtful = found.iter().all(|name| is_one_word(name)) && !lead.ends_with(':');
    if found.is_empty() || doubtful {
        return None;
    }
    let near = match distance {
        ..=45 => 2.0,
        46..=120 => 1.0,
        121..400 => 0.0,
        _ => -0.5,
    };
    let word = lead.to_lowercase();
    let labelled = word.ends_with(':');
    let word = word.trim_end_matches(':');
    let rules = [
        (length <= 60, 0.7),
        (length > 100, -1.0),
        (cue.is_in(Zone::Side) && distance > 45, -2.0),
        (!labelled && matches!(word, "di" | "de" | "da" | "av" | "af" | "author" | "autor"), -1.0),
        (matches!(word, "by" | "von" | "par" | "por" | "written by" | "posted by" | "text"), 0.5),
        (found.iter().any(|name| has_organisation_word(name)), -1.0),
    ];
    let score = 3.2 + near + total(&rules);
    Some(Byline::of(cue, None, found, score))
}

/// A name with a date, or with a role and a date nearby: `Anna Smith | 3 May 2024`.
fn named(
    cue: &Cue,
    by_number: &HashMap<u32, &Cue>,
    headline: &Headline,
    site: &SiteNames,
) -> Option<Byline> {
    let distance = headline.distance(cue.place)?;
    let length = cue.characters();
    if !(-12..=40).contains(&distance) || length > 90 || is_apart(cue) {
        return None;
    }
    let (name, _) = NAMED_FIRST.group(&cue.text)?;
    let found = names(name, Strictness::Seen);
    let [one] = &found[..] else { return None };
    let rest = &cue.text[name.len()..];
    // `Anna Smith | The Lenne Post`
    let of_site = rest.trim_start().strip_prefix(['|', '•', '·', '—', '–']);
    let of_site = of_site.is_some_and(|rest| site.is_declared(rest));
    let own = DATED.is_in(rest) || of_site;
    let role = ROLE.is_in(rest);
    let line = cue.line?;
    let near =
        [line.checked_sub(1), Some(line + 1), Some(line + 2)].iter().flatten().any(|other| {
            by_number
                .get(other)
                .is_some_and(|other| other.characters() < 60 && DATED.is_in(&other.text))
        });
    let alone = length == name.chars().count() && !near;
    let person = (2..=4).contains(&one.split_whitespace().count())
        && !has_organisation_word(one)
        && !is_site(one, site)
        && !ROLE.is_in(one);
    if alone || !person || !(own || role && near) {
        return None;
    }
    let rules = [
        (own, 1.2),
        (role, 0.8),
        (near, 0.8),
        ((1..=25).contains(&distance), 0.6),
        (cue.has(Mark::LabelClass), -2.0),
    ];
    let score = 3.1 + total(&rules);
    Some(Byline::of(cue, None, found, score))
}

/// A Korean line that names its reporter: `홍길동 기자`.
fn reporter(cue: &Cue, headline: &Headline) -> Option<Byline> {
    let is_short = cue.characters() <= 60 && cue.text.contains("기자");
    if !is_short || is_apart(cue) || cue.has(Mark::NeighbourClass) || headline.is_past(cue.place) {
        return None;
    }
    Some(Byline::of(cue, None, cjk::in_line(&cue.text)?, 5.0))
}

/// The line below `About the author`: a name, or a sentence that begins with one.
fn about(cue: &Cue, site: &SiteNames) -> Option<Byline> {
    if !cue.has(Mark::AboutAuthor) {
        return None;
    }
    let own = NAMED_FIRST.group(&cue.text).or_else(|| NAMED_SUBJECT.group(&cue.text));
    let name = own.map_or(cue.text.as_str(), |(name, _)| name);
    let found = names(name, Strictness::Seen);
    let [one] = &found[..] else { return None };
    let words = one.split_whitespace().count();
    let person = (has_cjk(one) || (2..=4).contains(&words))
        && !has_organisation_word(one)
        && !is_site(one, site);
    person.then(|| Byline::of(cue, None, found, 5.0))
}

/// A line that contains a date and a lead: `3 May 2024 by Anna Smith`.
fn dated(cue: &Cue, headline: &Headline) -> Option<Byline> {
    let distance = headline.distance(cue.place).unwrap_or(50);
    let apart = [Zone::Menu, Zone::Comments, Zone::Hidden].iter().any(|zone| cue.is_in(*zone));
    let far = !(-30..=300).contains(&distance) || headline.is_past(cue.place);
    let credit = CREDIT.is_in(&cue.text);
    if cue.characters() > 150 || apart || far || credit || !YEAR.is_in(&cue.text) {
        return None;
    }
    let (named, _) = BY_INSIDE.group(&cue.text)?;
    if LINE_LEAD.is_in(&cue.text) {
        return None;
    }
    let mut found = names(named, Strictness::Seen);
    if found.is_empty() && distance <= 120 {
        found.extend(USER.group(named).map(|(user, _)| user.to_owned()));
    }
    if found.is_empty() || any_placeholder(&found) {
        return None;
    }
    let near = if distance <= 45 {
        2.0
    } else if distance <= 120 {
        1.0
    } else {
        0.0
    };
    Some(Byline::of(cue, None, found, 3.4 + near))
}
