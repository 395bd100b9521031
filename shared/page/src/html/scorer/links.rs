use crate::block::Block;

/// Whether a block begins with a link, ends with one, and has a colon right before its first one.
pub(super) fn places(block: &Block) -> [f32; 3] {
    let (Some(first), Some(last)) = (block.links.first(), block.links.last()) else {
        return [0.0; 3];
    };
    let before = block.text.get(..first.range.start).unwrap_or_default().trim_end();
    [
        f32::from(u8::from(before.is_empty())),
        f32::from(u8::from(last.range.end >= block.text.trim_end().len())),
        f32::from(u8::from(before.ends_with([':', '：']))),
    ]
}
