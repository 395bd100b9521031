use crate::Class;

/// How every character of the Basic Multilingual Plane is read: case folded, its class, and its
/// code within the class. A view of the table's bytes.
#[derive(Debug, Clone, Copy)]
pub struct Letters<'t>(&'t [[u8; 2]]);

/// What a character is read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Letter {
    /// Its script, or what else it is.
    pub class: Class,
    /// Scripts with n-grams: the letter's code from 1; [`Letter::UNCODED`] for a letter that no
    /// n-gram has; 0 for a sign that counts as a letter and ends the word. Han, kana and Hangul: how usual
    /// it is, see [`East`].
    pub code: u8,
}

impl Letter {
    /// The code of letters that occur in no n-gram.
    pub const UNCODED: u8 = 255;

    /// As stored in the table.
    pub fn packed(self) -> u16 {
        (self.class.number() as u16) << 8 | u16::from(self.code)
    }
}

impl<'t> Letters<'t> {
    /// Characters that the table distinguishes: one plane.
    pub const COUNT: usize = 0x1_0000;

    /// A view of [`COUNT`](Self::COUNT) packed letters; `None` for another length.
    pub fn new(packed: &'t [[u8; 2]]) -> Option<Self> {
        (packed.len() == Self::COUNT).then_some(Self(packed))
    }

    /// What a character is read as.
    #[inline]
    pub fn get(self, c: char) -> Letter {
        match self.0.get(c as usize) {
            Some(&[code, class]) => Letter { class: Class::from_number(class), code },
            None => Letter { class: beyond(c), code: 0 },
        }
    }
}

/// Characters beyond the first plane: rare Han, or letters of unsupported scripts.
fn beyond(c: char) -> Class {
    match c {
        '\u{20000}'..='\u{323AF}' => Class::HAN,
        _ if c.is_alphabetic() => Class::OTHER,
        _ => Class::NONE,
    }
}

/// How usual a Han character, kana or Hangul syllable is, in 8 bits: for Chinese and for Japanese
/// (or Korean) a level of 0 to 7, [`East::STEP`] nats of its frequency each, and which Chinese
/// script alone writes it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct East {
    /// Written in simplified Chinese only.
    pub simplified: bool,
    /// Written in traditional Chinese only.
    pub traditional: bool,
    /// Level in Chinese.
    pub chinese: u8,
    /// Level in Japanese; of Hangul, in Korean.
    pub other: u8,
}

impl East {
    /// Nats of frequency per level.
    pub const STEP: f32 = 2.0;
    /// The highest level.
    pub const HIGHEST: u8 = 7;

    /// Reads a code.
    #[inline]
    pub fn from_code(code: u8) -> Self {
        Self {
            simplified: code & 3 == 1,
            traditional: code & 3 == 2,
            chinese: code >> 2 & 7,
            other: code >> 5,
        }
    }

    /// As a letter's code.
    pub fn code(self) -> u8 {
        u8::from(self.simplified)
            | u8::from(self.traditional) << 1
            | self.chinese << 2
            | self.other << 5
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_eastern_code_reads_as_it_was_written() {
        for chinese in 0..=East::HIGHEST {
            for other in 0..=East::HIGHEST {
                for (simplified, traditional) in [(false, false), (true, false), (false, true)] {
                    let east = East { simplified, traditional, chinese, other };
                    assert_eq!(East::from_code(east.code()), east);
                }
            }
        }
    }
}
