use operator::{Conservation, Verdict, plural};

use crate::table::Align::{Left, Right};
use crate::table::Table;

/// The numbers, for people.
pub(super) fn lines(conservation: &Conservation, width: usize) -> Vec<String> {
    let Conservation { accepted, replayed, published, dead, set_aside, in_flight } = conservation;
    let (came, went) = (accepted + replayed, published + dead + set_aside);
    let verdict = match conservation.verdict() {
        Verdict::Balanced => "balanced".to_owned(),
        Verdict::Surplus(count) => {
            format!("balanced, with {} set aside after crashes", plural(count, "duplicate"))
        }
        Verdict::Running => "running".to_owned(),
        Verdict::Missing(count) => {
            format!("NOT BALANCED: {} missing", plural(count, "document"))
        }
    };
    let mut table = Table::new(&[("", Left), ("", Right), ("", Left)]);
    let mut row = |name: &str, count: u64, of: String| {
        table.row(vec![name.to_owned(), count.to_string(), of]);
    };
    // Each tombstone counts as a document in and out.
    let erased = if *replayed > 0 { " or erased" } else { "" };
    row("in", came, format!("{accepted} accepted + {replayed} replayed into later stages{erased}"));
    row(
        "out",
        went,
        format!("{published} published{erased} + {dead} dead + {set_aside} set aside"),
    );
    row("in flight", *in_flight, verdict);
    table.lines(width).into_iter().filter(|line| !line.is_empty()).collect()
}
