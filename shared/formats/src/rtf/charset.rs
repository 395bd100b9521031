use encoding_rs::Encoding;

/// The encoding of a code page; `None` if it has no name in the WHATWG Encoding Standard.
pub(super) fn of_code_page(number: i32) -> Option<&'static Encoding> {
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
pub(super) fn of_font(charset: i32) -> Option<&'static Encoding> {
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
