//! Decides who may see the pages, and which requests come from the pages themselves.

use std::collections::VecDeque;
use std::io::Read;
use std::sync::Mutex;

use axum::http::{HeaderMap, header};
use sha2::{Digest, Sha256};

/// The shortest token that is accepted.
const SHORTEST: usize = 16;
/// Maximum number of sessions; the oldest one ends first.
const SESSIONS: usize = 1_000;
const COOKIE: &str = "courant";

/// Tokens, sessions and the secret of the forms.
#[derive(Debug)]
pub(crate) struct Access {
    tokens: Vec<(String, [u8; 32])>,
    sessions: Mutex<VecDeque<(String, String)>>,
    /// Included in every form; another site can't read it.
    pub(crate) form_secret: String,
    loopback: bool,
}

/// Why the access settings are wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AccessError {
    /// Anyone in the network could read the documents.
    #[error(
        "this address can be reached from other machines: set COURANT_UI_TOKENS to NAME:TOKEN, or listen on 127.0.0.1"
    )]
    NoTokens,
    /// A token has no name or can be guessed.
    #[error(
        "COURANT_UI_TOKENS has to be NAME:TOKEN, comma-separated, with at least 16 characters in each token: try `openssl rand -hex 16`"
    )]
    Malformed,
    /// There is no randomness.
    #[error("can't read /dev/urandom")]
    NoRandomness,
}

impl Access {
    pub(crate) fn new(tokens: &str, loopback: bool) -> Result<Self, AccessError> {
        let pair = |pair: &str| {
            let (name, token) = pair.split_once(':').ok_or(AccessError::Malformed)?;
            let sound = !name.is_empty() && token.len() >= SHORTEST;
            sound.then(|| (name.to_owned(), digest(token))).ok_or(AccessError::Malformed)
        };
        let pairs = tokens.split(',').map(str::trim).filter(|text| !text.is_empty());
        let tokens = pairs.map(pair).collect::<Result<Vec<_>, _>>()?;
        if tokens.is_empty() && !loopback {
            return Err(AccessError::NoTokens);
        }
        let sessions = Mutex::default();
        Ok(Self { tokens, sessions, form_secret: random()?, loopback })
    }

    /// The user who sends this request; `None` if they have to log in.
    pub(crate) fn user(&self, headers: &HeaderMap) -> Option<String> {
        if self.tokens.is_empty() {
            return Some("this machine".to_owned());
        }
        let bearer = text(headers, header::AUTHORIZATION).and_then(|it| it.strip_prefix("Bearer "));
        if let Some(name) = bearer.and_then(|token| self.name(token)) {
            return Some(name.to_owned());
        }
        let cookies = text(headers, header::COOKIE)?.split(';');
        let session = cookies.filter_map(|pair| pair.trim().strip_prefix("courant=")).next()?;
        let sessions = self.sessions.lock().expect("nothing panics while it is locked");
        let mut own = sessions.iter().filter(|(id, _)| same(&digest(id), &digest(session)));
        own.next().map(|(_, name)| name.clone())
    }

    /// The cookie of a new session, if the token is right.
    pub(crate) fn log_in(&self, token: &str) -> Option<String> {
        let (name, id) = (self.name(token)?.to_owned(), random().ok()?);
        let mut sessions = self.sessions.lock().expect("nothing panics while it is locked");
        if sessions.len() == SESSIONS {
            sessions.pop_front();
        }
        sessions.push_back((id.clone(), name));
        Some(format!("{COOKIE}={id}; HttpOnly; SameSite=Strict; Path=/"))
    }

    /// Whether the request names this server. Without this check and without tokens, another site
    /// whose name resolves to this machine could read the pages.
    pub(crate) fn is_addressed(&self, headers: &HeaderMap) -> bool {
        if !self.loopback || !self.tokens.is_empty() {
            return true;
        }
        let host = text(headers, header::HOST).unwrap_or_default();
        let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
        matches!(name, "localhost" | "127.0.0.1" | "[::1]")
    }

    /// Whether a change was requested by one of our own forms.
    pub(crate) fn is_own_form(&self, headers: &HeaderMap, secret: Option<&str>) -> bool {
        let site = text(headers, "sec-fetch-site".parse().expect("a header's name"));
        let origin = text(headers, header::ORIGIN);
        let host = text(headers, header::HOST).unwrap_or_default();
        let from_here = origin.is_none_or(|origin| {
            origin.split_once("://").is_some_and(|(_, authority)| authority == host)
        });
        site.is_none_or(|site| site == "same-origin")
            && from_here
            && secret.is_some_and(|secret| same(&digest(secret), &digest(&self.form_secret)))
    }

    fn name(&self, token: &str) -> Option<&str> {
        let given = digest(token);
        // All are compared, so that the time doesn't depend on which one matches.
        self.tokens.iter().fold(
            None,
            |found, (name, known)| {
                if same(known, &given) { Some(name.as_str()) } else { found }
            },
        )
    }
}

fn text(headers: &HeaderMap, name: header::HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}

fn digest(text: &str) -> [u8; 32] {
    Sha256::digest(text.as_bytes()).into()
}

/// Compares in a time that doesn't depend on where they differ.
fn same(a: &[u8; 32], b: &[u8; 32]) -> bool {
    a.iter().zip(b).fold(0, |differs, (a, b)| differs | (a ^ b)) == 0
}

fn random() -> Result<String, AccessError> {
    let mut bytes = [0; 16];
    let read = std::fs::File::open("/dev/urandom").and_then(|mut file| file.read_exact(&mut bytes));
    read.map_err(|_| AccessError::NoRandomness)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
    }

    #[test]
    fn only_a_known_token_opens_the_door() {
        let access = Access::new("ann:0123456789abcdef, bob:fedcba9876543210", false).unwrap();
        assert_eq!(access.user(&headers(&[])), None);
        let bearer = headers(&[("authorization", "Bearer fedcba9876543210")]);
        assert_eq!(access.user(&bearer).as_deref(), Some("bob"));
        assert_eq!(access.log_in("0123456789abcdeX"), None);
        let cookie = access.log_in("0123456789abcdef").unwrap();
        assert!(cookie.contains("HttpOnly; SameSite=Strict"), "{cookie}");
        let session = cookie.split(';').next().unwrap();
        assert_eq!(access.user(&headers(&[("cookie", session)])).as_deref(), Some("ann"));
        assert_eq!(access.user(&headers(&[("cookie", "courant=0")])), None);
    }

    #[test]
    fn an_open_address_needs_sound_tokens() {
        assert_eq!(Access::new("", false).err(), Some(AccessError::NoTokens));
        assert!(Access::new("", true).is_ok());
        for wrong in ["ann", "ann:short", ":0123456789abcdef"] {
            assert_eq!(Access::new(wrong, true).err(), Some(AccessError::Malformed), "{wrong}");
        }
    }

    #[test]
    fn another_site_can_neither_read_nor_change() {
        let access = Access::new("", true).unwrap();
        let secret = Some(access.form_secret.as_str());
        assert!(access.is_addressed(&headers(&[("host", "127.0.0.1:8090")])));
        assert!(!access.is_addressed(&headers(&[("host", "evil.example:8090")])));
        let own = headers(&[("host", "localhost:8090"), ("origin", "http://localhost:8090")]);
        assert!(access.is_own_form(&own, secret));
        assert!(!access.is_own_form(&own, Some("guessed")) && !access.is_own_form(&own, None));
        let foreign = headers(&[("host", "localhost:8090"), ("origin", "http://evil.example")]);
        assert!(!access.is_own_form(&foreign, secret));
        let foreign = headers(&[("host", "localhost:8090"), ("sec-fetch-site", "cross-site")]);
        assert!(!access.is_own_form(&foreign, secret));
    }
}
