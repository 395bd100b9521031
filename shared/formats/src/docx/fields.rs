//! Fields: a code, which is not shown, and its result (ECMA-376, part 1, 17.16.18).

/// Maximum number of bytes of a field's code that are read.
const LONGEST: usize = 4_096;

/// Fields that have begun, outermost first.
#[derive(Debug, Default)]
pub(super) struct Fields {
    open: Vec<Field>,
    in_code: bool,
}

#[derive(Debug, Default)]
pub(super) struct Field {
    /// Its code, until its result begins.
    pub(super) code: Option<String>,
    /// Whether its result is a link.
    pub(super) is_link: bool,
    /// The symbol that it shows, and the length of the text before its result.
    pub(super) symbol: Option<(char, usize)>,
}

impl Fields {
    pub(super) fn begin(&mut self) {
        self.open.push(Field { code: Some(String::new()), ..Field::default() });
    }

    /// The result of the innermost field begins. Returns its code. Some programs omit the beginning
    /// of a field.
    pub(super) fn separate(&mut self) -> Option<String> {
        self.open.last_mut().and_then(|field| field.code.take())
    }

    /// The innermost field ends.
    pub(super) fn end(&mut self) -> Field {
        self.open.pop().unwrap_or_default()
    }

    /// The result of the innermost field is a link.
    pub(super) fn link(&mut self) {
        self.open.last_mut().into_iter().for_each(|field| field.is_link = true);
    }

    /// The innermost field shows a symbol.
    pub(super) fn symbol(&mut self, symbol: char, before: usize) {
        self.open.last_mut().into_iter().for_each(|field| field.symbol = Some((symbol, before)));
    }

    /// A paragraph ends, and with it the code of a field, which has no end if its code continues.
    pub(super) fn end_paragraph(&mut self) {
        self.open.retain(|field| field.code.is_none());
        self.in_code = false;
    }

    pub(super) fn begin_code(&mut self) {
        self.in_code = true;
    }

    pub(super) fn end_code(&mut self) {
        self.in_code = false;
    }

    /// Whether the next text is code.
    pub(super) fn in_code(&self) -> bool {
        self.in_code
    }

    pub(super) fn code(&mut self, text: &str) {
        let code = self.open.last_mut().and_then(|field| field.code.as_mut());
        if let Some(code) = code.filter(|code| code.len() + text.len() <= LONGEST) {
            code.push_str(text);
        }
    }

    /// Whether the next text is the result of a field inside another one's code.
    pub(super) fn hide(&self) -> bool {
        let around = self.open.split_last().map_or(&[][..], |(_, around)| around);
        around.iter().any(|field| field.code.is_some())
    }
}
