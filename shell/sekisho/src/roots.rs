//! Root file systems that a person names among the parts lists: a folder, or an image or archive in a tar.

use std::fs;
use std::io::{self, Read as _, Seek as _};
use std::path::{Path, PathBuf};

use vulnerability::root::{self, Node, resolve};
use vulnerability::{Limits, PartsError, PartsList, Root, RootError, RpmFault};

use crate::product::read_limited;
use crate::undone::at;
use crate::{Failure, input};

/// Bytes at the beginning of a file that tell whether it can be an archive at all.
const FIRST_BYTES: u64 = 512;

/// Bytes at the beginning of an archive by which it is told; a block of zstd is not larger.
const HEAD_BYTES: u64 = 256 << 10;

/// The parts lists of a root file system; `None` when the path is none.
pub(crate) fn lists(
    path: &Path,
    os_release: Option<&str>,
    limits: &Limits,
) -> Result<Option<Vec<PartsList>>, Failure> {
    // Standard input cannot be read twice: what is on it is a list.
    if path == Path::new("-") {
        return Ok(None);
    }
    let root = if path.is_dir() {
        folder(path, limits)?
    } else {
        // Whoever reads it as a list says why it cannot be opened.
        let Ok(mut file) = input::open(path) else {
            return Ok(None);
        };
        let mut head = Vec::with_capacity(FIRST_BYTES as usize + 1);
        let first = file.by_ref().take(FIRST_BYTES).read_to_end(&mut head);
        first.map_err(at(path))?;
        if !root::may_be(&head) {
            return Ok(None);
        }
        let rest = HEAD_BYTES - FIRST_BYTES;
        let rest = file.by_ref().take(rest).read_to_end(&mut head);
        rest.map_err(at(path))?;
        if !root::recognises(&head) {
            return Ok(None);
        }
        file.rewind().map_err(at(path))?;
        Root::read(&mut io::BufReader::new(file), limits).map_err(at(path))?
    };
    let lists = root.lists(&path.display().to_string(), os_release, limits);
    Ok(Some(lists.map_err(at(path))?))
}

/// Refuses an rpm database beside which changes wait that it does not hold.
pub(crate) fn closed(path: &Path) -> Result<(), Failure> {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    match fs::metadata(&log) {
        Ok(found) if found.len() > 0 => {
            let fault = RpmFault::OpenChanges;
            Err(at(path)(PartsError::Rpm { at: 1, fault }).into())
        }
        _ => Ok(()),
    }
}

fn folder(folder: &Path, limits: &Limits) -> Result<Root, Failure> {
    let mut root = Root::default();
    for (path, manager) in root::NOT_READ {
        let found = Inside::find(folder, path)?;
        if found.is_some_and(|found| found.path.is_dir()) {
            root.add_not_read(path, manager);
        }
    }
    let mut wanted: Vec<String> = root::FILES.iter().map(|path| (*path).to_owned()).collect();
    if let Some(found) = Inside::find(folder, root::FRAGMENTS)?
        && found.path.is_dir()
    {
        for entry in fs::read_dir(&found.path).map_err(at(&found.path))? {
            let name = entry.map_err(at(&found.path))?.file_name();
            let name = name.to_string_lossy();
            if root::is_fragment(&name) {
                wanted.push(format!("{}/{name}", root::FRAGMENTS));
            }
        }
    }
    let mut left = limits.document_bytes as u64;
    for path in wanted {
        let Some(found) = Inside::find(folder, &path)? else {
            continue;
        };
        if !found.path.is_file() {
            return Err(at(folder)(RootError::NoFile { path }).into());
        }
        let bytes = read_limited(&found.path, left)?;
        left -= bytes.len() as u64;
        root.add(&path, &found.real, bytes);
    }
    Ok(root)
}

/// A place in the folder, links followed as from inside it.
struct Inside {
    real: String,
    path: PathBuf,
}

impl Inside {
    /// The place, where something is there.
    fn find(folder: &Path, path: &str) -> Result<Option<Self>, Failure> {
        let real = resolve(path, &mut |place| {
            let place = folder.join(place);
            match fs::symlink_metadata(&place) {
                Ok(found) if found.is_symlink() => {
                    let target = fs::read_link(&place).map_err(at(&place))?;
                    Ok(Node::Link(target.to_string_lossy().into_owned()))
                }
                Ok(_) => Ok(Node::Here),
                Err(error) if is_absent(&error) => Ok(Node::Here),
                Err(error) => Err(Failure::from(at(&place)(error))),
            }
        })?;
        let Some(real) = real else {
            let path = path.to_owned();
            return Err(at(folder)(RootError::LinkLoop { path }).into());
        };
        let path = folder.join(&real);
        Ok(match fs::symlink_metadata(&path) {
            Ok(_) => Some(Self { real, path }),
            Err(error) if is_absent(&error) => None,
            Err(error) => return Err(at(&path)(error).into()),
        })
    }
}

fn is_absent(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}
