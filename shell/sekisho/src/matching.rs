//! `sekisho match`: parts lists against advisories, without body or register.

mod given;
pub(crate) mod sarif;
mod vex_draft;

use std::borrow::Cow;
use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread;

use jiff::Timestamp;
use texts::Arg;
use vulnerability::{
    EcosystemRecords, FeedSummary, Finding, Format, Limits, Matching, Outcome, PartsList, Policy,
    Purl, Reason, Verdict, read_decisions,
};

use self::given::Given;
use crate::cli::{Form, Match};
use crate::talk::Talk;
use crate::undone::at;
use crate::{Answer, Failure, advisories, feeds, input, roots};

/// The largest file of decisions that is read.
const DECISIONS_BYTES: u64 = 16 << 20;

/// The largest os-release file that is read.
const OS_RELEASE_BYTES: u64 = 1 << 20;

pub(crate) fn run(order: &Match, talk: &Talk) -> Result<Answer, Failure> {
    let limits = Limits::default();
    let busy = talk.progress("progress-matching");
    let os_release = match &order.os_release {
        Some(path) => Some(input::text(path, OS_RELEASE_BYTES)?),
        None => None,
    };
    let Given { vex, unsigned } = Given::read(&order.vex, &order.vex_keys, &limits)?;
    // The process ends after this; giving its memory back piece by piece would be a tenth of the work.
    let opened = ManuallyDrop::new(match order.advisories.as_slice() {
        [] => feeds::open_kept(&advisories::needed(order.data.as_deref())?, &limits),
        asked => feeds::open(asked, &limits),
    });
    let mut policy = Policy::at(service::now());
    policy.max_age_days = order.max_age_days;
    policy.unsigned = unsigned;
    if let Some(product) = &order.product {
        let purl = product.parse::<Purl>();
        let purl = purl.map_err(at(Path::new("--product")))?;
        policy.product.purls.push(purl);
    }
    for path in &order.decisions {
        let bytes = input::read(path, DECISIONS_BYTES)?;
        let decided = read_decisions(&bytes, &limits).map_err(at(path))?;
        policy.decided.extend(decided);
    }
    let mut matching = ManuallyDrop::new(Matching::new(&opened.feeds, &opened.catalogues));
    let mut roots = Vec::new();
    let read = |path: &Path| lists(path, os_release.as_deref(), &limits);
    in_order(&order.parts, &read, &mut |path, read| {
        if read.of_root {
            roots.push(path.display().to_string());
        }
        for list in read.lists {
            // Unless it was said, the product that statements must name is the one that the lists call their own.
            if order.product.is_none() {
                let own = list.parts.iter().filter(|part| part.own);
                let purls = own.filter_map(|part| part.purl.clone());
                policy.product.purls.extend(purls);
            }
            matching.take(list);
        }
    })?;
    let outcome = ManuallyDrop::new(matching.outcome(&vex, &policy));
    busy.finish_and_clear();
    for root in &roots {
        talk.line(&talk.say("match-root", &[("root", root.as_str().into())]));
    }
    match order.form {
        Form::Sarif => talk.value(&sarif::log(&[&outcome], talk))?,
        Form::CycloneDxVex => {
            let product = policy.product.purls.first();
            talk.value(&vex_draft::document(&outcome, product, policy.at, talk))?;
        }
        Form::Own if talk.json => talk.value(&*outcome)?,
        Form::Own => tell(&outcome, talk),
    }
    Ok(if outcome.verdict == Verdict::Pass {
        Answer::Yes
    } else {
        Answer::No
    })
}

/// What one path gave.
struct Lists {
    lists: Vec<PartsList>,
    /// They are of a root file system.
    of_root: bool,
}

fn lists(path: &Path, os_release: Option<&str>, limits: &Limits) -> Result<Lists, Failure> {
    Ok(match roots::lists(path, os_release, limits)? {
        Some(lists) => Lists {
            lists,
            of_root: true,
        },
        None => Lists {
            lists: vec![list(path, os_release, limits)?],
            of_root: false,
        },
    })
}

/// Reads each path and hands what it gave over in the order of the paths. Many are read by several threads, each at most one
/// path ahead, so that a country's lists never lie in memory together.
fn in_order(
    paths: &[PathBuf],
    read: &(dyn Fn(&Path) -> Result<Lists, Failure> + Sync),
    take: &mut dyn FnMut(&Path, Lists),
) -> Result<(), Failure> {
    // Standard input can be read once only, so whoever reads it must also be able to say what is wrong with it.
    let once = paths.iter().any(|path| path.as_os_str() == "-");
    let threads = match paths.len() {
        // To ask how many there are is work of its own.
        ..4 => 1,
        _ => thread::available_parallelism().map_or(1, usize::from),
    };
    let threads = threads.min(8);
    if paths.len() < 2 * threads || threads == 1 || once {
        for path in paths {
            take(path, read(path)?);
        }
        return Ok(());
    }
    thread::scope(|scope| {
        let each = (0..threads).map(|first| {
            let (give, get) = mpsc::sync_channel(1);
            scope.spawn(move || {
                for path in paths.iter().skip(first).step_by(threads) {
                    // Nobody listens any more once a path before this one could not be read.
                    if give.send(read(path).ok()).is_err() {
                        break;
                    }
                }
            });
            get
        });
        let each: Vec<mpsc::Receiver<Option<Lists>>> = each.collect();
        for (at, path) in paths.iter().enumerate() {
            match each[at % threads].recv() {
                Ok(Some(lists)) => take(path, lists),
                // What stands in the way is said by this thread, which can name it.
                _ => take(path, read(path)?),
            }
        }
        Ok(())
    })
}

/// A parts list that is a file of its own.
fn list(path: &Path, os_release: Option<&str>, limits: &Limits) -> Result<PartsList, Failure> {
    let bytes = input::read(path, limits.document_bytes as u64)?;
    let list = PartsList::read(&path.display().to_string(), &bytes, limits);
    let list = list.map_err(at(path))?;
    if list.format == Format::RpmSqlite {
        roots::closed(path)?;
    }
    Ok(match os_release {
        Some(text) => list.in_release(text),
        None => list,
    })
}

/// The outcome in words.
pub(crate) fn tell(outcome: &Outcome, talk: &Talk) {
    let number = |n: usize| Cow::Owned(n.to_string());
    let coverage = &outcome.coverage;
    talk.line(&talk.say(&format!("match-verdict-{}", outcome.verdict), &[]));
    for reason in &outcome.reasons {
        talk.line(&format!("  · {}", talk.texts.reason("match", reason)));
        if let Reason::NoFeed { ecosystem, .. } = reason
            && let Some(feed) = advisories::osv_preset(ecosystem)
        {
            talk.line(&format!(
                "    {}",
                talk.say("match-bring", &[("feed", feed.into())])
            ));
        }
    }
    talk.line(&talk.say(
        "match-coverage",
        &[
            ("total", number(coverage.total)),
            ("own", number(coverage.own)),
            ("matchable", number(coverage.matchable)),
            ("matched", number(coverage.matched)),
            ("unmatchable", number(coverage.unmatchable.len())),
        ],
    ));
    tell_feeds(&outcome.feeds, talk);
    for finding in &outcome.findings {
        tell_finding(finding, talk);
    }
    for answered in &outcome.answered {
        let name = answered.finding.name.as_str();
        let args: [Arg<'_>; 3] = [
            ("part", name.into()),
            ("advisory", answered.finding.advisory.as_str().into()),
            ("author", answered.author.as_str().into()),
        ];
        let message = match answered.signed {
            true => "match-answered",
            false => "match-answered-unsigned",
        };
        talk.line(&talk.say(message, &args));
    }
    for dismissed in &outcome.dismissed {
        let args: [Arg<'_>; 4] = [
            ("part", dismissed.finding.name.as_str().into()),
            ("advisory", dismissed.finding.advisory.as_str().into()),
            ("by", dismissed.by.as_str().into()),
            ("reason", dismissed.reason.as_str().into()),
        ];
        talk.line(&talk.say("match-dismissed", &args));
    }
    if !outcome.notices.is_empty() {
        talk.line(&talk.say("match-notices", &[("count", number(outcome.notices.len()))]));
        for notice in &outcome.notices {
            let version = notice.version.as_deref().unwrap_or("–");
            talk.line(&format!(
                "  {} {} {}",
                notice.name, version, notice.advisory
            ));
        }
    }
    tell_unmatchable(outcome, talk);
}

/// The advisories with their age, a line for each.
pub(crate) fn tell_feeds(feeds: &[FeedSummary], talk: &Talk) {
    let number = |n: usize| Cow::Owned(n.to_string());
    for feed in feeds {
        let newest = feed.newest.map_or("–".to_owned(), day);
        let age = feed
            .age_days
            .map_or("–".to_owned(), |days| days.to_string());
        let args: [Arg<'_>; 5] = [
            ("name", feed.name.as_str().into()),
            ("records", number(feed.records)),
            ("rejected", number(feed.rejected)),
            ("newest", newest.into()),
            ("age", age.into()),
        ];
        talk.line(&talk.say("match-feed", &args));
        if let (None, Some(dated)) = (feed.newest, feed.dated) {
            let args = [("dated", day(dated).into())];
            talk.line(&format!("    {}", talk.say("match-feed-dated", &args)));
        }
        tell_ages(feed, talk);
        tell_rejected(feed, talk);
    }
}

fn day(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d").to_string()
}

/// How many ecosystems of a feed are told with an age of their own, the oldest ones.
const AGES: usize = 6;

/// Where the age of a feed says little of its parts: the ecosystems whose newest record is of another day.
pub(crate) fn tell_ages(feed: &FeedSummary, talk: &Talk) {
    let of_feed = feed.newest.map(day);
    let other_day = |of: &&EcosystemRecords| of.newest.map(day) != of_feed;
    let mut others: Vec<_> = feed.ecosystems.iter().filter(other_day).collect();
    if others.is_empty() {
        return;
    }
    others.sort_by_key(|of| of.newest);
    let told = others.iter().take(AGES).map(|of| {
        let days = of.age_days.map_or("–".to_owned(), |days| days.to_string());
        let args: [Arg<'_>; 3] = [
            ("ecosystem", of.name.as_str().into()),
            ("newest", of.newest.map_or("–".to_owned(), day).into()),
            ("age", days.into()),
        ];
        talk.say("match-feed-by-one", &args)
    });
    let mut all = told.collect::<Vec<_>>().join(", ");
    if others.len() > AGES {
        let more = (others.len() - AGES).to_string();
        all = talk.say(
            "match-feed-by-more",
            &[("all", all.into()), ("count", more.into())],
        );
    }
    let line = talk.say("match-feed-by", &[("all", all.into())]);
    talk.line(&format!("    {line}"));
}

/// How many rejected records of a feed are told with their reason.
const REJECTED: usize = 3;

/// The first records of a feed that could not be read, each with its reason.
fn tell_rejected(feed: &FeedSummary, talk: &Talk) {
    for rejected in feed.rejected_records.iter().take(REJECTED) {
        let args: [Arg<'_>; 2] = [
            ("path", rejected.path.as_str().into()),
            ("reason", talk.texts.foreign(&rejected.reason).into()),
        ];
        talk.line(&format!("    {}", talk.say("match-rejected", &args)));
    }
    if feed.rejected > REJECTED {
        let more = (feed.rejected - REJECTED).to_string();
        let args = [("count", more.into())];
        talk.line(&format!("    {}", talk.say("match-rejected-more", &args)));
    }
}

/// A finding with what to do about it.
pub(crate) fn tell_finding(finding: &Finding, talk: &Talk) {
    let version = finding.version.as_deref().unwrap_or("–");
    let severity = finding.severity.map_or("–".to_owned(), |s| s.to_string());
    let score = finding
        .score
        .map_or(String::new(), |score| format!(" {score:.1}"));
    let exploited = if finding.kev == Some(true) {
        " KEV"
    } else {
        ""
    };
    let probable = finding.epss.map_or(String::new(), |probability| {
        format!(" EPSS {:.2} %", probability * 100.0)
    });
    let sign = if finding.stands() { "✗" } else { "?" };
    talk.line(&format!(
        "{sign} {} {version}  {}  {severity}{score}{exploited}{probable}  {}",
        finding.name, finding.advisory, finding.title
    ));
    if !finding.stands() {
        talk.line(&format!("    {}", talk.say("match-candidate", &[])));
    }
    talk.line(&format!("    {}", what_to_do(finding, talk)));
    talk.line(&format!("    {}", finding.why));
}

/// What a maker can do about a finding.
pub(crate) fn what_to_do(finding: &Finding, talk: &Talk) -> String {
    let part = ("part", Cow::Borrowed(finding.name.as_str()));
    if finding.fixed.is_empty() {
        talk.say("finding-replace", &[part])
    } else {
        talk.say(
            "finding-update",
            &[part, ("fixed", finding.fixed.join(", ").into())],
        )
    }
}

/// At most twenty of what could not be matched, counted by reason.
fn tell_unmatchable(outcome: &Outcome, talk: &Talk) {
    let unmatchable = &outcome.coverage.unmatchable;
    let mut counts = std::collections::BTreeMap::new();
    for part in unmatchable {
        *counts.entry(part.reason.to_string()).or_insert(0_usize) += 1;
    }
    for (reason, count) in counts {
        let why = talk.say(&format!("unmatchable-{reason}"), &[]);
        let args = [("count", count.to_string().into()), ("why", why.into())];
        talk.line(&talk.say("match-unmatchable", &args));
        let of_reason = unmatchable
            .iter()
            .filter(|part| part.reason.to_string() == reason);
        let mut names: Vec<_> = of_reason.take(5).map(|part| part.name.as_str()).collect();
        if count > names.len() {
            names.push("…");
        }
        talk.line(&format!("    {}", names.join(", ")));
    }
}
