//! Tidying that plain text and pages share. Each step takes paragraphs and gives paragraphs.

pub(crate) mod footer;
pub(crate) mod lost;
pub(crate) mod notices;
mod pinyin;
pub(crate) mod readings;
pub(crate) mod teaser;
