/// A quoted YAML string.
pub(super) fn quoted(text: &str) -> String {
    // YAML contains JSON.
    serde_json::Value::from(text).to_string()
}

/// A text as a YAML block scalar, indented by this many spaces.
pub(super) fn block(text: &str, indent: usize) -> String {
    let indented = |line: &str| match line.is_empty() {
        true => "\n".to_owned(),
        false => format!("{}{line}\n", " ".repeat(indent)),
    };
    // The first line may begin with spaces, so the indentation is explicit.
    format!("|2\n{}", text.lines().map(indented).collect::<String>())
}
