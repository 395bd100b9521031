//! Text with a cleartext signature (RFC 9580, section 7).

use std::borrow::Cow;

const BEGIN: &str = "-----BEGIN PGP SIGNED MESSAGE-----";
const SIGNATURE: &str = "-----BEGIN PGP SIGNATURE-----";
const END: &str = "-----END PGP SIGNATURE-----";

/// A text without the lines of the signature. It is returned unchanged if one of them is missing.
pub(super) fn without_signature(text: &str) -> Cow<'_, str> {
    if !text.contains(BEGIN) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut place = Place::Outside;
    for line in text.lines() {
        place = match (place, line.trim_end()) {
            (Place::Outside, BEGIN) => Place::Header,
            (Place::Header, "") => Place::Signed,
            (Place::Signed, SIGNATURE) => Place::Signature,
            (Place::Signature, END) => Place::Outside,
            (Place::Outside, _) => {
                out.extend([line, "\n"]);
                Place::Outside
            }
            (Place::Signed, _) => {
                // Lines that begin with a dash are escaped.
                out.extend([line.strip_prefix("- ").unwrap_or(line), "\n"]);
                Place::Signed
            }
            (place, _) => place,
        };
    }
    match place {
        Place::Outside | Place::Signed => Cow::Owned(out),
        Place::Header | Place::Signature => Cow::Borrowed(text),
    }
}

#[derive(Debug, Clone, Copy)]
enum Place {
    Outside,
    Header,
    Signed,
    Signature,
}

#[cfg(test)]
mod tests {
    use super::without_signature;

    #[test]
    fn only_what_is_signed_stays() {
        let text = "Hi.\n-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\nIt is out.\n\n- -- \nAda\n-----BEGIN PGP SIGNATURE-----\n\niQIz\n-----END PGP SIGNATURE-----\nBye.\n";
        assert_eq!(without_signature(text), "Hi.\nIt is out.\n\n-- \nAda\nBye.\n");
        assert_eq!(without_signature("- a\n"), "- a\n");
        for cut in [
            "-----BEGIN PGP SIGNED MESSAGE-----\nIt is out.\n",
            "-----BEGIN PGP SIGNED MESSAGE-----\n\nOut.\n-----BEGIN PGP SIGNATURE-----\nBye.\n",
        ] {
            assert_eq!(without_signature(cut), cut);
        }
    }
}
