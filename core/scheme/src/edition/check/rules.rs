//! Parameters: numbers that make sense and do not contradict each other.

use super::super::read::{RawRule, RawRules};
use super::super::{EditionError, FixDays, Rule, Rules, SurveillanceDays};
use super::{Known, within};

const TEN_YEARS: i64 = 3660;

impl Known<'_> {
    pub(super) fn rule<T>(&self, name: &str, raw: RawRule<T>) -> Result<Rule<T>, EditionError> {
        let line = self.line(&raw.value);
        let (mark, source) = self.origin(line, name, raw.mark, raw.source)?;
        self.signs(line, name, &raw.footnote)?;
        Ok(Rule {
            value: raw.value.into_inner(),
            mark,
            source,
            footnote: raw.footnote,
        })
    }

    fn number<N: TryFrom<i64>>(
        &self,
        name: &str,
        raw: RawRule<i64>,
        (least, most): (i64, i64),
    ) -> Result<Rule<N>, EditionError> {
        let line = self.line(&raw.value);
        let rule = self.rule(name, raw)?;
        Ok(Rule {
            value: within(line, name, rule.value, least, most)?,
            mark: rule.mark,
            source: rule.source,
            footnote: rule.footnote,
        })
    }

    pub(super) fn rules(&self, raw: RawRules) -> Result<Rules, EditionError> {
        let with_blocking_line = self.line(&raw.transition_days_with_blocking.value);
        let fix_line = self.line(&raw.fix_days.value);
        let surveillance_line = self.line(&raw.surveillance_days.value);
        let work_line = self.line(&raw.work_days.value);
        let answer_line = self.line(&raw.answer_days.value);
        let rules = Rules {
            validity_years: self.number("validity_years", raw.validity_years, (1, 10))?,
            transition_days: self.number("transition_days", raw.transition_days, (0, TEN_YEARS))?,
            transition_days_with_blocking: self.number(
                "transition_days_with_blocking",
                raw.transition_days_with_blocking,
                (0, TEN_YEARS),
            )?,
            component_limit_days: self.number(
                "component_limit_days",
                raw.component_limit_days,
                (0, TEN_YEARS),
            )?,
            checkpoint_age_days: self.number(
                "checkpoint_age_days",
                raw.checkpoint_age_days,
                (1, 366),
            )?,
            feed_age_days: self.number("feed_age_days", raw.feed_age_days, (1, TEN_YEARS))?,
            unmatchable_percent: self.number(
                "unmatchable_percent",
                raw.unmatchable_percent,
                (0, 100),
            )?,
            blocking_from: self.rule("blocking_from", raw.blocking_from)?,
            support_after_certificate: self
                .rule("support_after_certificate", raw.support_after_certificate)?,
            fix_days: self.rule("fix_days", raw.fix_days)?,
            surveillance_days: self.rule("surveillance_days", raw.surveillance_days)?,
            surveillance_overdue: self.rule("surveillance_overdue", raw.surveillance_overdue)?,
            work_days: self.rule("work_days", raw.work_days)?,
            answer_days: self.rule("answer_days", raw.answer_days)?,
            dates: self.rule("dates", raw.dates)?,
        };
        if rules.transition_days_with_blocking.value > rules.transition_days.value {
            return Err(EditionError::Contradicts {
                line: with_blocking_line,
                rule: "transition_days_with_blocking".to_owned(),
                other: "transition_days".to_owned(),
                why: "a known blocking finding cannot make the transition longer",
            });
        }
        by_severity(fix_line, "fix_days", &rules.fix_days.value)?;
        by_severity(answer_line, "answer_days", &rules.answer_days.value)?;
        surveillance_days(surveillance_line, &rules.surveillance_days.value)?;
        for (name, days) in rules.work_days.value.each() {
            let rule = format!("work_days {name}");
            within::<u32>(work_line, &rule, i64::from(days), 1, TEN_YEARS)?;
        }
        Ok(rules)
    }
}

/// Days for each severity, the worse the fewer.
fn by_severity(line: usize, name: &str, days: &FixDays) -> Result<(), EditionError> {
    let worst_first = [
        ("critical", days.critical),
        ("high", days.high),
        ("medium", days.medium),
        ("low", days.low),
    ];
    growing(line, name, &worst_first)
}

fn surveillance_days(line: usize, days: &SurveillanceDays) -> Result<(), EditionError> {
    let worst_first = [
        ("exploited", days.exploited),
        ("critical", days.critical),
        ("high", days.high),
        ("medium", days.medium),
        ("low", days.low),
    ];
    growing(line, "surveillance_days", &worst_first)
}

/// Days that make sense, the worst first and none shorter than the one before it.
fn growing(line: usize, rule: &str, worst_first: &[(&str, u32)]) -> Result<(), EditionError> {
    for (name, days) in worst_first {
        let rule = format!("{rule} {name}");
        within::<u32>(line, &rule, i64::from(*days), 1, TEN_YEARS)?;
    }
    if !worst_first.is_sorted_by_key(|(_, days)| *days) {
        return Err(EditionError::Contradicts {
            line,
            rule: rule.to_owned(),
            other: "itself".to_owned(),
            why: "a worse vulnerability may not wait longer than a milder one",
        });
    }
    Ok(())
}
