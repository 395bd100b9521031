//! An author's kind, role and address, as the document gives them.

use article::AuthorKind;
use text::cut;

use super::role::after;
use super::shape::{has_organisation_word, is_person, is_site};
use crate::address::{host, path, web};
use crate::article_view::ArticleView;
use crate::json_ld::{Node, text};
use crate::meta;
use crate::normalize::{folded, squeezed, visible_text};

/// How much of a text that names an author is read, in bytes.
const READ: usize = 300;
/// The maximum number of texts that are read.
const TEXTS: usize = 200;
/// The maximum length of a role, in characters.
const LONGEST: usize = 80;

/// Kind, role and address of an author.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Details {
    pub(super) kind: Option<AuthorKind>,
    pub(super) role: Option<String>,
    pub(super) url: Option<String>,
}

/// The details of the author with this name. `alone` means that there are no other authors.
pub(super) fn of(name: &str, alone: bool, view: &ArticleView<'_>) -> Details {
    let key = folded(name);
    let nodes = view.json_ld.nodes().filter(|node| {
        let names = node.get("name").and_then(text);
        names.is_some_and(|own| own.len() <= READ && named(own, name, &key))
    });
    let nodes: Vec<Node<'_>> = nodes.collect();
    let kind = kind(name, &nodes, view);
    let role = nodes.iter().find_map(|node| {
        let title = text(node.get("jobTitle")?)?;
        let title = visible_text(cut(title, 4 * LONGEST));
        (!title.is_empty() && title.chars().count() <= LONGEST).then_some(title)
    });
    let role = role.or_else(|| texts(view).take(TEXTS).find_map(|said| after(said, name)));
    let url = nodes.iter().find_map(|node| own_page(view, text(node.get("url")?)?));
    let url = url.or_else(|| linked(name, &key, alone, view));
    Details { kind, role, url }
}

/// Whether a declared name is `name`, with or without a role.
fn named(own: &str, name: &str, key: &str) -> bool {
    folded(own) == key || own.strip_prefix(name).is_some_and(|rest| rest.starts_with([',', ' ']))
}

fn kind(name: &str, nodes: &[Node<'_>], view: &ArticleView<'_>) -> Option<AuthorKind> {
    let is = |word: &str| nodes.iter().flat_map(Node::types).any(|kind| kind.contains(word));
    // Many sites declare their newsroom as a person.
    if is("Organization") || has_organisation_word(name) || is_site(name, &view.site_names) {
        Some(AuthorKind::Organization)
    } else if is("Person") || is_person(name) {
        Some(AuthorKind::Person)
    } else {
        None
    }
}

/// Texts that name authors: declared ones first, then visible ones.
fn texts<'a>(view: &ArticleView<'a>) -> impl Iterator<Item = &'a str> {
    let document = view.document;
    let nodes = view.json_ld.nodes().filter_map(|node| node.text("name"));
    let metas = ["author", "article:author", "dc.creator", "byl", "sailthru.author"];
    let metas: Vec<&str> = metas.iter().flat_map(|key| meta::values(view.document, key)).collect();
    let stated = document.declared.authors.iter().map(|author| author.value.as_str());
    let cues = view.cues.authors.iter().chain(&view.cues.lines).map(|cue| cue.text.as_str());
    let lines: Vec<&str> = if view.is_page() {
        Vec::new()
    } else {
        let ends = view.paragraphs.iter().take(8).chain(view.paragraphs.iter().rev().take(3));
        ends.flat_map(|paragraph| paragraph.lines().take(8)).collect()
    };
    let all = nodes.chain(metas).chain(stated).chain(cues).chain(lines);
    all.map(|text| cut(text, READ))
}

/// The address of a link that names the author.
fn linked(name: &str, key: &str, alone: bool, view: &ArticleView<'_>) -> Option<String> {
    let shown = view.cues.authors.iter().find_map(|cue| {
        let address = cue.value.as_deref().filter(|_| folded(&cue.text).contains(key))?;
        own_page(view, address)
    });
    let declared = || -> Vec<String> {
        let links = view.document.declared.links.get("author").into_iter().flatten();
        let metas = meta::values(view.document, "article:author")
            .chain(meta::values(view.document, "author"));
        let all = links.map(String::as_str).chain(metas.filter(|value| meta::is_address(value)));
        let mut pages: Vec<String> = all.filter_map(|link| own_page(view, link)).collect();
        pages.dedup();
        pages
    };
    shown.or_else(|| {
        let mut pages = declared();
        let last = squeezed(name.rsplit(' ').next().unwrap_or(name));
        let names = |page: &String| last.chars().count() >= 3 && squeezed(page).contains(&last);
        match pages.iter().position(names) {
            Some(at) => Some(pages.swap_remove(at)),
            None => (alone && pages.len() == 1).then(|| pages.swap_remove(0)),
        }
    })
}

/// An absolute address, unless it points to the site's front page.
fn own_page(view: &ArticleView<'_>, link: &str) -> Option<String> {
    let url = web(link, view.base.as_ref())?;
    let own = view.url.as_ref().and_then(host) == host(&url);
    (!own || !path(&url).trim_matches('/').is_empty()).then(|| url.into())
}
