use std::collections::BTreeMap;

use metadata::training::{self, Candidate};

use crate::articles::Article;
use crate::asked::Asked;
use crate::authors;
use crate::folds::{FOLDS, fold};
use crate::measured::Measured;
use crate::softmax::{self, Answer, Question};
use crate::text::{self, folded};
use crate::weights::{Trained, WeightsError};
use crate::yardstick::Example;

/// The task of a scorer, and its hyperparameters.
struct Task {
    name: &'static str,
    file: &'static str,
    ridge: f64,
    /// Constant added to the score of having no answer when choosing.
    none: f64,
    /// The weight of a page without a right candidate, where no answer is better than a wrong one.
    lost: f64,
    /// Factor of all weights after training. Below 1, the confidences are lower, and the choices the
    /// same.
    sharpness: f64,
}

/// Trains the title scorer and prints its evaluation.
pub(crate) fn titles(
    pages: &[Example],
    articles: &[Option<Article>],
) -> Result<Trained, WeightsError> {
    let mut names = Names::default();
    let asked = read(pages, articles).filter_map(|(page, article)| {
        let gold = folded(page.gold.title.as_deref()?);
        let candidates = training::titles(&article.document, &article.language, &article.cues);
        let near = |value: &str| text::near(&gold, &folded(value));
        let right = |value: Option<&str>| value.is_some_and(|value| folded(value) == gold);
        let near = |value: Option<&str>| value.is_some_and(near);
        let options = names.options(candidates, right, near);
        Some(asked(page, options, 1.0, true))
    });
    let asked: Vec<Asked> = asked.collect();
    let file = "shared/metadata/src/title/weights.tsv";
    Task { name: "titles", file, ridge: 0.6, none: 0.0, lost: 0.0, sharpness: 1.0 }
        .train(&asked, names)
}

/// Trains the author scorer and prints its evaluation. "Nobody" is one of the candidates.
pub(crate) fn authors(
    pages: &[Example],
    articles: &[Option<Article>],
) -> Result<Trained, WeightsError> {
    let mut names = Names::default();
    let asked = read(pages, articles).filter_map(|(page, article)| {
        let gold = authors::names(&page.gold.authors);
        if gold.is_empty() && !page.absent.iter().any(|name| name == "authors") {
            return None;
        }
        let title = article.metadata.title.as_ref().map(|title| title.value.as_str());
        let candidates =
            training::authors(&article.document, &article.language, &article.cues, title);
        let right = |value: Option<&str>| {
            let given: Vec<String> =
                value.into_iter().flat_map(str::lines).map(str::to_owned).collect();
            authors::names(&given) == gold
        };
        let options = names.options(candidates, right, |_| false);
        Some(asked(page, options, chinese(page, 3.0), !gold.is_empty()))
    });
    let asked: Vec<Asked> = asked.collect();
    let file = "shared/metadata/src/authors/weights.tsv";
    Task { name: "authors", file, ridge: 3.0, none: training::NOBODY, lost: 0.3, sharpness: 0.85 }
        .train(&asked, names)
}

/// Trains the date scorer and prints its evaluation. "No date" is one of the candidates.
pub(crate) fn dates(
    pages: &[Example],
    articles: &[Option<Article>],
) -> Result<Trained, WeightsError> {
    let mut names = Names::default();
    let asked = read(pages, articles).filter_map(|(page, article)| {
        let gold = page.gold.date.as_deref();
        if gold.is_none() && !page.absent.iter().any(|name| name == "date") {
            return None;
        }
        let title = article.metadata.title.as_ref().map(|title| title.value.as_str());
        let candidates =
            training::dates(&article.document, &article.language, &article.cues, title);
        // It may be the previous or next day in another time zone.
        let near = |value: Option<&str>| {
            let days = value.zip(gold).and_then(|(value, gold)| text::days_between(value, gold));
            days.is_some_and(|days| days <= 1)
        };
        let options = names.options(candidates, |value| value == gold, near);
        Some(asked(page, options, chinese(page, 8.0), gold.is_some()))
    });
    let asked: Vec<Asked> = asked.collect();
    let file = "shared/metadata/src/dates/weights.tsv";
    Task { name: "dates", file, ridge: 4.0, none: training::NO_DATE, lost: 0.3, sharpness: 1.0 }
        .train(&asked, names)
}

/// The weight of a page: `chinese` for the few Chinese pages, which nothing else represents.
fn chinese(page: &Example, chinese: f64) -> f64 {
    if page.set == "zh69" { chinese } else { 1.0 }
}

fn asked(page: &Example, options: Vec<Answer>, weight: f64, answered: bool) -> Asked {
    let question = Question { options, weight };
    Asked { fold: fold(page), question, answered, for_training: page.for_training }
}

fn read<'a>(
    pages: &'a [Example],
    articles: &'a [Option<Article>],
) -> impl Iterator<Item = (&'a Example, &'a Article)> {
    pages.iter().zip(articles).filter_map(|(page, article)| Some((page, article.as_ref()?)))
}

impl Task {
    fn train(&self, asked: &[Asked], names: Names) -> Result<Trained, WeightsError> {
        let trained = |included: &dyn Fn(usize) -> bool| {
            let questions: Vec<&Question> = asked
                .iter()
                .filter(|page| included(page.fold))
                .map(|page| &page.question)
                .collect();
            let mut weights = softmax::fit(&questions, names.0.len(), self.ridge, self.lost);
            weights.iter_mut().for_each(|weight| *weight *= self.sharpness);
            weights
        };
        let parts: Vec<Vec<f64>> = (0..FOLDS).map(|part| trained(&|fold| fold != part)).collect();
        let all = trained(&|_| true);
        println!(
            "{}: {} pages, each scored by weights fitted on other sites",
            self.name,
            asked.len()
        );
        for (set, training) in [("yardstick", false), ("training pages", true)] {
            let of_set: Vec<&Asked> =
                asked.iter().filter(|page| page.for_training == training).collect();
            println!("  {set}: {}", Measured::of(&of_set, self.none, |page| &parts[page.fold]));
        }
        let both: Vec<&Asked> = asked.iter().collect();
        print!("{}", Measured::of(&both, self.none, |page| &parts[page.fold]).reliability());
        let weights = names.in_order().into_iter().zip(all).collect();
        Ok(Trained { file: self.file, weights })
    }
}

/// Names of features, numbered in the order of their first occurrence.
#[derive(Default)]
struct Names(BTreeMap<String, usize>);

impl Names {
    fn options(
        &mut self,
        candidates: Vec<Candidate>,
        right: impl Fn(Option<&str>) -> bool,
        near: impl Fn(Option<&str>) -> bool,
    ) -> Vec<Answer> {
        let mut option = |candidate: Candidate| {
            let features = candidate.features.into_iter().map(|(name, much)| {
                let next = self.0.len();
                (*self.0.entry(name).or_insert(next), much)
            });
            Answer {
                features: features.collect(),
                right: right(candidate.value.as_deref()),
                near: near(candidate.value.as_deref()),
                none: candidate.value.is_none(),
            }
        };
        candidates.into_iter().map(&mut option).collect()
    }

    fn in_order(&self) -> Vec<String> {
        let mut names = vec![String::new(); self.0.len()];
        self.0.iter().for_each(|(name, at)| names[*at].clone_from(name));
        names
    }
}
