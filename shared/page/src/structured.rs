use std::collections::BTreeMap;

use article::{Cues, Declared, Source, Stated};

use crate::block::{Block, Kind};
use crate::structure::{self, Structure, structure};
use crate::{Extractor, Page, bounds, html};

/// How many blocks may precede a heading that is the document's title.
const ABOVE: usize = 3;

/// A document with a known structure: everything that `html` shows is its text. `title` and
/// `declared` come from its properties. Without a title, the first heading is used.
pub fn structured(
    html: &str,
    media_type: &'static str,
    url: Option<&str>,
    title: Option<Stated>,
    declared: Declared,
) -> Page {
    let (blocks, base, mut warnings) = html::whole(html);
    let title = title.or_else(|| heading(&blocks));
    let base = structure::base(url, base.as_deref());
    let whole: Structure = structure(blocks, base.as_ref());
    warnings.extend(whole.warnings);
    Page {
        media_type,
        charset: "utf-8".to_owned(),
        extractor: Extractor::Structured,
        title,
        text: whole.text,
        blocks: whole.blocks,
        links: whole.links,
        boilerplate: Vec::new(),
        removed: BTreeMap::new(),
        left_out: Vec::new(),
        declared,
        cues: Cues::default(),
        warnings,
    }
}

/// The first heading, if it is near the top.
fn heading(blocks: &[Block]) -> Option<Stated> {
    let first = blocks.iter().take(ABOVE).find(|block| block.kind == Kind::Heading)?;
    let value = text::cut(&first.text, bounds::LINE).to_owned();
    Some(Stated { value, source: Source::Heading })
}

#[cfg(test)]
mod tests {
    use article::BlockKind;

    use super::*;

    #[test]
    fn signatures_are_marked_unless_they_are_quoted() {
        let html = "<p>a</p><div class='gmail_signature'><div>b<br>c</div><table><tr><td>d</td></tr></table></div><p>e</p><blockquote>f<pre class='moz-signature'>g</pre></blockquote><pre class='moz-signature'>h</pre>";
        let page = structured(html, "message/rfc822", None, None, Declared::default());
        assert_eq!(page.text, "a\n\nb\nc\n\nd\n\ne\n\nf\n\ng\n\nh");
        let kinds: Vec<BlockKind> = page.blocks.iter().map(|block| block.kind).collect();
        use BlockKind::{Code, Paragraph, Quote, Signature};
        assert_eq!(kinds, [Paragraph, Signature, Signature, Paragraph, Quote, Code, Signature]);
    }

    #[test]
    fn all_blocks_are_kept_with_their_kinds() {
        let html = "<h1>A</h1><p>b <a href='https://example.org/'>c</a></p><ul><li>d<ul><li>e</li></ul></li></ul><table><tr><td>f</td><td>g</td></tr></table><footer>h</footer>";
        let page = structured(html, "application/rtf", None, None, Declared::default());
        let kinds: Vec<(BlockKind, Option<u8>)> =
            page.blocks.iter().map(|block| (block.kind, block.level)).collect();
        assert_eq!(page.text, "A\n\nb c\n\nd\n\ne\n\nf\tg\n\nh");
        use BlockKind::{Heading, ListItem, Paragraph, TableRow};
        let expected = [
            (Heading, Some(1)),
            (Paragraph, None),
            (ListItem, Some(1)),
            (ListItem, Some(2)),
            (TableRow, None),
            (Paragraph, None),
        ];
        assert_eq!(kinds, expected);
        assert_eq!(page.links.len(), 1);
        assert_eq!(page.title.map(|title| title.value).as_deref(), Some("A"));
    }
}
