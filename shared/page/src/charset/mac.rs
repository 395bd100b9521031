//! Mac Cyrillic without a label. It shares most lower-case letters with windows-1251, so a detector
//! takes it for that, and only capitals and `я` are wrong.

/// Minimum number of lower-case letters to tell the charsets apart.
const FEWEST: usize = 20;

/// Capitals of Serbian and Macedonian in windows-1251, which begin words there too.
const SOUTH_SLAVIC: [u8; 7] = [0x80, 0x81, 0x8a, 0x8c, 0x8d, 0x8e, 0x8f];

/// Whether a Cyrillic text is in Mac Cyrillic and not in windows-1251. Capitals are 80 to 9F in the
/// former and C0 to DF in the latter; `я` is DF in the former and FF in the latter. In IBM866, the
/// capitals are those of Mac Cyrillic, but most lower-case letters are A0 to AF.
pub(super) fn is_mac_cyrillic(bytes: &[u8]) -> bool {
    let is_lower = |b: u8| matches!(b, 0xe0..=0xfe);
    let (mut mac, mut others, mut windows, mut lower, mut dos) = (0, 0, 0, 0, 0);
    let (mut mac_ya, mut windows_ya) = (0, 0);
    for (at, &b) in bytes.iter().enumerate() {
        let before = at.checked_sub(1).map_or(b' ', |before| bytes[before]);
        let after = bytes.get(at + 1).copied().unwrap_or(b' ');
        let begins = before.is_ascii() && !before.is_ascii_alphanumeric();
        match b {
            0x80..=0x9f if begins && is_lower(after) => {
                mac += 1;
                others += usize::from(!SOUTH_SLAVIC.contains(&b));
            }
            // The pronoun я; џ is no word of its own.
            0x9f if begins && after == b' ' => others += 1,
            0xc0..=0xde if begins && (is_lower(after) || after == 0xff) => windows += 1,
            0xe0..=0xfe => lower += 1,
            0xa0..=0xaf => dos += 1,
            0xdf if is_lower(before) => mac_ya += 1,
            0xff if is_lower(before) => windows_ya += 1,
            _ => {}
        }
    }
    lower >= FEWEST
        && mac > 2 * windows
        && (others > 0 || mac_ya > 0)
        && mac_ya >= 2 * windows_ya
        && dos < lower / 2
}
