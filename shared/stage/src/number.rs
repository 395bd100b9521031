/// Returns a parser of a setting that is a number from 1 to `most`.
pub fn up_to(most: usize) -> impl Fn(&str) -> Result<usize, String> + Clone + Send + Sync {
    move |text| {
        let number = text.parse().ok().filter(|number| (1..=most).contains(number));
        number.ok_or_else(|| format!("must be from 1 to {most}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_from_one_to_the_maximum() {
        let read = up_to(50);
        assert_eq!([read("1"), read("50")], [Ok(1), Ok(50)]);
        for text in ["0", "51", "-1", "1.5", ""] {
            assert_eq!(read(text), Err("must be from 1 to 50".to_owned()), "{text}");
        }
    }
}
