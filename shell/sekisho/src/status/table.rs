//! A work list as a table of comma-separated values, as spreadsheets take it.

use jiff::civil::Date;

use super::Line;
use crate::Failure;
use crate::talk::Talk;

/// The mark by which a Japanese spreadsheet knows UTF-8.
const MARK: &str = "\u{feff}";

/// The whole table.
pub(super) fn write(lines: &[Line], today: Date, talk: &Talk) -> Result<String, Failure> {
    let mut table = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    let heads = ["due", "days", "late", "what", "who", "case", "product"];
    let heads = heads.iter().chain(&["since"]);
    table.write_record(heads.map(|head| talk.say(&format!("status-head-{head}"), &[])))?;
    for line in lines {
        let entry = &line.entry;
        let days = entry.due.map(|due| (due - today).get_days().to_string());
        let late = if line.late { "status-yes" } else { "status-no" };
        table.write_record([
            entry.due.map(|due| due.to_string()).unwrap_or_default(),
            days.unwrap_or_default(),
            talk.say(late, &[]),
            harmless(&line.what),
            harmless(&line.who),
            harmless(entry.case.as_ref().map_or("", |case| case.as_str())),
            harmless(&line.product),
            entry.since.to_string(),
        ])?;
    }
    let bytes = table.into_inner()?;
    Ok(format!("{MARK}{}", String::from_utf8(bytes)?))
}

/// A cell that a spreadsheet shows and does not reckon with: what could begin a formula gets an apostrophe before it.
pub(super) fn harmless(text: &str) -> String {
    let one_line = texts::messages::one_line(text);
    // A spreadsheet passes over white space before it looks for a formula.
    let first = one_line.trim_start().chars().next();
    let begins = |c: char| {
        matches!(
            c,
            '=' | '+' | '-' | '@' | '\t' | '\r' | '＝' | '＋' | '－' | '＠'
        )
    };
    if first.is_some_and(begins) {
        format!("'{one_line}")
    } else {
        one_line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_begin_a_formula_does_not() {
        for (text, expected) in [
            ("=HYPERLINK(\"x\")", "'=HYPERLINK(\"x\")"),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("＝1+1", "'＝1+1"),
            ("  =1", "'  =1"),
            ("Gateway = good", "Gateway = good"),
            ("評価する", "評価する"),
            ("", ""),
        ] {
            assert_eq!(harmless(text), expected);
        }
    }
}
