use std::fmt::Write;

use article::Document;
use language::{Engine, Evidence, Finding};

/// The language of one document and the evidence for it, for people.
pub(super) fn sheet(place: &str, document: &Document, engine: &dyn Engine) -> String {
    let (finding, evidence) = engine.explain(&document.text);
    let declared = document.declared.language.as_ref().map(|stated| stated.value.as_str());
    let finding = match declared {
        Some(declared) => finding.settled_by(declared),
        None => finding,
    };
    let mut sheet = Sheet(String::new());
    sheet.finding(place, &finding, declared);
    if let Some(evidence) = evidence {
        sheet.evidence(&evidence);
        sheet.segments(&evidence);
    }
    sheet.0
}

/// Lines of a name and its values.
struct Sheet(String);

impl Sheet {
    fn finding(&mut self, place: &str, finding: &Finding, declared: Option<&str>) {
        let doubt = if finding.reliable { "reliable" } else { "not reliable" };
        let confidence = finding.confidence;
        let _ = writeln!(self.0, "{place}: {} {confidence:.3} {doubt}", finding.tag);
        let or = finding.alternatives.iter().map(|o| format!("{} {:.3}", o.tag, o.confidence));
        self.row("or", or);
        self.row("mixed", finding.languages.iter().map(|s| part(s.tag, s.share)));
        self.row("declared", declared);
        self.row("outside", finding.outside);
    }

    fn evidence(&mut self, evidence: &Evidence) {
        self.row("letters", evidence.scripts.iter().map(|(script, n)| format!("{script} {n}")));
        let chinese = evidence.chinese;
        if chinese.simplified + chinese.traditional > 0 {
            let (simplified, traditional) = (chinese.simplified, chinese.traditional);
            self.row("Chinese", [format!("simplified {simplified}, traditional {traditional}")]);
        }
        self.row("credit", evidence.credit.iter().map(|&(tag, share)| part(tag, share)));
        if let Some(features) = evidence.features {
            let (fit, won) = (features.fit, features.won * 100.0);
            self.row("fit", [format!("{fit:+.2} nats per letter in {won:.0} % of the letters")]);
            let noise = [("not words", features.dropped), ("symbols", features.symbols)];
            self.row("noise", noise.map(|(name, share)| part(name, share)));
            self.row("thin", features.thin.then_some("too few letters, or too few different ones"));
        }
    }

    fn segments(&mut self, evidence: &Evidence) {
        if evidence.segments.is_empty() {
            return;
        }
        self.row("segments", ["script, letters, winner, its fit, nats per letter against the tag"]);
        for (number, segment) in evidence.segments.iter().enumerate() {
            let script = segment.script.unwrap_or("?");
            let winner = segment.winner.unwrap_or("-");
            let nats =
                |nats: Option<f32>| nats.map_or("-".to_owned(), |nats| format!("{nats:+.2}"));
            let (letters, fit, against) =
                (segment.letters, nats(segment.fit), nats(segment.against));
            let _ = writeln!(
                self.0,
                "    {:>3}  {script}  {letters:>3}  {winner:<8} {fit:>6} {against:>6}",
                number + 1
            );
        }
    }

    /// One line, unless there are no values.
    fn row(&mut self, name: &str, parts: impl IntoIterator<Item = impl AsRef<str>>) {
        let parts: Vec<_> = parts.into_iter().map(|part| part.as_ref().to_owned()).collect();
        if !parts.is_empty() {
            let _ = writeln!(self.0, "  {name:<9} {}", parts.join(" · "));
        }
    }
}

fn part(name: &str, share: f32) -> String {
    format!("{name} {:.0} %", share * 100.0)
}
