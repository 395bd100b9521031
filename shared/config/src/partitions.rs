use std::num::NonZeroU16;

use broker::partition::MOST;

use crate::form::Form;

/// Problems with the number of partitions.
pub(crate) fn faults(form: &Form) -> Vec<String> {
    let count = form.partitions.unwrap_or(NonZeroU16::MIN);
    let mut faults = Vec::new();
    if count.get() > MOST {
        faults.push(format!("partitions is {count}: there can be {MOST}"));
    }
    if form.mapping.is_some_and(|mapping| mapping > count) {
        faults.push("mapping: there are not so many partitions".to_owned());
    }
    let numbered = |name: &str| {
        name.rsplit_once('-').is_some_and(|(_, end)| end.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let names = form.stages.iter().map(|stage| stage.name.as_str());
    let clashes = names.filter(|name| count.get() > 1 && numbered(name));
    faults.extend(clashes.map(|name| {
        format!("stage {name}: with several partitions, a name can't end in a number: its stream would be a partition")
    }));
    faults
}
