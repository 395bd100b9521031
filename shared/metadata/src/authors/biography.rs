use super::clean::{Strictness, names};
use super::role::is_job;
use crate::article_view::ArticleView;
use crate::pattern::patterns;

patterns! {
    /// A name of two to four words and a verb: `Ann Corrie is a …`.
    SUBJECT = concat!(
        r"^((?:[\p{Lu}][\w'’.\-]+)(?:\s+(?:[\p{Lu}][\w'’.\-]*|van|von|de|der|den|del|di|da|la|le|al|bin)){1,3})",
        r"\s+(?:is (?:an?|the|our)|was an?|works as|ist(?: eine?| der| die| unsere?)?|arbeitet als|est(?: une?| le| la)?|",
        r"es(?: una?| el| la)?|è(?: una?| un'| il| la)?|é(?: uma?| o| a)?|is(?: een| de)|är(?: en| ett)?|er|jest|je|on|este|",
        r"является|—|–)\s+(.{4,160})$",
    );
}

/// The number of paragraphs at the end of the text that are searched, and their maximum length in bytes.
const LAST: usize = 3;
const LONGEST: usize = 400;

/// The person introduced with a job in one of the last paragraphs:
/// `Ann Corrie is a staff writer at the Courier.`
pub(super) fn find(view: &ArticleView<'_>) -> Option<String> {
    let last = view.paragraphs.iter().rev().take(LAST.min(view.paragraphs.len() / 2));
    last.filter(|paragraph| paragraph.len() <= LONGEST).find_map(|paragraph| {
        let (name, _) = SUBJECT.group(paragraph)?;
        // The role is in the first clause.
        let clause = paragraph[name.len()..].split([',', '.', ';']).next()?;
        let found = names(name, Strictness::Seen);
        (is_job(clause) && found.len() == 1).then(|| found.into_iter().next())?
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{document, language};

    #[test]
    fn the_last_paragraphs_may_introduce_the_author() {
        let cases = [
            ("Ann Corrie is a staff writer at the Courier.", Some("Ann Corrie")),
            ("Jörg von Anders ist Redakteur der Post.", Some("Jörg von Anders")),
            ("Lucie Ferrand est journaliste à Hallen.", Some("Lucie Ferrand")),
            ("Rocío Benavent es periodista y vive en Hallen.", Some("Rocío Benavent")),
            ("Ann Corrie is a baker in Hallen, a reporter wrote.", None),
            ("The man is a reporter.", None),
            ("Ann is a reporter.", None),
        ];
        for (last, expected) in cases {
            let document = document(&format!("One.\n\nTwo.\n\nThree.\n\n{last}"));
            let language = language("en");
            let found = find(&ArticleView::new(&document, &language));
            assert_eq!(found.as_deref(), expected, "{last}");
        }
    }

    #[test]
    fn a_text_that_begins_with_a_person_has_no_biography() {
        let document = document("Ann Corrie is a reporter at the Courier.");
        let language = language("en");
        assert_eq!(find(&ArticleView::new(&document, &language)), None);
    }
}
