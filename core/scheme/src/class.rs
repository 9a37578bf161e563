//! The order of classes: which class is above which, and what each asks for with those below.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use crate::edition::Edition;
use crate::id::{CategoryId, ClassId, TestId};

impl Edition {
    /// How two classes of a category stand to each other; `None` when they are not comparable
    /// (2-a and 2-b) or one of them is unknown.
    #[must_use]
    pub fn compare(&self, category: CategoryId, a: &ClassId, b: &ClassId) -> Option<Ordering> {
        let (left, right) = (self.class(category, a)?, self.class(category, b)?);
        if a == b {
            Some(Ordering::Equal)
        } else if right.below.contains(a) {
            Some(Ordering::Less)
        } else if left.below.contains(b) {
            Some(Ordering::Greater)
        } else {
            None
        }
    }

    /// Whether a class held is one of these or above one of them: "class 2 or above" is
    /// `["2-a", "2-b"]`. An unknown class meets nothing.
    #[must_use]
    pub fn meets(&self, category: CategoryId, held: &ClassId, at_least: &[ClassId]) -> bool {
        at_least
            .iter()
            .filter_map(|least| self.compare(category, held, least))
            .any(Ordering::is_ge)
    }

    /// The tests of a class and of all classes below it; empty when the class is unknown.
    #[must_use]
    pub fn required_tests(&self, category: CategoryId, class: &ClassId) -> BTreeSet<TestId> {
        let Some(asked) = self.class(category, class) else {
            return BTreeSet::new();
        };
        let below = asked.below.iter().filter_map(|id| self.class(category, id));
        let all = below.chain([asked]);
        all.flat_map(|class| class.tests.iter().cloned()).collect()
    }
}
