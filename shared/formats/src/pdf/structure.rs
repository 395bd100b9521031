//! The structure tree of a tagged PDF (ISO 32000-1, 14.7 and 14.8): which block a marked content belongs to,
//! and what that is.

use std::collections::HashMap;

use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::hayro_syntax::object::{Dict, Name, Object, ObjectIdentifier};

/// A block of the structure tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Element {
    /// Blocks are numbered in the order of the tree.
    pub(super) block: u32,
    /// So are the cells of a row.
    pub(super) cell: u32,
    pub(super) role: Role,
}

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Heading(u8),
    Item,
    Row,
    Text,
}

/// The blocks of a document's marked contents, by their pages and numbers.
#[derive(Default)]
pub(super) struct Structure {
    marked: HashMap<(ObjectIdentifier, i32), Element>,
}

/// The maximum number of elements of a tree that are read, and its maximum depth.
const ELEMENTS: usize = 500_000;
const DEPTH: usize = 64;
/// The maximum number of steps from a role's name to a standard one.
const NAMES: usize = 4;

impl Structure {
    /// `None` if the document has no structure, or one that says nothing about its pages.
    pub(super) fn of(pdf: &Pdf) -> Option<Self> {
        let catalog: Dict<'_> = pdf.xref().get(pdf.xref().root_id())?;
        let root = catalog.get::<Dict<'_>>("StructTreeRoot")?;
        let mut tree = Tree {
            names: root.get("RoleMap").unwrap_or_default(),
            structure: Self::default(),
            next: 0,
            left: ELEMENTS,
            has_streams: false,
        };
        tree.children(&root, None, None, DEPTH);
        let is_known = !tree.has_streams && !tree.structure.marked.is_empty();
        is_known.then_some(tree.structure)
    }

    /// The block of a marked content.
    pub(super) fn element(&self, page: ObjectIdentifier, mark: i32) -> Option<Element> {
        self.marked.get(&(page, mark)).copied()
    }
}

/// A tree that is walked.
struct Tree<'a> {
    /// The standard names of roles, by those that the document uses.
    names: Dict<'a>,
    structure: Structure,
    next: u32,
    left: usize,
    /// Whether marked contents are numbered in other streams than those of pages.
    has_streams: bool,
}

impl<'a> Tree<'a> {
    fn children(
        &mut self,
        parent: &Dict<'a>,
        page: Option<ObjectIdentifier>,
        within: Option<Element>,
        depth: usize,
    ) {
        match parent.get::<Object<'_>>("K") {
            Some(Object::Array(children)) => {
                for child in children.iter::<Object<'_>>() {
                    self.child(child, page, within, depth);
                }
            }
            Some(child) => self.child(child, page, within, depth),
            None => {}
        }
    }

    fn child(
        &mut self,
        child: Object<'a>,
        page: Option<ObjectIdentifier>,
        within: Option<Element>,
        depth: usize,
    ) {
        if self.left == 0 || depth == 0 {
            return;
        }
        self.left -= 1;
        let dict = match child {
            Object::Number(mark) => return self.mark(page, mark.as_i64(), within),
            Object::Dict(dict) => dict,
            Object::Null(_)
            | Object::Boolean(_)
            | Object::String(_)
            | Object::Name(_)
            | Object::Array(_)
            | Object::Stream(_) => return,
        };
        let page = dict.get_ref("Pg").map(ObjectIdentifier::from).or(page);
        if let Some(mark) = dict.get::<i32>("MCID") {
            self.has_streams |= dict.contains_key("Stm");
            self.mark(page, i64::from(mark), within);
        } else if let Some(name) = dict.get::<Name<'_>>("S") {
            let element = self.element(&name, within);
            self.children(&dict, page, element, depth - 1);
        }
    }

    fn mark(&mut self, page: Option<ObjectIdentifier>, mark: i64, within: Option<Element>) {
        if let (Some(page), Ok(mark), Some(element)) = (page, i32::try_from(mark), within) {
            self.structure.marked.insert((page, mark), element);
        }
    }

    /// The block that an element with a role begins or belongs to. `None` if it only groups others: Chromium's
    /// tables without a head are such.
    fn element(&mut self, name: &Name<'a>, within: Option<Element>) -> Option<Element> {
        let mut name = name.clone();
        for _ in 0..NAMES {
            let Some(standard) = self.names.get::<Name<'_>>(name.as_ref()) else { break };
            name = standard;
        }
        let role = within.map(|element| element.role);
        let is_inside = matches!(role, Some(Role::Item | Role::Row | Role::Heading(_)));
        match name.as_str() {
            "LI" => Some(self.begin(Role::Item)),
            "TR" => Some(self.begin(Role::Row)),
            "TD" | "TH" if role == Some(Role::Row) => {
                let cell = self.number();
                within.map(|row| Element { cell, ..row })
            }
            "H" | "H1" if !is_inside => Some(self.begin(Role::Heading(1))),
            "H2" if !is_inside => Some(self.begin(Role::Heading(2))),
            "H3" if !is_inside => Some(self.begin(Role::Heading(3))),
            "H4" if !is_inside => Some(self.begin(Role::Heading(4))),
            "H5" if !is_inside => Some(self.begin(Role::Heading(5))),
            "H6" if !is_inside => Some(self.begin(Role::Heading(6))),
            "Title" if !is_inside => Some(self.begin(Role::Heading(1))),
            "P" | "Caption" | "Note" | "TOCI" | "BibEntry" if !is_inside => {
                Some(self.begin(Role::Text))
            }
            _ => within,
        }
    }

    fn begin(&mut self, role: Role) -> Element {
        let number = self.number();
        Element { block: number, cell: number, role }
    }

    fn number(&mut self) -> u32 {
        self.next = self.next.saturating_add(1);
        self.next
    }
}
