use std::collections::HashSet;

use sha2::{Digest, Sha256};
use url::Url;

use crate::ArticleId;

/// Erased articles that must not be published again: ids, addresses and sites. Addresses and sites
/// are stored as hashes, so the list doesn't reveal them.
///
/// ```
/// use courant_article::{ArticleId, BlockKey, Blocklist, Blocked};
///
/// let mut list = Blocklist::default();
/// list.insert(BlockKey::site("example.org").unwrap());
/// let id = ArticleId::of("", "", b"hello");
/// assert_eq!(list.blocks(id, None, Some("https://news.example.org/a")), Some(Blocked::Site));
/// assert_eq!(list.blocks(id, None, Some("https://example.com/a")), None);
/// ```
#[derive(Debug, Clone, Default)]
pub struct Blocklist {
    keys: HashSet<BlockKey>,
}

/// An entry of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum BlockKey {
    /// An article and its parts.
    Id(ArticleId),
    /// An address: SHA-256 of what [`BlockKey::url`] keeps of it.
    Url(Hash),
    /// A host and its subdomains: SHA-256 of its name.
    Site(Hash),
}

type Hash = [u8; 32];

/// Why a document is blocked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Blocked {
    /// Its id.
    Id,
    /// Its address.
    Url,
    /// The site of its address.
    Site,
}

impl Blocked {
    /// The reason for filtering the document out.
    pub fn reason(self) -> &'static str {
        match self {
            Self::Id => "erased_id",
            Self::Url => "erased_url",
            Self::Site => "erased_site",
        }
    }
}

impl BlockKey {
    /// The key of an address. Scheme, fragment, user and the case of the host don't count. `None`
    /// if it is not an address with a host.
    pub fn url(address: &str) -> Option<Self> {
        Address::read(address).map(|address| address.key())
    }

    /// The key of a host and its subdomains.
    pub fn site(host: &str) -> Option<Self> {
        Some(Self::Site(hash(&Address::read(&format!("http://{host}/"))?.host)))
    }

    /// The key that [`Display`](std::fmt::Display) wrote.
    pub fn parse(text: &str) -> Option<Self> {
        let (kind, value) = text.split_once('.')?;
        match kind {
            "id" => value.parse().ok().map(Self::Id),
            "url" => unhex(value).map(Self::Url),
            "site" => unhex(value).map(Self::Site),
            _ => None,
        }
    }
}

/// As a key of a NATS key-value bucket: `site.` and 64 hex digits.
impl std::fmt::Display for BlockKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (kind, hash) = match self {
            Self::Id(id) => return write!(f, "id.{id}"),
            Self::Url(hash) => ("url", hash),
            Self::Site(hash) => ("site", hash),
        };
        write!(f, "{kind}.")?;
        hash.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl Blocklist {
    /// Adds an entry.
    pub fn insert(&mut self, key: BlockKey) {
        self.keys.insert(key);
    }

    /// Removes an entry.
    pub fn remove(&mut self, key: BlockKey) {
        self.keys.remove(&key);
    }

    /// The entries.
    pub fn iter(&self) -> impl Iterator<Item = BlockKey> {
        self.keys.iter().copied()
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// Why a document is blocked, if it is. The parts of a blocked article, such as the attachments
    /// of an e-mail, are blocked, too.
    pub fn blocks(
        &self,
        id: ArticleId,
        part_of: Option<ArticleId>,
        url: Option<&str>,
    ) -> Option<Blocked> {
        if self.keys.is_empty() {
            return None;
        }
        if [Some(id), part_of].into_iter().flatten().any(|id| self.keys.contains(&BlockKey::Id(id)))
        {
            return Some(Blocked::Id);
        }
        self.blocks_url(url?)
    }

    /// Why an address is blocked, if it is, whatever the document.
    pub fn blocks_url(&self, url: &str) -> Option<Blocked> {
        let address = Address::read(url)?;
        if self.keys.contains(&address.key()) {
            return Some(Blocked::Url);
        }
        let site = |host: &str| self.keys.contains(&BlockKey::Site(hash(host)));
        address.sites().any(site).then_some(Blocked::Site)
    }
}

/// The parts of an address that are compared.
struct Address {
    host: String,
    rest: String,
}

impl Address {
    fn read(address: &str) -> Option<Self> {
        let url = Url::parse(address.trim()).ok()?;
        let host = url.host_str()?.trim_end_matches('.').to_lowercase();
        let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
        let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
        (!host.is_empty()).then(|| Self { host, rest: format!("{port}{}{query}", url.path()) })
    }

    fn key(&self) -> BlockKey {
        BlockKey::Url(hash(&format!("{}{}", self.host, self.rest)))
    }

    /// The host and the domains that it belongs to.
    fn sites(&self) -> impl Iterator<Item = &str> {
        std::iter::successors(Some(self.host.as_str()), |host| {
            host.split_once('.').map(|(_, parent)| parent)
        })
    }
}

fn hash(text: &str) -> Hash {
    Sha256::digest(text.as_bytes()).into()
}

fn unhex(text: &str) -> Option<Hash> {
    let digits = text.as_bytes();
    let mut hash = [0; 32];
    if digits.len() != 64 {
        return None;
    }
    for (byte, pair) in hash.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id() -> ArticleId {
        ArticleId::of("", "", b"hello")
    }

    #[test]
    fn an_address_is_the_same_with_another_scheme_fragment_and_case() {
        let key = BlockKey::url("https://Example.org/a?b=1#c").unwrap();
        assert_eq!(BlockKey::url(" http://user@example.org:80/a?b=1 "), Some(key));
        for other in
            ["https://example.org/A?b=1", "https://example.org/a", "http://example.org:81/a?b=1"]
        {
            assert_ne!(BlockKey::url(other), Some(key), "{other}");
        }
        assert_eq!(BlockKey::url("no address"), None);
    }

    #[test]
    fn a_site_includes_its_subdomains_and_no_other_host() {
        let mut list = Blocklist::default();
        list.insert(BlockKey::site("Bücher.example").unwrap());
        let blocks = |list: &Blocklist, url| list.blocks(id(), None, Some(url));
        assert_eq!(blocks(&list, "http://a.xn--bcher-kva.example:8080/x"), Some(Blocked::Site));
        assert_eq!(blocks(&list, "http://notbücher.example/"), None);
        assert_eq!(blocks(&list, "mailto:a@bücher.example"), None);
        list.remove(BlockKey::site("bücher.example").unwrap());
        assert!(list.is_empty());
    }

    #[test]
    fn a_key_survives_its_text_and_others_are_refused() {
        for key in [BlockKey::Id(id()), BlockKey::url("https://example.org/").unwrap()] {
            assert_eq!(BlockKey::parse(&key.to_string()), Some(key));
        }
        for wrong in ["", "id.", "url.00", "site", "host.00"] {
            assert_eq!(BlockKey::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn an_id_and_an_address_are_blocked_by_their_own_reasons() {
        let mut list = Blocklist::default();
        assert_eq!(list.blocks(id(), None, None), None);
        list.insert(BlockKey::url("https://example.org/a").unwrap());
        assert_eq!(list.blocks(id(), None, Some("https://example.org/a")), Some(Blocked::Url));
        list.insert(BlockKey::Id(id()));
        assert_eq!(list.blocks(id(), None, Some("https://example.org/a")), Some(Blocked::Id));
        assert_eq!(list.len(), 2);
        let attachment = ArticleId::of("", "attachment", b"hello");
        assert_eq!(list.blocks(attachment, Some(id()), None), Some(Blocked::Id));
        assert_eq!(list.blocks(attachment, Some(attachment), None), None);
    }
}
