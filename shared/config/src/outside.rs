use crate::Name;
use crate::form::{Form, Source};

/// Problems with sources, readers and deliveries, except for their names.
pub(crate) fn faults(form: &Form) -> Vec<String> {
    let mut faults: Vec<String> = form.consumers().filter_map(language).collect();
    faults.extend(form.sources.iter().filter_map(of_kind));
    let mut unused = |name: &Name| {
        faults.push(format!("{name}: settings have no kind: add kind = \"…\""));
    };
    for source in form.sources.iter().filter(|source| source.kind.is_none()) {
        if !source.settings.is_empty() {
            unused(&source.name);
        }
    }
    for delivery in form.deliveries.iter().filter(|delivery| delivery.kind.is_none()) {
        if !delivery.settings.is_empty() {
            unused(&delivery.name);
        }
    }
    faults
}

impl Form {
    /// Readers and deliveries, and their languages.
    pub(crate) fn consumers(&self) -> impl Iterator<Item = (&Name, Option<&str>)> {
        let readers = self.readers.iter().map(|one| (&one.name, one.language.as_deref()));
        readers.chain(self.deliveries.iter().map(|one| (&one.name, one.language.as_deref())))
    }
}

/// The service stores notes under its own name, and publishes to one lane.
fn of_kind(source: &Source) -> Option<String> {
    let Source { name, kind, lanes, .. } = source;
    let kind = (*kind)?;
    if name.as_str() != kind.as_str() {
        return Some(format!("source {name}: name it {}, as its kind", kind.as_str()));
    }
    (lanes.len() > 1).then(|| format!("source {name}: a source with a kind publishes to one lane"))
}

fn language((name, language): (&Name, Option<&str>)) -> Option<String> {
    let language = language?;
    let subtag =
        (2..=8).contains(&language.len()) && language.bytes().all(|byte| byte.is_ascii_lowercase());
    (!subtag).then(|| format!("{name}: {language:?} is no language code: try \"en\" or \"zh\""))
}
