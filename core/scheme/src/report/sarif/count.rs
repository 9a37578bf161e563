//! How many runs and results a SARIF file has, counted without keeping any of them.

use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// How many there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Counted {
    pub(super) runs: usize,
    /// Of all runs together.
    pub(super) results: usize,
}

/// Counts as far as the text is well formed: where it is not, whoever reads it next says so.
pub(super) fn of(bytes: &[u8]) -> Counted {
    let read = serde_json::from_slice(bytes);
    read.map_or_else(|_| Counted::default(), |Document(counted)| counted)
}

struct Document(Counted);
struct Runs(Counted);
struct Run(usize);
struct Results(usize);

impl<'de> Deserialize<'de> for Document {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let counted = member::<Runs, D>(from, "runs")?;
        Ok(Self(
            counted.map_or_else(Counted::default, |Runs(counted)| counted),
        ))
    }
}

impl<'de> Deserialize<'de> for Run {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let counted = member::<Results, D>(from, "results")?;
        Ok(Self(counted.map_or(0, |Results(count)| count)))
    }
}

impl<'de> Deserialize<'de> for Runs {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let mut counted = Counted::default();
        let run = |Run(results): Run| {
            counted.runs += 1;
            counted.results += results;
        };
        from.deserialize_any(Each(run, std::marker::PhantomData))?;
        Ok(Self(counted))
    }
}

impl<'de> Deserialize<'de> for Results {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let mut count = 0;
        from.deserialize_any(Each(|_: IgnoredAny| count += 1, std::marker::PhantomData))?;
        Ok(Self(count))
    }
}

/// The member of this name of an object, if it is one and has it.
fn member<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    from: D,
    name: &'static str,
) -> Result<Option<T>, D::Error> {
    from.deserialize_any(Member(name, std::marker::PhantomData))
}

struct Member<T>(&'static str, std::marker::PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Member<T> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut found = None;
        while let Some(key) = map.next_key::<String>()? {
            if key == self.0 {
                found = Some(map.next_value()?);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(found)
    }
}

/// Hands each element of a list to a function; null is an empty list.
struct Each<F, T>(F, std::marker::PhantomData<T>);

impl<'de, T: Deserialize<'de>, F: FnMut(T)> Visitor<'de> for Each<F, T> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut list: A) -> Result<(), A::Error> {
        while let Some(element) = list.next_element()? {
            (self.0)(element);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_and_results_are_counted_and_what_is_malformed_is_left_to_the_reader() {
        for (text, runs, results) in [
            (
                r#"{"version":"2.1.0","runs":[{"results":[{},{"a":[1]}]},{"results":null},{}]}"#,
                3,
                2,
            ),
            (r#"{"runs":null}"#, 0, 0),
            (r#"{"runs":[]}"#, 0, 0),
            ("[]", 0, 0),
            (r#"{"runs":[{"results":[{}]"#, 0, 0),
        ] {
            assert_eq!(of(text.as_bytes()), Counted { runs, results }, "{text}");
        }
    }
}
