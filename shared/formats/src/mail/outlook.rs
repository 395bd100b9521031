//! The quoted e-mail, as Outlook writes it below the answer: after a rule and header fields,
//! without an element around it.

use std::borrow::Cow;

/// How far from the rule the fields are.
const NEAR: usize = 4_000;
/// Maximum number of rules that are checked.
const RULES: usize = 64;
/// From, date, to: the subject may be missing.
const FIELDS: usize = 3;

/// HTML with the quoted e-mail as a quote.
pub(super) fn quoted(html: &str) -> Cow<'_, str> {
    match begin(html) {
        Some(at) => {
            let (own, answered) = html.split_at(at);
            format!("{own}<blockquote>{answered}</blockquote>").into()
        }
        None => html.into(),
    }
}

/// Where the quoted e-mail begins: at an element with a certain id, or at one with a line above it
/// that is followed by header fields, whose names are bold in any language.
fn begin(html: &str) -> Option<usize> {
    let tag = |at: usize| html[..at].rfind('<').filter(|begin| html[*begin..].starts_with("<div"));
    let named = html.find("id=\"divRplyFwdMsg\"").and_then(tag);
    let ruled = html.match_indices("border:none;border-top:solid ").map(|(at, _)| at);
    let mut ruled = ruled.take(RULES);
    named.or_else(|| {
        let at = ruled.find(|at| {
            let near: String = html[*at..].chars().take(NEAR).collect();
            let fields = [":</b>", ":</span></b>", ":</strong>"];
            fields.iter().map(|end| near.matches(end).count()).sum::<usize>() >= FIELDS
        });
        at.and_then(tag)
    })
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn the_answered_email_is_a_quote() {
        let fields =
            "<p><b>Von:</b> Bo<br><b>Gesendet:</b> Mai<br><b>An:</b> Ada</p></div><p>Old.</p>";
        let rule = "<div style=\"border:none;border-top:solid #E1E1E1 1.0pt\">";
        let expected = format!("<p>New.</p><blockquote>{rule}{fields}</blockquote>");
        assert_eq!(quoted(&format!("<p>New.</p>{rule}{fields}")), expected);
        let box_of_text = format!("<p>New.</p>{rule}<p>A box.</p></div>");
        assert_eq!(quoted(&box_of_text), box_of_text);
        let named = "<p>New.</p><hr><div id=\"divRplyFwdMsg\">From: Bo</div>Old.";
        let expected =
            "<p>New.</p><hr><blockquote><div id=\"divRplyFwdMsg\">From: Bo</div>Old.</blockquote>";
        assert_eq!(quoted(named), expected);
    }
}
