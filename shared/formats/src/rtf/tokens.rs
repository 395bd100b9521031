/// A piece of an RTF document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// `{`
    Open,
    /// `}`
    Close,
    /// `\par`, `\fs24`
    Word(&'a str, Option<i32>),
    /// `\~`, `\*`
    Symbol(u8),
    /// A byte of text, in the charset of the font.
    Byte(u8),
}

/// Splits a document into tokens.
pub(super) struct Tokens<'a> {
    rest: &'a [u8],
}

impl<'a> Tokens<'a> {
    pub(super) fn of(document: &'a [u8]) -> Self {
        Self { rest: document }
    }

    /// Skips binary data.
    pub(super) fn pass(&mut self, bytes: usize) {
        self.rest = &self.rest[bytes.min(self.rest.len())..];
    }

    /// What follows a backslash; `None` if that is nothing.
    fn control(&mut self) -> Option<Token<'a>> {
        let first = *self.rest.first()?;
        if !first.is_ascii_alphabetic() {
            self.rest = &self.rest[1..];
            if first == b'\'' {
                let hex = self.rest.get(..2).and_then(|two| std::str::from_utf8(two).ok());
                let byte = hex.and_then(|hex| u8::from_str_radix(hex, 16).ok());
                self.pass(2);
                return byte.map(Token::Byte);
            }
            // An escaped line end is a paragraph's end.
            return Some(match first {
                b'\r' | b'\n' => Token::Word("par", None),
                first => Token::Symbol(first),
            });
        }
        let length = self.rest.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
        let (name, after) = self.rest.split_at(length);
        let sign = usize::from(after.first() == Some(&b'-'));
        let digits = after[sign..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let end = if digits > 0 { sign + digits } else { 0 };
        let number = std::str::from_utf8(&after[..end]).ok().and_then(|text| text.parse().ok());
        let space = usize::from(after.get(end) == Some(&b' '));
        self.rest = &after[end + space..];
        Some(Token::Word(std::str::from_utf8(name).unwrap_or_default(), number))
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            let (first, after) = self.rest.split_first()?;
            self.rest = after;
            return Some(match first {
                b'{' => Token::Open,
                b'}' => Token::Close,
                b'\\' => match self.control() {
                    Some(token) => token,
                    // A damaged escape, or the end.
                    None => continue,
                },
                b'\r' | b'\n' | 0 => continue,
                byte => Token::Byte(*byte),
            });
        }
    }
}
