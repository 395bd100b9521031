use super::attributes::Attributes;
use super::scorer::tokens::{class_tokens, hash};

/// The block elements of a page, each after the element around it. The first one is the body.
#[derive(Debug)]
pub(crate) struct Tree {
    pub(crate) elements: Vec<Element>,
    /// Words of class names, ids and similar attributes of all elements, hashed.
    tokens: Vec<u32>,
}

/// A block element.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Element {
    /// Position of the element around it; 0 for the body itself.
    pub(crate) parent: u32,
    pub(crate) tag: Tag,
    pub(crate) depth: u16,
    /// Bit set of [`FLAGS`], without those of the elements around it.
    pub(crate) flags: u32,
    /// Whether it or an element around it is hidden.
    pub(crate) is_hidden: bool,
    /// Whether browsers show nothing of it, rather than hide it from screen readers only.
    pub(crate) is_unrendered: bool,
    /// Whether it holds a field for an e-mail address, with no block element between them.
    pub(crate) asks_for_address: bool,
    /// Number of block elements directly in it.
    pub(crate) children: u32,
    /// Hash of its name and class.
    pub(crate) look: u32,
    tokens: (u32, u32),
}

/// Names of elements that the scorer distinguishes; the number is a feature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tag(pub(crate) u8);

impl Tag {
    pub(crate) const P: Self = Self(1);
    #[cfg(feature = "training")]
    pub(crate) const DIV: Self = Self(2);
    #[cfg(feature = "training")]
    pub(crate) const UL: Self = Self(23);
    pub(crate) const TD: Self = Self(4);
    pub(crate) const TH: Self = Self(5);
    pub(crate) const TR: Self = Self(6);
    pub(crate) const PRE: Self = Self(8);
    pub(crate) const H1: Self = Self(13);

    fn of(name: &str) -> Self {
        const NAMES: [&str; 24] = [
            "body",
            "p",
            "div",
            "li",
            "td",
            "th",
            "tr",
            "blockquote",
            "pre",
            "dd",
            "dt",
            "figcaption",
            "caption",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "section",
            "article",
            "main",
            "figure",
            "ul",
        ];
        let at = NAMES.iter().position(|known| *known == name).unwrap_or(NAMES.len());
        Self(at as u8)
    }

    /// The level of a heading.
    pub(crate) fn heading(self) -> Option<u8> {
        (13..=18).contains(&self.0).then(|| self.0 - 12)
    }
}

/// Number of flags.
pub(crate) const FLAGS: u32 = 16;
/// Bit of the flag for tables.
pub(crate) const TABLE: u32 = 1 << 7;
/// Bit of the flag for forms.
pub(crate) const FORM: u32 = 1 << 9;

/// Bits of the flags for content beside an article.
pub(crate) const BESIDE: u32 = 1 << 2 | 1 << 3 | 1 << 4 | 1 << 5 | FORM | 1 << 15;

/// The flags for the name or role of an element.
fn flags(name: &str, role: Option<&str>) -> u32 {
    let bit = match name {
        "article" => Some(0),
        "main" => Some(1),
        "aside" => Some(2),
        "footer" => Some(3),
        "nav" | "menu" => Some(4),
        "header" => Some(5),
        "figure" => Some(6),
        "table" => Some(7),
        "ul" | "ol" => Some(8),
        "form" | "fieldset" => Some(9),
        "details" => Some(10),
        "blockquote" => Some(11),
        "section" => Some(12),
        "dl" => Some(13),
        "figcaption" => Some(14),
        "dialog" => Some(15),
        _ => None,
    };
    let by_role = match role {
        Some("article") => Some(0),
        Some("main") => Some(1),
        Some("complementary") => Some(2),
        Some("contentinfo") => Some(3),
        Some("navigation" | "menu") => Some(4),
        Some("banner") => Some(5),
        Some("dialog" | "alert" | "alertdialog") => Some(15),
        _ => None,
    };
    [bit, by_role].into_iter().flatten().fold(0, |flags, bit: u32| flags | 1 << bit)
}

impl Default for Tree {
    fn default() -> Self {
        let body = Element {
            parent: 0,
            tag: Tag::of("body"),
            depth: 0,
            flags: 0,
            is_hidden: false,
            is_unrendered: false,
            asks_for_address: false,
            children: 0,
            look: 0,
            tokens: (0, 0),
        };
        Self { elements: vec![body], tokens: Vec::new() }
    }
}

impl Tree {
    /// Adds an element in `parent` and returns its position.
    pub(super) fn add(&mut self, parent: u32, name: &str, attributes: &Attributes) -> u32 {
        let from = self.tokens.len() as u32;
        class_tokens(name, attributes, &mut self.tokens);
        let is_unrendered = is_unrendered(attributes);
        let outer = &mut self.elements[parent as usize];
        outer.children += 1;
        let element = Element {
            parent,
            tag: Tag::of(name),
            depth: outer.depth + 1,
            flags: flags(name, attributes.get("role")),
            is_hidden: outer.is_hidden || is_unrendered || is_hidden(attributes),
            is_unrendered: outer.is_unrendered || is_unrendered,
            asks_for_address: false,
            children: 0,
            look: hash(name) ^ hash(attributes.get("class").unwrap_or_default()).rotate_left(7),
            tokens: (from, self.tokens.len() as u32),
        };
        self.elements.push(element);
        (self.elements.len() - 1) as u32
    }

    /// The elements from the one at `at` outwards, without the body.
    pub(crate) fn outwards(&self, at: u32) -> impl Iterator<Item = u32> {
        let next = |at: &u32| Some(self.elements[*at as usize].parent);
        std::iter::successors(Some(at), next).take_while(|at| *at > 0)
    }

    /// For each element, the end of the elements in it, which directly follow it.
    pub(crate) fn ends(&self) -> Vec<u32> {
        let mut ends: Vec<u32> = (1..=self.elements.len() as u32).collect();
        for at in (1..ends.len()).rev() {
            let parent = self.elements[at].parent as usize;
            ends[parent] = ends[parent].max(ends[at]);
        }
        ends
    }

    /// For each element, the innermost cell of a table around it, itself included; 0 if there is none.
    pub(crate) fn cells(&self) -> Vec<u32> {
        let mut cells = vec![0_u32; self.elements.len()];
        for (at, element) in self.elements.iter().enumerate().skip(1) {
            let is_cell = matches!(element.tag, Tag::TD | Tag::TH);
            cells[at] = if is_cell { at as u32 } else { cells[element.parent as usize] };
        }
        cells
    }

    /// The row that a cell is in.
    pub(crate) fn row(&self, cell: u32) -> Option<u32> {
        let row = self.elements[cell as usize].parent;
        (self.elements[row as usize].tag == Tag::TR).then_some(row)
    }

    /// Whether the element at `at` or one around it is hidden.
    pub(crate) fn is_hidden(&self, at: u32) -> bool {
        self.elements[at as usize].is_hidden
    }

    /// Removes all tokens except the names of elements.
    #[cfg(feature = "training")]
    pub(crate) fn forget_tokens(&mut self) {
        for element in &mut self.elements {
            element.tokens.1 = element.tokens.1.min(element.tokens.0 + 1);
        }
    }

    /// The tokens of an element.
    pub(crate) fn tokens(&self, element: &Element) -> &[u32] {
        &self.tokens[element.tokens.0 as usize..element.tokens.1 as usize]
    }
}

fn is_hidden(attributes: &Attributes) -> bool {
    attributes.get("aria-hidden").is_some_and(|value| value == "true")
}

fn is_unrendered(attributes: &Attributes) -> bool {
    if attributes.get("hidden").is_some() {
        return true;
    }
    attributes.get("style").is_some_and(|style| {
        let style = style.to_ascii_lowercase().replace(' ', "");
        style.contains("display:none") || style.contains("visibility:hidden")
    })
}
