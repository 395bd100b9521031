use article::{FoundDate, Precision, Source};
use jiff::civil::Date;

use super::candidate::{self, Candidate};
use super::declared::{self, DeclaredDays, STRONG};
use super::evidence;
use super::feature::{DateFeature, NO_DATE};
use super::order::Style;
use super::stated::StatedDate;
use super::visible::{Shown, Visible};
use crate::article_view::ArticleView;
use crate::headline::Headline;
use crate::softmax;

/// The maximum confidence if day and month may be swapped.
const OPEN: f32 = 0.6;
/// The day with the highest score, unless "no date" scores higher. The confidence is its share of the
/// softmax.
pub(super) fn find(
    view: &ArticleView<'_>,
    style: Style,
    headline: &Headline,
    shown: &Shown,
) -> Option<FoundDate> {
    let ScoredDays { all, candidates, described } = ScoredDays::of(view, style, headline, shown);
    let score = |features: &[(DateFeature, f64)]| -> f64 {
        features.iter().map(|(feature, value)| feature.weight() * value).sum()
    };
    let scores: Vec<f64> = described.iter().map(|features| score(features)).collect();
    let (at, confidence) = softmax::best_or_none(&scores, NO_DATE)?;
    let best = candidates.get(at)?;
    let open = style.is_open && best.declared.is_empty() && is_written_in_slashes(best.day, view);
    let confidence = if open { confidence.min(OPEN) } else { confidence };
    Some(found(best, confidence, &all, &shown.published))
}

/// Whether the page writes a day with slashes, so that day and month may be swapped: `5/3/2024`.
fn is_written_in_slashes(day: Date, view: &ArticleView<'_>) -> bool {
    let (year, month, day) = (day.year(), day.month(), day.day());
    let forms = [format!("{month}/{day}/{year}"), format!("{month:02}/{day:02}/{year}")];
    let texts = view.cues.dates.iter().chain(&view.cues.lines).map(|cue| &cue.text);
    let written = |text: &String| forms.iter().any(|form| text.contains(form));
    month != day && day <= 12 && texts.into_iter().any(written)
}

/// The features of a candidate with their values.
pub(crate) type Described = Vec<(DateFeature, f64)>;

/// All candidates with their features; the last description is that of "no date".
pub(super) struct ScoredDays {
    all: DeclaredDays,
    pub(super) candidates: Vec<Candidate>,
    pub(super) described: Vec<Described>,
}

impl ScoredDays {
    pub(super) fn of(
        view: &ArticleView<'_>,
        style: Style,
        headline: &Headline,
        shown: &Shown,
    ) -> Self {
        let all = declared::gather(view, style);
        let candidates = candidate::gather(&all, shown);
        let page = evidence::DateEvidence::of(&all, &shown.published, headline);
        let mut described: Vec<_> = candidates.iter().map(|day| page.describe(day)).collect();
        described.push(evidence::none(view));
        Self { all, candidates, described }
    }
}

/// The day as its best source states it, including a time.
fn found(best: &Candidate, confidence: f32, all: &DeclaredDays, shown: &[Visible]) -> FoundDate {
    let declared = all.days.iter().filter(|declared| declared.date.day == best.day);
    let strong = |kind| !STRONG.contains(&kind);
    let mut sources: Vec<(bool, &StatedDate, Source)> =
        declared.map(|declared| (strong(declared.kind), &declared.date, declared.source)).collect();
    sources.sort_by_key(|(weak, date, source)| {
        (*weak, date.precision != Precision::Second, *source == Source::Url)
    });
    let seen = shown.iter().filter(|visible| visible.day() == best.day);
    let seen: Vec<(bool, &StatedDate, Source)> =
        seen.map(|visible| (true, &visible.date, visible.source)).collect();
    let first = sources.first().filter(|(weak, ..)| !weak);
    let chosen = first.or(seen.first()).or(sources.first());
    let (value, precision, source) = chosen.map_or_else(
        || (best.day.to_string(), Precision::Day, Source::Inferred),
        |(_, date, source)| (date.value.clone(), date.precision, *source),
    );
    FoundDate {
        value,
        precision,
        source,
        confidence: Some(confidence),
        evidence: Some(evidence(best)),
    }
}

/// A description of where the day was found.
fn evidence(day: &Candidate) -> String {
    let mut places: Vec<String> =
        day.declared.iter().map(|kind| evidence::place(*kind).to_owned()).collect();
    match day.count {
        0 => {}
        1 => places.push("shown on the page".to_owned()),
        count => places.push(format!("shown on the page {count} times")),
    }
    places.join(", ")
}
