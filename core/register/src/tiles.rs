//! Reads tiles for the proofs of [`crate::log`], and believes none that the tile above it does not name.

use std::cell::RefCell;

use tlog_tiles::{Tile, TileReader};

use crate::Read;
use crate::log::{LogError, TILE_WIDTH, published, read_tile};

/// Lends the reader to the crate's tile reader, and keeps our own error for what went wrong in it.
pub(crate) fn with_tiles<T>(
    read: &mut Read<'_>,
    run: impl FnOnce(&Tiles<'_, '_>) -> Result<T, tlog_tiles::Error>,
) -> Result<T, LogError> {
    let tiles = Tiles {
        read: RefCell::new(read),
        failed: RefCell::new(None),
    };
    let result = run(&tiles);
    let failed = tiles.failed.into_inner();
    result.map_err(|error| {
        failed.unwrap_or_else(|| LogError::Malformed {
            path: "tile".to_owned(),
            detail: error.to_string(),
        })
    })
}

/// Reads tiles, keeping the first thing that went wrong.
pub(crate) struct Tiles<'a, 'r> {
    read: RefCell<&'a mut Read<'r>>,
    failed: RefCell<Option<LogError>>,
}

impl TileReader for Tiles<'_, '_> {
    fn height(&self) -> u8 {
        8
    }

    fn read_tiles(&self, tiles: &[Tile]) -> Result<Vec<Vec<u8>>, tlog_tiles::Error> {
        let mut read = self.read.borrow_mut();
        let each = tiles.iter().map(|tile| {
            let path = published(tile, "tile/8/", "tile/");
            read_tile(&path, u64::from(tile.width()), &mut **read).map_err(|error| {
                *self.failed.borrow_mut() = Some(error);
                tlog_tiles::Error::InvalidTile
            })
        });
        let data: Vec<Vec<u8>> = each.collect::<Result<_, _>>()?;
        check_parents(tiles, &data).map_err(|error| {
            *self.failed.borrow_mut() = Some(error);
            tlog_tiles::Error::InconsistentTile
        })?;
        Ok(data)
    }

    fn save_tiles(&self, _tiles: &[Tile], _data: &[Vec<u8>]) {}
}

/// Checks every tile against the hash that its parent has of it, where the parent is read with it.
///
/// The crate asks for parents and children together, and begins its own comparison too late where several subtrees of the
/// root lie in one tile: it would take a changed tile for a checked one (CVE-2026-56865 in the Go code it follows).
fn check_parents(tiles: &[Tile], data: &[Vec<u8>]) -> Result<(), LogError> {
    for (tile, bytes) in tiles.iter().zip(data) {
        let above = (tile.level() + 1, tile.level_index() / TILE_WIDTH);
        let parent = tiles
            .iter()
            .position(|other| (other.level(), other.level_index()) == above);
        let Some(parent) = parent.filter(|_| u64::from(tile.width()) == TILE_WIDTH) else {
            continue;
        };
        let at = usize::try_from(tile.level_index() % TILE_WIDTH).expect("less than 256");
        let said = data[parent].as_chunks::<32>().0.get(at);
        if said != Some(&Tile::subtree_hash(bytes).0) {
            return Err(LogError::Malformed {
                path: published(tile, "tile/8/", "tile/"),
                detail: "not the tile that the tile above it names".to_owned(),
            });
        }
    }
    Ok(())
}
