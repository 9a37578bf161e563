//! State tables in pages: made of the fold, and read page by page by whoever asks about one certificate.
//!
//! Rows stand by number, so many on a page; each page is a file named by its digest, and the `table` statement signs the
//! digests. With many pages it signs the digests of pages of digests, level upon level: what a reader fetches stays small
//! however many certificates there are.

use serde::{Deserialize, Serialize};

use crate::canonical::{self, CanonicalError, Digest};
use crate::fold::Folded;
use crate::notices::TablePage;
use crate::state::StateRow;

/// Certificates on a page.
pub const ROWS: usize = 16;

/// Pages named by a statement, or by a page of digests.
pub const FANOUT: usize = 32;

/// Levels of pages at most: more certificates than there are numbers.
pub const LEVELS: usize = 8;

/// `format` of a page.
pub const PAGE_FORMAT: &str = "https://sekisho.example/state-page/v1";

/// The path of a page in the register.
#[must_use]
pub fn page_path(digest: Digest) -> String {
    format!("states/{digest}.json")
}

/// A page of a state table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
pub enum Page {
    /// States of certificates.
    Rows {
        /// [`PAGE_FORMAT`].
        format: String,
        /// At most [`ROWS`], by number.
        rows: Vec<StateRow>,
    },
    /// Digests of pages of states, or of pages of digests.
    Pages {
        /// [`PAGE_FORMAT`].
        format: String,
        /// At most [`FANOUT`], by the first number on each.
        pages: Vec<TablePage>,
    },
}

/// Why a page is not believed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PageError {
    /// Not canonical JSON of a page.
    #[error(transparent)]
    Spelling(#[from] CanonicalError),
    /// Another form.
    #[error("page format is {found:?}, wanted {PAGE_FORMAT:?}")]
    Format {
        /// What stood there.
        found: String,
    },
    /// Too many lines on it.
    #[error("a page of {found} lines, at most {limit} are allowed")]
    TooLong {
        /// Lines found.
        found: usize,
        /// The limit.
        limit: usize,
    },
    /// Numbers that do not ascend, or do not begin with the one that was signed.
    #[error("the numbers on the page do not ascend from {first:?}")]
    Order {
        /// The first number, as signed.
        first: String,
    },
}

impl Page {
    /// Reads the page that begins with this number.
    ///
    /// # Errors
    /// When it is not in its one spelling, too long, or its numbers do not ascend from the first.
    pub fn from_bytes(bytes: &[u8], first: &str) -> Result<Page, PageError> {
        let page: Page = canonical::from_json(bytes)?;
        let (format, numbers, limit): (_, Vec<&str>, _) = match &page {
            Page::Rows { format, rows } => (
                format,
                rows.iter().map(|row| row.number.as_str()).collect(),
                ROWS,
            ),
            Page::Pages { format, pages } => (
                format,
                pages.iter().map(|page| page.first.as_str()).collect(),
                FANOUT,
            ),
        };
        if format != PAGE_FORMAT {
            let found = canonical::shown(format);
            return Err(PageError::Format { found });
        }
        if numbers.len() > limit {
            let found = numbers.len();
            return Err(PageError::TooLong { found, limit });
        }
        let ascends = numbers.windows(2).all(|pair| pair[0] < pair[1]);
        if !ascends || numbers.first() != Some(&first) {
            let first = canonical::shown(first);
            return Err(PageError::Order { first });
        }
        Ok(page)
    }

    /// Canonical JSON: the bytes whose digest is signed.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        canonical::to_json(self)
    }
}

/// Among pages in order, the one on which a number stands if it stands anywhere.
#[must_use]
pub fn page_of<'p>(pages: &'p [TablePage], number: &str) -> Option<&'p TablePage> {
    let behind = pages.partition_point(|page| page.first.as_str() <= number);
    pages.get(behind.checked_sub(1)?)
}

/// The pages of the state table of a growing fold; only what changed is made again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pages {
    /// All numbers, in order.
    numbers: Vec<String>,
    /// The pages of rows, and above them level by level the pages of digests that are needed; nothing where one must be
    /// made again.
    levels: Vec<Vec<Option<TablePage>>>,
}

impl Pages {
    /// A certificate was issued.
    pub fn insert(&mut self, number: &str) {
        let Err(at) = self
            .numbers
            .binary_search_by(|known| known.as_str().cmp(number))
        else {
            return;
        };
        self.numbers.insert(at, number.to_owned());
        // Whatever stands behind it moves by one.
        let (mut page, mut count) = (at / ROWS, self.numbers.len().div_ceil(ROWS));
        for level in 0.. {
            if self.levels.len() == level {
                self.levels.push(Vec::new());
            }
            self.levels[level].truncate(page);
            self.levels[level].resize(count, None);
            if count <= FANOUT {
                break;
            }
            (page, count) = (page / FANOUT, count.div_ceil(FANOUT));
        }
    }

    /// What a certificate's row says has changed.
    pub fn touch(&mut self, number: &str) {
        let found = self
            .numbers
            .binary_search_by(|known| known.as_str().cmp(number));
        let Ok(at) = found else { return };
        let mut page = at / ROWS;
        for level in &mut self.levels {
            level[page] = None;
            page /= FANOUT;
        }
    }

    /// Makes what changed, handing each page made to `made`; gives what the `table` statement names.
    pub fn refresh(
        &mut self,
        folded: &Folded,
        made: &mut dyn FnMut(Digest, Vec<u8>),
    ) -> Vec<TablePage> {
        let format = || PAGE_FORMAT.to_owned();
        let mut below: Option<Vec<TablePage>> = None;
        for level in &mut self.levels {
            for (at, page) in level
                .iter_mut()
                .enumerate()
                .filter(|(_, page)| page.is_none())
            {
                *page = Some(match &below {
                    None => {
                        let numbers = self.numbers.chunks(ROWS).nth(at).unwrap_or_default();
                        let rows = numbers.iter().filter_map(|number| folded.row(number));
                        let rows = rows.collect();
                        let format = format();
                        named(&numbers[0], &Page::Rows { format, rows }, made)
                    }
                    Some(below) => {
                        let pages = below.chunks(FANOUT).nth(at).unwrap_or_default().to_vec();
                        let (first, format) = (pages[0].first.clone(), format());
                        named(&first, &Page::Pages { format, pages }, made)
                    }
                });
            }
            below = Some(level.iter().flatten().cloned().collect());
        }
        below.unwrap_or_default()
    }

    /// Has every page made again at the next [`Pages::refresh`].
    pub fn forget(&mut self) {
        self.levels.iter_mut().for_each(|level| level.fill(None));
    }
}

fn named(first: &str, page: &Page, made: &mut dyn FnMut(Digest, Vec<u8>)) -> TablePage {
    let bytes = page.to_bytes();
    let sha256 = Digest::of(&bytes);
    made(sha256, bytes);
    TablePage {
        first: first.to_owned(),
        sha256,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(first: &str) -> TablePage {
        TablePage {
            first: first.to_owned(),
            sha256: Digest::of(first.as_bytes()),
        }
    }

    #[test]
    fn a_number_stands_on_the_last_page_that_begins_at_or_before_it() {
        let pages = ["b", "d", "f"].map(page);
        let first = |number| page_of(&pages, number).map(|page| page.first.as_str());
        assert_eq!(first("a"), None);
        assert_eq!(first("b"), Some("b"));
        assert_eq!(first("c"), Some("b"));
        assert_eq!(first("d"), Some("d"));
        assert_eq!(first("z"), Some("f"));
        assert_eq!(page_of(&[], "a"), None);
    }

    #[test]
    fn a_page_whose_numbers_do_not_ascend_from_the_signed_one_is_refused() {
        let bytes = |pages: &[&str]| {
            let pages = pages.iter().map(|first| page(first)).collect();
            let format = PAGE_FORMAT.to_owned();
            Page::Pages { format, pages }.to_bytes()
        };
        assert!(Page::from_bytes(&bytes(&["a", "b"]), "a").is_ok());
        for wrong in [&["b", "a"][..], &["a", "a"], &["b", "c"], &[]] {
            let refused = Page::from_bytes(&bytes(wrong), "a");
            assert!(matches!(refused, Err(PageError::Order { .. })), "{wrong:?}");
        }
        let many: Vec<String> = (0..=FANOUT).map(|n| format!("{n:03}")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        let refused = Page::from_bytes(&bytes(&many), "000");
        assert!(matches!(refused, Err(PageError::TooLong { .. })));
    }
}
