use crate::html::attributes::Attributes;

/// The classes and ids of elements that mail programs put around signatures: Gmail, Thunderbird,
/// Evolution, Proton Mail; Outlook, and Mail on the iPhone.
const CLASSES: [&str; 4] =
    ["gmail_signature", "moz-signature", "-x-evo-signature-wrapper", "protonmail_signature_block"];
const IDS: [&str; 3] = ["Signature", "ms-outlook-mobile-signature", "AppleMailSignature"];

/// Whether a mail program has put an element with these attributes around a signature.
pub(super) fn is_one(attributes: &Attributes) -> bool {
    let mut classes = attributes.get("class").unwrap_or_default().split_ascii_whitespace();
    classes.any(|class| CLASSES.contains(&class))
        || attributes.get("id").is_some_and(|id| IDS.contains(&id))
}
