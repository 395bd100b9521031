//! The relationships between the parts of an Office Open XML document (ECMA-376, part 2).

use std::collections::BTreeMap;

use crate::FormatError;
use crate::archive::Archive;
use crate::xml::{Node, walk};

/// The relationships of a part, by their ids.
#[derive(Debug, Default)]
pub(crate) struct Relations {
    by_id: BTreeMap<String, Relation>,
}

/// A relationship.
#[derive(Debug, Clone)]
pub(crate) struct Relation {
    /// The last word of its type: `slide`, `hyperlink`.
    kind: String,
    /// The name of a part, or an address.
    pub(crate) target: String,
}

impl Relations {
    /// The relationships of the part of this name.
    pub(crate) fn of(part: &str, archive: &mut Archive<'_>) -> Result<Self, FormatError> {
        let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
        let slash = if folder.is_empty() { "" } else { "/" };
        let mut by_id = BTreeMap::new();
        let Some(xml) = archive.text(&format!("{folder}{slash}_rels/{name}.rels"))? else {
            return Ok(Self::default());
        };
        walk(&xml, |node| {
            if let Node::Start(element) = node
                && let (Some(id), Some(kind), Some(target)) =
                    (element.get("Id"), element.get("Type"), element.get("Target"))
            {
                let outside = element.get("TargetMode").as_deref() == Some("External");
                let target = if outside { target } else { resolved(folder, &target) };
                let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                by_id.insert(id, Relation { kind, target });
            }
            Ok(())
        })?;
        Ok(Self { by_id })
    }

    /// The target of the relationship with this id.
    pub(crate) fn target(&self, id: &str) -> Option<&str> {
        Some(&self.by_id.get(id)?.target)
    }

    /// The target of the first relationship of this kind.
    pub(crate) fn first(&self, kind: &str) -> Option<&str> {
        let found = self.by_id.values().find(|relation| relation.kind == kind)?;
        Some(&found.target)
    }
}

/// The name of the part that `target` means in `folder`.
pub(crate) fn resolved(folder: &str, target: &str) -> String {
    let mut parts: Vec<&str> = match target.starts_with('/') {
        true => Vec::new(),
        false => folder.split('/').filter(|part| !part.is_empty()).collect(),
    };
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}
