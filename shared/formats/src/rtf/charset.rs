use std::borrow::Cow;

use encoding_rs::{Encoding, WINDOWS_1252};

use crate::symbols::Symbols;

/// How bytes of text are read.
#[derive(Debug, Clone, Copy)]
pub(super) enum Charset {
    Standard(&'static Encoding),
    /// A DOS code page: its characters from 128 to 255.
    Dos(&'static str),
    /// A font without letters.
    Symbols(Symbols),
}

impl Charset {
    pub(super) const WESTERN: Self = Self::Standard(WINDOWS_1252);

    pub(super) fn decoded(self, bytes: &[u8]) -> Cow<'_, str> {
        match self {
            // Some programs write UTF-8 and don't say so.
            Self::Standard(encoding) if encoding == WINDOWS_1252 => {
                let utf8 = std::str::from_utf8(bytes).map(Cow::Borrowed);
                utf8.unwrap_or_else(|_| encoding.decode_without_bom_handling(bytes).0)
            }
            Self::Standard(encoding) => encoding.decode_without_bom_handling(bytes).0,
            Self::Symbols(font) => {
                let character = |byte: &u8| {
                    font.character(u32::from(*byte)).unwrap_or_else(|| char::from(*byte))
                };
                Cow::Owned(bytes.iter().map(character).collect())
            }
            Self::Dos(upper) => {
                let character = |byte: &u8| match byte.checked_sub(128) {
                    Some(at) => upper.chars().nth(usize::from(at)).unwrap_or('\u{fffd}'),
                    None => char::from(*byte),
                };
                Cow::Owned(bytes.iter().map(character).collect())
            }
        }
    }
}

const CP437: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";
const CP850: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{ad}±‗¾¶§÷¸°¨·¹³²■\u{a0}";
const CP852: &str = "ÇüéâäůćçłëŐőîŹÄĆÉĹĺôöĽľŚśÖÜŤťŁ×čáíóúĄąŽžĘę¬źČş«»░▒▓│┤ÁÂĚŞ╣║╗╝Żż┐└┴┬├─┼Ăă╚╔╩╦╠═╬¤đĐĎËďŇÍÎě┘┌█▄ŢŮ▀ÓßÔŃńňŠšŔÚŕŰýÝţ´\u{ad}˝˛ˇ˘§÷¸°¨˙űŘř■\u{a0}";

/// The charset of a code page; `None` if it is unknown.
pub(super) fn of_code_page(number: i32) -> Option<Charset> {
    match number {
        437 => Some(Charset::Dos(CP437)),
        850 => Some(Charset::Dos(CP850)),
        852 => Some(Charset::Dos(CP852)),
        number => of_standard_page(number).map(Charset::Standard),
    }
}

/// The encoding of a code page that has a name in the WHATWG Encoding Standard.
fn of_standard_page(number: i32) -> Option<&'static Encoding> {
    let label = match number {
        874 => "windows-874",
        932 => "shift_jis",
        936 => "gbk",
        949 => "euc-kr",
        950 => "big5",
        1250..=1258 => return Encoding::for_label(format!("windows-{number}").as_bytes()),
        10000 => "macintosh",
        10007 => "x-mac-cyrillic",
        866 => "ibm866",
        20866 => "koi8-r",
        28592..=28606 => {
            return Encoding::for_label(format!("iso-8859-{}", number - 28590).as_bytes());
        }
        65001 => "utf-8",
        _ => return None,
    };
    Encoding::for_label(label.as_bytes())
}

/// The code page of a font's charset.
pub(super) fn of_font(charset: i32) -> Option<Charset> {
    of_code_page(match charset {
        0 => 1252,
        77 => 10000,
        128 => 932,
        129 => 949,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        _ => return None,
    })
}
