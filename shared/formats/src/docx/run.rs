use crate::symbols::Symbols;
use crate::xml::Element;

/// The properties of a run.
#[derive(Debug, Default)]
pub(super) struct Run {
    pub(super) is_hidden: bool,
    /// `sup` or `sub`.
    pub(super) raised: Option<&'static str>,
    pub(super) symbols: Option<Symbols>,
}

impl Run {
    pub(super) fn property(&mut self, element: &Element<'_>) {
        let value = element.get("val");
        match element.name {
            "vanish" => self.is_hidden = !matches!(value.as_deref(), Some("0" | "false")),
            "vertAlign" => {
                self.raised = match value.as_deref() {
                    Some("superscript") => Some("sup"),
                    Some("subscript") => Some("sub"),
                    _ => None,
                };
            }
            _ => {
                let font = element.get("ascii").or_else(|| element.get("hAnsi"));
                self.symbols = font.and_then(|font| Symbols::of_font(&font));
            }
        }
    }
}
