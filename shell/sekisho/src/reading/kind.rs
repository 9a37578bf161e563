//! What a file of a register is, told by its path: how long it may be, and whether it can ever change.

use register::limits::{LEAF_BYTES, Limits};
use register::log::TILE_WIDTH;

/// The largest file of a register that is read, where nothing smaller is known.
const FILE_BYTES: u64 = 64 << 20;

/// A digest in hexadecimal and a line's end are 65 bytes.
const LAST_BYTES: u64 = 256;

/// What is known of a file before it is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Kind {
    /// The most bytes that it may have.
    pub(super) limit: u64,
    /// Under this path the same bytes always lie: it may be kept, and its download resumed.
    pub(super) is_final: bool,
}

impl Kind {
    /// Of the file at this path of a register.
    pub(super) fn of(path: &str, limits: &Limits) -> Kind {
        let last = |limit| Kind {
            limit,
            is_final: true,
        };
        let changing = |limit| Kind {
            limit,
            is_final: false,
        };
        let parts: Vec<&str> = path.split('/').collect();
        match parts.as_slice() {
            ["statements", _] => last(limits.statement_bytes as u64),
            ["states", _] => last(limits.page_bytes as u64),
            ["shards", _, "checkpoint" | "pending"] => changing(limits.checkpoint_bytes as u64),
            ["shards", _, "last"] => changing(LAST_BYTES),
            // Two bytes say the length of a leaf.
            ["shards", _, "tile", "entries", tile @ ..] => {
                last(width(tile) * (LEAF_BYTES as u64 + 2))
            }
            ["shards", _, "tile", _, tile @ ..] => last(width(tile) * 32),
            _ => changing(FILE_BYTES),
        }
    }
}

/// How many hashes or entries a tile holds: a partial one says it in its path.
fn width(tile: &[&str]) -> u64 {
    match tile {
        [.., name, width] if name.ends_with(".p") => match width.parse() {
            Ok(width) if width < TILE_WIDTH => width,
            _ => TILE_WIDTH,
        },
        _ => TILE_WIDTH,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(path: &str, limit: u64, is_final: bool) {
        let found = Kind::of(path, &Limits::default());
        assert_eq!(found, Kind { limit, is_final }, "{path}");
    }

    #[test]
    fn what_can_change_is_never_kept_and_everything_has_a_limit() {
        check("shards/2026/checkpoint", 64 << 10, false);
        check("shards/2026/pending", 64 << 10, false);
        check("shards/2026/last", 256, false);
        check("index.json", 64 << 20, false);
        check("certificates/2026-000001/certificate.json", 64 << 20, false);
        check("statements/ab.json", 2 << 20, true);
        check("states/ab.json", 16 << 20, true);
        check("shards/2026/tile/0/x001/000", 8192, true);
        check("shards/2026/tile/1/000.p/3", 96, true);
        check("shards/2026/tile/entries/000", 256 * 65_537, true);
        check("shards/2026/tile/entries/000.p/8", 8 * 65_537, true);
        check("shards/2026/tile/0/000.p/99999999999999999999", 8192, true);
        check("shards/2026/tile/0/000.p/257", 8192, true);
    }
}
