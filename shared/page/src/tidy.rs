//! Steps that clean the paragraphs of plain text and pages.

pub(crate) mod footer;
pub(crate) mod lost;
mod pinyin;
pub(crate) mod ruby_annotations;
pub(crate) mod teaser;
