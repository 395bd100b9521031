//! Chooses among the declared and visible authors of a page.

use article::Source;

use super::author_names::AuthorNames;
use super::candidate::{Candidate, Origin, gather};
use super::feature::AuthorFeature;
use super::shape::{
    has_organisation_word, is_doubtful, is_numbered, is_one_word, is_person, is_placeholder,
    is_site,
};
use super::visible::members;
use crate::article_view::ArticleView;
use crate::headline::Headline;
use crate::page_kind::PageKind;
use crate::softmax;

/// The minimum number of members on a page of a forum.
const MEMBERS: usize = 3;

/// Added to the score of "nobody".
pub(crate) const NOBODY: f64 = -0.1;

/// The authors with the highest score, unless "nobody" scores higher. The confidence is their share of
/// the softmax.
pub(super) fn find(
    view: &ArticleView<'_>,
    headline: &Headline,
    title: Option<&str>,
) -> Option<AuthorNames> {
    let mut candidates = gather(view, headline, title);
    let described = describe_all(view, headline, &candidates);
    let score = |features: &Described| -> f64 {
        features.iter().map(|(feature, value)| feature.weight() * value).sum()
    };
    let scores: Vec<f64> = described.iter().map(score).collect();
    let (at, confidence) = softmax::best_or_none(&scores, NOBODY)?;
    if at >= candidates.len() {
        return None;
    }
    let best = candidates.swap_remove(at);
    let (source, evidence) = place(&best);
    Some(AuthorNames { names: best.names, source, chosen: Some((confidence, evidence)) })
}

/// The features of a candidate with their values.
pub(crate) type Described = Vec<(AuthorFeature, f64)>;

/// All candidates with their features; the last one is "nobody".
pub(crate) fn described(
    view: &ArticleView<'_>,
    headline: &Headline,
    title: Option<&str>,
) -> Vec<(Vec<String>, Described)> {
    let candidates = gather(view, headline, title);
    let described = describe_all(view, headline, &candidates);
    let names = candidates.into_iter().map(|candidate| candidate.names).chain([Vec::new()]);
    names.zip(described).collect()
}

fn describe_all(
    view: &ArticleView<'_>,
    headline: &Headline,
    candidates: &[Candidate],
) -> Vec<Described> {
    let page = Page::of(view, headline, candidates);
    let described = candidates.iter().map(|candidate| page.describe(candidate));
    described.chain([page.nobody()]).collect()
}

/// The properties of a page with which its candidates are compared.
struct Page<'a> {
    view: &'a ArticleView<'a>,
    headline: &'a Headline,
    kind: PageKind,
    candidates: &'a [Candidate],
    /// Whether it names several members of a forum.
    has_members: bool,
}

fn yes(says: bool) -> f64 {
    f64::from(u8::from(says))
}

impl<'a> Page<'a> {
    fn of(view: &'a ArticleView<'a>, headline: &'a Headline, candidates: &'a [Candidate]) -> Self {
        let has_members = members::count(view) >= MEMBERS;
        Self { view, headline, kind: PageKind::of(view), candidates, has_members }
    }

    fn describe(&self, candidate: &Candidate) -> Described {
        use AuthorFeature as F;
        use Origin as O;
        let site = &self.view.site_names;
        let names = &candidate.names;
        let has = |origin| candidate.has(origin);
        let any = |test: &dyn Fn(&str) -> bool| names.iter().any(|name| test(name));
        let all = |test: &dyn Fn(&str) -> bool| names.iter().all(|name| test(name));
        let seen = candidate.seen.as_ref();
        let score = seen.map_or(0.0, |seen| seen.score);
        let is_declared = candidate.is_declared();
        let others = || self.declared().filter(|other| other.key != candidate.key);
        let weak = |other: &Candidate| {
            other.names.iter().all(|name| is_site(name, site) || is_placeholder(name))
        };
        let within = |inner: &Candidate, outer: &Candidate| {
            inner.key.iter().all(|name| outer.key.contains(name))
        };
        let organisation = any(&has_organisation_word) || candidate.is_organization;
        let own = any(&|name| is_site(name, site));
        let sources = candidate.sources();
        let only = |says: bool| yes(says && !is_declared && !has(O::Chinese));
        let place = seen.map(|seen| seen.place);
        let distance = place.and_then(|place| self.headline.distance(place));
        let text = &self.view.cues.text;
        let below = place.zip(text.last()).is_some_and(|(place, last)| place > *last);
        let above = place.zip(text.first()).is_some_and(|(place, first)| place < *first);
        let beside = seen.is_some_and(|seen| seen.is_beside);
        let (all_site, one_word) = (all(&|name| is_site(name, site)), all(&is_one_word));
        let persons = all(&is_person);
        let json_ld = |says: bool| yes(says && has(O::JsonLd));
        let meta = |says: bool| yes(says && has(O::Meta) && !has(O::JsonLd));
        vec![
            (F::JsonLd, yes(has(O::JsonLd))),
            (F::JsonLdOrganization, yes(candidate.is_organization)),
            (F::Meta, yes(has(O::Meta))),
            (F::Chinese, yes(has(O::Chinese))),
            (F::Element, yes(has(O::Element))),
            (F::Line, yes(has(O::Line))),
            (F::SeenScore, score.clamp(0.0, 10.0) / 4.0),
            (F::Seen4, yes(score >= 4.5)),
            (F::Seen5, yes(score >= 5.5)),
            (F::Seen6, yes(score >= 7.0)),
            (F::SeenFirst, yes(seen.is_some_and(|seen| seen.is_first))),
            (F::Sources, yes(sources >= 2)),
            (F::OthersDeclared, yes(!is_declared && others().any(|other| !weak(other)))),
            (F::WeakDeclared, yes(!is_declared && others().next().is_some() && others().all(weak))),
            (F::PartOfDeclared, yes(others().any(|other| within(candidate, other)))),
            (F::MoreThanDeclared, yes(others().any(|other| within(other, candidate)))),
            (F::AllSite, yes(all_site)),
            (F::SomeSite, yes(own)),
            (F::OneWord, yes(one_word)),
            (F::Organization, yes(organisation)),
            (F::NewsOrganization, yes((organisation || own) && self.kind.is_news)),
            (F::JsonLdAllSite, json_ld(all_site)),
            (F::JsonLdOneWord, json_ld(one_word)),
            (F::JsonLdWithOrganization, json_ld(organisation)),
            (F::JsonLdPersons, json_ld(persons)),
            (F::MetaAllSite, meta(all_site)),
            (F::MetaOneWord, meta(one_word)),
            (F::MetaWithOrganization, meta(organisation)),
            (F::MetaPersons, meta(persons)),
            (F::Undeclared, yes(!is_declared)),
            (F::OrganizationOfArticle, yes(self.kind.is_article && (all_site || organisation))),
            (F::Numbered, yes(any(&is_numbered))),
            (F::Persons, yes(persons)),
            (F::Member, yes(has(O::Member))),
            (F::MemberOfForum, yes(has(O::Member) && self.kind.is_forum)),
            (F::MemberOfMany, yes(has(O::Member) && self.has_members)),
            (F::MemberAbove, only(has(O::Member) && above)),
            (F::OneWordOfForum, yes(one_word && self.kind.is_forum)),
            (F::Labelled, yes(has(O::Labelled))),
            (F::Led, yes(has(O::Led))),
            (F::Dated, yes(has(O::Dated))),
            (F::Owner, yes(has(O::Owner))),
            (F::OwnerOnly, yes(has(O::Owner) && self.candidates.len() == 1)),
            (F::Below, only(below)),
            (F::Far, only(distance.is_some_and(|distance| distance > 120))),
            (F::Beside, only(beside)),
            (F::Above, only(distance.is_some_and(|distance| distance < -5))),
        ]
    }

    fn declared(&self) -> impl Iterator<Item = &Candidate> {
        self.candidates.iter().filter(|candidate| candidate.is_declared())
    }

    fn nobody(&self) -> Described {
        use AuthorFeature as F;
        let person = |candidate: &Candidate| !candidate.names.iter().all(|name| is_doubtful(name));
        let seen =
            |candidate: &Candidate| candidate.seen.as_ref().is_some_and(|seen| seen.score >= 4.5);
        vec![
            (F::None, 1.0),
            (F::NoneThoughArticle, yes(self.kind.is_article)),
            (F::NoneOfWebsite, yes(self.kind.is_website)),
            (F::NoneOfProduct, yes(self.kind.is_product)),
            (F::NoneAtRoot, yes(self.kind.is_shallow)),
            (F::NoneThoughDeclared, yes(self.declared().next().is_some())),
            (F::NoneThoughPerson, yes(self.declared().any(person))),
            (F::NoneThoughSeen, yes(self.candidates.iter().any(seen))),
            (F::NoneOfForum, yes(self.kind.is_forum)),
            (F::NoneOfMany, yes(self.has_members)),
        ]
    }
}

/// The most reliable place in which a candidate was found.
fn place(candidate: &Candidate) -> (Source, &'static str) {
    let places = [
        (Origin::JsonLd, Source::JsonLd, "JSON-LD of the article"),
        (Origin::Meta, candidate.meta, "a meta element"),
        (Origin::Chinese, Source::Byline, "a byline of the page"),
        (Origin::Element, Source::Byline, "a byline of the page"),
        (Origin::Labelled, Source::Byline, "a byline of the page"),
        (Origin::Led, Source::Byline, "a byline of the page"),
        (Origin::Dated, Source::Byline, "a name beside a date"),
        (Origin::Owner, Source::Byline, "the name of the site or of its owner"),
        (Origin::Member, Source::Byline, "the first member that the page names"),
    ];
    let found = places.iter().find(|(origin, ..)| candidate.has(*origin));
    found.map_or(
        (Source::Byline, "a line of the page that reads like a byline"),
        |(_, source, says)| (*source, *says),
    )
}
