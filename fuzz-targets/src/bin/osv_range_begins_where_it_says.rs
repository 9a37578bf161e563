//! A version lies in an OSV range only at or above an `introduced` event, whatever the order of the events.
//! The version stands on the first line, then one event on each: `i`, `f`, `l` or `m` and its version.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vulnerability::version::range::{Edge, Range};
use vulnerability::version::{Rule, Version};

fuzz_target!(|text: &str| {
    let lines = text.lines();
    let events: Vec<(Edge, &str)> = lines.clone().skip(1).take(20).filter_map(event).collect();
    for rule in Rule::ALL {
        let version = lines.clone().next().map(|line| Version::parse(rule, line));
        let (Some(Ok(version)), Ok(range)) = (version, Range::parse(rule, &events)) else {
            continue;
        };
        if range.contains(&version) {
            let begins = |(edge, at): &(Edge, &str)| {
                *edge == Edge::Introduced
                    && (*at == "0" || Version::parse(rule, at).is_ok_and(|at| at <= version))
            };
            assert!(events.iter().any(begins), "{version} {events:?}");
        }
        assert!(range.fixes().all(|fix| fix.rule() == rule));
    }
});

fn event(line: &str) -> Option<(Edge, &str)> {
    let edges = [
        ('i', Edge::Introduced),
        ('f', Edge::Fixed),
        ('l', Edge::LastAffected),
        ('m', Edge::Limit),
    ];
    let (_, edge) = edges
        .into_iter()
        .find(|(letter, _)| line.starts_with(*letter))?;
    Some((edge, &line[1..]))
}
