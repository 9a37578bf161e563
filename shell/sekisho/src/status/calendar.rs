//! A work list as a calendar (iCalendar, RFC 5545): a whole-day event on each day on which something is due.

use jiff::{Span, Timestamp};

use super::Line;
use crate::talk::Talk;

/// A content line is folded before it has more bytes than this (RFC 5545, section 3.1).
const LINE_BYTES: usize = 75;

/// The whole calendar; what has no due day does not stand in it. `origin` names the register, so that two bodies' events
/// are never the same.
pub(super) fn write(lines: &[Line], origin: &str, moment: Timestamp, talk: &Talk) -> String {
    let mut calendar = String::new();
    let mut put = |name: &str, value: &str| fold(&mut calendar, &format!("{name}:{value}"));
    put("BEGIN", "VCALENDAR");
    put("VERSION", "2.0");
    put("PRODID", "-//Sekisho//body status//EN");
    put("CALSCALE", "GREGORIAN");
    put("METHOD", "PUBLISH");
    put("X-WR-CALNAME", &escaped(&talk.say("status-calendar", &[])));
    let stamp = moment.strftime("%Y%m%dT%H%M%SZ").to_string();
    for line in lines {
        let entry = &line.entry;
        let Some(due) = entry.due else { continue };
        put("BEGIN", "VEVENT");
        put("UID", &escaped(&uid(line, origin)));
        put("DTSTAMP", &stamp);
        put("DTSTART;VALUE=DATE", &due.strftime("%Y%m%d").to_string());
        let next = due.saturating_add(Span::new().days(1));
        put("DTEND;VALUE=DATE", &next.strftime("%Y%m%d").to_string());
        put("SUMMARY", &escaped(&line.what));
        let case = entry.case.as_ref().map_or("", |case| case.as_str());
        let args = [
            ("who", line.who.as_str().into()),
            ("case", case.into()),
            ("product", line.product.as_str().into()),
            ("since", entry.since.to_string().into()),
        ];
        put("DESCRIPTION", &escaped(&talk.say("status-event", &args)));
        put("TRANSP", "TRANSPARENT");
        put("END", "VEVENT");
    }
    put("END", "VCALENDAR");
    calendar
}

/// The name of an event: the same work has the same name in every calendar that is written later, so that a later one
/// takes the earlier one's place.
fn uid(line: &Line, origin: &str) -> String {
    let entry = &line.entry;
    let task = serde_json::to_string(&entry.task).unwrap_or_default();
    let case = entry.case.as_ref().map_or("", |case| case.as_str());
    let named = scheme::id::Digest::of(format!("{origin}\n{case}\n{task}").as_bytes());
    let host = origin.split('/').next().unwrap_or_default();
    format!("{}@{host}", &named.to_string()[..32])
}

/// A text value (RFC 5545, section 3.3.11).
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => escaped.extend(['\\', c]),
            '\n' => escaped.push_str("\\n"),
            c if c.is_control() => {}
            c => escaped.push(c),
        }
    }
    escaped
}

/// Adds a content line: of at most 75 bytes each, the next ones behind a space, no character cut in two.
fn fold(calendar: &mut String, line: &str) {
    let mut bytes = 0;
    for c in line.chars() {
        if bytes + c.len_utf8() > LINE_BYTES {
            calendar.push_str("\r\n ");
            bytes = 1;
        }
        calendar.push(c);
        bytes += c.len_utf8();
    }
    calendar.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_folded(line: &str) -> String {
        let mut folded = String::new();
        fold(&mut folded, line);
        assert!(folded.ends_with("\r\n"));
        for part in folded.trim_end_matches("\r\n").split("\r\n") {
            assert!(part.len() <= LINE_BYTES, "{} bytes: {part}", part.len());
        }
        // Unfolding takes out each line break with the space behind it.
        assert_eq!(folded.trim_end_matches("\r\n").replace("\r\n ", ""), line);
        folded
    }

    #[test]
    fn a_long_line_is_folded_and_unfolds_to_itself() {
        check_folded("DESCRIPTION:This is a long description that exists on a long line.");
        let long = format!("SUMMARY:{}", "x".repeat(200));
        assert_eq!(check_folded(&long).matches("\r\n ").count(), 2);
        check_folded(&format!("SUMMARY:{}", "認証の申請を受理する".repeat(20)));
        check_folded(&format!("SUMMARY:{}", "x".repeat(67)));
    }

    #[test]
    fn a_text_is_escaped_as_the_standards_example_is() {
        // RFC 5545, section 3.3.11.
        let meant = "Project XYZ Final Review\nConference Room - 3B\nCome Prepared.";
        let written = "Project XYZ Final Review\\nConference Room - 3B\\nCome Prepared.";
        assert_eq!(escaped(meant), written);
        assert_eq!(escaped("a;b,c\\d"), "a\\;b\\,c\\\\d");
        assert_eq!(escaped("a\r\nBEGIN:VEVENT"), "a\\nBEGIN:VEVENT");
    }
}
