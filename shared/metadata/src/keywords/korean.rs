use super::spaced;
use super::term::WeightedTerm;
use text::list;
use text::words::words;

/// Terms in Korean: words without the particles attached to them.
pub(super) fn weigh(parts: &[&str], title: &str) -> Vec<WeightedTerm> {
    let parts: Vec<String> = parts.iter().map(|part| stripped(part)).collect();
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    spaced::weigh(&parts, &stripped(title), "ko")
}

fn stripped(text: &str) -> String {
    let mut stripped = String::with_capacity(text.len());
    let mut end = 0;
    for word in words(text) {
        stripped.push_str(&text[end..word.at]);
        stripped.push_str(stem(word.text));
        end = word.at + word.text.len();
    }
    stripped.push_str(&text[end..]);
    stripped
}

fn stem(word: &str) -> &str {
    let particle = list(PARTICLES).find_map(|particle| word.strip_suffix(particle));
    particle.filter(|stem| stem.chars().count() >= 2).unwrap_or(word)
}

/// Particles; longer ones precede their own suffixes.
const PARTICLES: &str = "\
    에서는 으로는 에게서 까지는 부터는 이라고 에서도 에서 으로 에게 까지 부터 라고 이나 에는 에도 과의 와의 들이 들은 들을 들의 은 는 이 가 을 를 의 에 \
    와 과 도 로 만";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn particles_are_no_part_of_a_term() {
        let terms = weigh(&["교육청은 학교를 짓는다. 학교에서 교육청이 발표했다."], "");
        let found: Vec<&str> = terms.iter().map(|term| term.term.as_str()).collect();
        assert!(found.contains(&"교육청") && found.contains(&"학교"), "{found:?}");
    }
}
