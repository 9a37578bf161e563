//! Parameters: numbers that make sense and do not contradict each other.

use super::super::read::{RawRule, RawRules};
use super::super::{EditionError, FixDays, Rule, Rules};
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
        fix_days(fix_line, &rules.fix_days.value)?;
        Ok(rules)
    }
}

fn fix_days(fix_line: usize, fix: &FixDays) -> Result<(), EditionError> {
    for (name, days) in [
        ("critical", fix.critical),
        ("high", fix.high),
        ("medium", fix.medium),
        ("low", fix.low),
    ] {
        let rule = format!("fix_days {name}");
        within::<u32>(fix_line, &rule, i64::from(days), 1, TEN_YEARS)?;
    }
    if !(fix.critical <= fix.high && fix.high <= fix.medium && fix.medium <= fix.low) {
        return Err(EditionError::Contradicts {
            line: fix_line,
            rule: "fix_days".to_owned(),
            other: "itself".to_owned(),
            why: "a worse vulnerability may not wait longer than a milder one",
        });
    }
    Ok(())
}
