use bytesize::ByteSize;

/// Reads the size of a setting, at least one byte: `4194304`, `4MB` or `4MiB`.
pub fn size(text: &str) -> Result<u64, String> {
    let size = text.parse::<ByteSize>().ok().map(|size| size.as_u64()).filter(|&size| size > 0);
    size.ok_or("try 4194304, 4MB or 4MiB".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_a_unit_or_are_in_bytes() {
        for (text, bytes) in [("4194304", 4_194_304), ("4MiB", 4_194_304), ("4MB", 4_000_000)] {
            assert_eq!(size(text), Ok(bytes), "{text}");
        }
        for text in ["", "0", "-1", "many", "4 apples"] {
            assert!(size(text).is_err(), "{text}");
        }
    }
}
