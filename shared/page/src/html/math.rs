//! Formulas in MathML, as text.

use super::tokens::Token;

/// An open element of a formula.
#[derive(Debug, Default)]
struct Part {
    name: String,
    is_tex: bool,
    children: Vec<String>,
}

/// The text of a formula: its TeX annotation if it has one, otherwise its content with `^`, `_` and `/`.
pub(super) fn text(content: impl Iterator<Item = Token>) -> String {
    let mut open = vec![Part::default()];
    let mut tex = None;
    for token in content {
        match token {
            Token::Text(text) => {
                if let Some(part) = open.last_mut().filter(|_| !text.trim().is_empty()) {
                    part.children.push(text.trim().to_owned());
                }
            }
            Token::Open { self_closing: true, .. } => {}
            Token::Open { name, attributes, .. } => {
                let encoding = attributes.get("encoding").unwrap_or_default();
                let is_tex = name == "annotation" && encoding.contains("tex");
                open.push(Part { name, is_tex, children: Vec::new() });
            }
            Token::Close(name) => {
                if open.len() > 1
                    && open.last().is_some_and(|part| part.name == name)
                    && let Some(part) = open.pop()
                {
                    if part.is_tex {
                        tex = Some(part.children.concat());
                    } else if let Some(outer) = open.last_mut()
                        && !part.name.starts_with("annotation")
                    {
                        outer.children.push(part.text());
                    }
                }
            }
        }
    }
    let all = open.into_iter().flat_map(|part| part.children).collect::<Vec<String>>().concat();
    tex.filter(|tex| !tex.is_empty()).unwrap_or(all)
}

impl Part {
    fn text(self) -> String {
        let group = |at: usize| {
            let text = self.children.get(at).map(String::as_str).unwrap_or_default();
            if text.chars().count() > 1 { format!("({text})") } else { text.to_owned() }
        };
        match (self.name.as_str(), self.children.len()) {
            ("msup", 2) => format!("{}^{}", self.children[0], group(1)),
            ("msub", 2) => format!("{}_{}", self.children[0], group(1)),
            ("msubsup", 3) => format!("{}_{}^{}", self.children[0], group(1), group(2)),
            ("mfrac", 2) => format!("{}/{}", group(0), group(1)),
            ("msqrt", _) => format!("√({})", self.children.concat()),
            _ => self.children.concat(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tokens::Tokens;

    #[test]
    fn formulas_are_text() {
        let cases = [
            ("<mi>E</mi><mo>=</mo><mi>m</mi><msup><mi>c</mi><mn>2</mn></msup>", "E=mc^2"),
            ("<mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mn>2</mn></mfrac>", "(a+b)/2"),
            ("<msub><mi>x</mi><mn>1</mn></msub><mspace/><msqrt><mn>2</mn></msqrt>", "x_1√(2)"),
            (
                "<semantics><mrow><mi>x</mi></mrow><annotation encoding='application/x-tex'>\\sqrt{x} </annotation></semantics>",
                "\\sqrt{x}",
            ),
            ("<mi>a</mi></mi><mo>", "a"),
        ];
        for (content, expected) in cases {
            assert_eq!(super::text(Tokens::new(content)), expected, "{content}");
        }
    }
}
