//! The body's database: the log of acts and the statements on their way into the register.
//!
//! SQLite in WAL mode with full synchronisation: what is committed survives a crash. Knows rows, not
//! rules.

use std::path::Path;

use rusqlite::{Connection, OpenFlags, OptionalExtension as _, TransactionBehavior, params};

use crate::disk::Disk;
use crate::folder::Statement;

/// The migrations, in order; the database's `user_version` counts those it has had.
const MIGRATIONS: &[&str] = &[
    include_str!("../../migrations/0001_acts.sql"),
    include_str!("../../migrations/0002_shards.sql"),
];

/// Why the database cannot be used.
#[derive(Debug, thiserror::Error, serde::Serialize, strum::VariantNames)]
#[serde(tag = "code", rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum StoreError {
    /// SQLite said no.
    #[error("the body's database")]
    Database(
        #[from]
        #[serde(skip)]
        rusqlite::Error,
    ),
    /// A durable step was reported as failed.
    #[error("writing the body's database")]
    Write(
        #[from]
        #[serde(skip)]
        std::io::Error,
    ),
    /// The database was written by a newer program.
    #[error("the body's database has version {found}, this program knows up to {known}")]
    Newer {
        /// The version found.
        found: u32,
        /// The newest version known.
        known: u32,
    },
    /// Another process has added acts that this one does not know.
    #[error("the body's log has {found} acts, {known} were expected")]
    Moved {
        /// Acts in the database.
        found: u64,
        /// Acts known here.
        known: u64,
    },
}

/// A row of the log of acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ActRow {
    pub(crate) number: u64,
    pub(crate) id: String,
    pub(crate) at: String,
    pub(crate) actor: String,
    pub(crate) kind: String,
    pub(crate) case: Option<String>,
    pub(crate) bytes: Vec<u8>,
    pub(crate) signature: Vec<u8>,
}

/// A shard of the register, as the database keeps it. Times are RFC 3339.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ShardRow {
    pub(crate) number: u64,
    pub(crate) file: String,
    pub(crate) vkey: String,
    pub(crate) since: Option<String>,
    pub(crate) until: Option<String>,
    /// Size and root of the final tree, when closed.
    pub(crate) end: Option<(u64, String)>,
}

/// A key that signs statements, as the database keeps it. Times are RFC 3339.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KeyRow {
    pub(crate) number: u64,
    pub(crate) file: String,
    pub(crate) spki: String,
    pub(crate) since: Option<String>,
    pub(crate) until: Option<String>,
    pub(crate) revoked: Option<String>,
}

/// A statement with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Placed {
    pub(crate) position: u64,
    pub(crate) shard: u64,
    pub(crate) entry: u64,
    /// The act that it belongs to, if to one.
    pub(crate) act: Option<u64>,
    pub(crate) statement: Statement,
}

/// What is committed together.
#[derive(Debug, Default)]
pub(crate) struct Commit {
    /// The acts, in order.
    pub(crate) acts: Vec<ActRow>,
    /// What is said to the public, in order.
    pub(crate) statements: Vec<Placed>,
    /// Shards that begin or end with it.
    pub(crate) shards: Vec<ShardRow>,
    /// Keys that begin or end with it.
    pub(crate) keys: Vec<KeyRow>,
    /// Facts about the body that change with it.
    pub(crate) facts: Vec<(&'static str, String)>,
}

/// The open database.
#[derive(Debug)]
pub(crate) struct Store {
    connection: Connection,
}

impl Store {
    /// Opens the database at `path`, making it and bringing it up to date where needed.
    pub(crate) fn open(path: &Path) -> Result<Self, StoreError> {
        // Without the flag that reads a name as an address: a folder may be called "file:…".
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connection = Connection::open_with_flags(path, flags)?;
        connection.busy_timeout(std::time::Duration::from_secs(10))?;
        let known = u32::try_from(MIGRATIONS.len()).unwrap_or(u32::MAX);
        // Before anything is set that could write to it.
        let found: u32 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
        if found > known {
            return Err(StoreError::Newer { found, known });
        }
        connection.pragma_update(None, "journal_mode", "wal")?;
        connection.pragma_update(None, "synchronous", "full")?;
        connection.pragma_update(None, "foreign_keys", "on")?;
        connection.pragma_update(None, "trusted_schema", "off")?;
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let found: u32 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
        if found > known {
            return Err(StoreError::Newer { found, known });
        }
        for migration in MIGRATIONS.iter().skip(found as usize) {
            transaction.execute_batch(migration)?;
        }
        transaction.pragma_update(None, "user_version", known)?;
        transaction.commit()?;
        Ok(Self { connection })
    }

    /// Leaves no room behind what is there, as on a full disk.
    #[cfg(test)]
    pub(crate) fn fill(&self) -> Result<(), StoreError> {
        let pages: u64 = self
            .connection
            .pragma_query_value(None, "page_count", |row| row.get(0))?;
        self.connection
            .pragma_update(None, "max_page_count", pages)?;
        Ok(())
    }

    /// Copies the whole database to a new file.
    pub(crate) fn copy_to(&self, path: &Path) -> Result<(), StoreError> {
        let name = path.to_str().ok_or_else(|| {
            let said = format!("{}: the name is not UTF-8", path.display());
            std::io::Error::new(std::io::ErrorKind::InvalidFilename, said)
        })?;
        self.connection.execute("VACUUM INTO ?1", [name])?;
        std::fs::File::open(path)?.sync_all()?;
        Ok(())
    }

    /// Opens a database that is there to read it beside whoever writes.
    ///
    /// # Errors
    /// [`StoreError::Newer`] when it is of a newer program; one of an older program is brought up to date by the first that writes.
    pub(crate) fn open_to_read(path: &Path) -> Result<Self, StoreError> {
        // With the right to write, which the index of the write-ahead log needs, and without making use of it.
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags)?;
        connection.busy_timeout(std::time::Duration::from_secs(10))?;
        connection.pragma_update(None, "query_only", "on")?;
        connection.pragma_update(None, "trusted_schema", "off")?;
        let known = u32::try_from(MIGRATIONS.len()).unwrap_or(u32::MAX);
        let found: u32 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
        if found > known {
            return Err(StoreError::Newer { found, known });
        }
        Ok(Self { connection })
    }

    /// One fact about the body.
    pub(crate) fn fact(&self, name: &str) -> Result<Option<String>, StoreError> {
        let sql = "SELECT value FROM body WHERE name = ?1";
        Ok(self
            .connection
            .query_row(sql, [name], |row| row.get(0))
            .optional()?)
    }

    /// How many acts there are.
    pub(crate) fn acts(&self) -> Result<u64, StoreError> {
        let sql = "SELECT COUNT(*) FROM acts";
        Ok(self.connection.query_row(sql, [], |row| row.get(0))?)
    }

    /// Writes the facts about a new body, over those of a founding that was cut short.
    pub(crate) fn set_facts(&mut self, facts: &[(&str, String)]) -> Result<(), StoreError> {
        let transaction = self.connection.transaction()?;
        write_facts(&transaction, facts)?;
        Ok(transaction.commit()?)
    }

    /// Calls `each` for every act after number `after`, in order.
    pub(crate) fn each_act<E: From<StoreError>>(
        &self,
        after: u64,
        mut each: impl FnMut(ActRow) -> Result<(), E>,
    ) -> Result<(), E> {
        let sql = "SELECT number, id, at, actor, kind, case_id, bytes, signature \
                   FROM acts WHERE number > ?1 ORDER BY number";
        let mut statement = self.connection.prepare(sql).map_err(StoreError::from)?;
        let mut rows = statement.query([after]).map_err(StoreError::from)?;
        while let Some(row) = rows.next().map_err(StoreError::from)? {
            each(act_row(row).map_err(StoreError::from)?)?;
        }
        Ok(())
    }

    /// Commits what belongs together, durably.
    ///
    /// # Errors
    /// [`StoreError::Moved`] when the log has other acts than the one before this.
    pub(crate) fn commit(&mut self, disk: &Disk, commit: &Commit) -> Result<(), StoreError> {
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        insert_acts(&transaction, &commit.acts)?;
        insert_statements(&transaction, &commit.statements)?;
        for shard in &commit.shards {
            let (size, root) = match &shard.end {
                Some((size, root)) => (Some(*size), Some(root)),
                None => (None, None),
            };
            transaction.execute(
                "INSERT INTO shards (number, file, vkey, since, until, size, root) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (number) DO UPDATE \
                 SET until = excluded.until, size = excluded.size, root = excluded.root",
                params![
                    shard.number,
                    shard.file,
                    shard.vkey,
                    shard.since,
                    shard.until,
                    size,
                    root
                ],
            )?;
        }
        for key in &commit.keys {
            transaction.execute(
                "INSERT INTO statement_keys (number, file, spki, since, until, revoked) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (number) DO UPDATE \
                 SET until = excluded.until, revoked = excluded.revoked",
                params![
                    key.number,
                    key.file,
                    key.spki,
                    key.since,
                    key.until,
                    key.revoked
                ],
            )?;
        }
        write_facts(&transaction, &commit.facts)?;
        disk.step(|| transaction.commit().map_err(std::io::Error::other))?;
        Ok(())
    }

    /// The shards, in order.
    pub(crate) fn shards(&self) -> Result<Vec<ShardRow>, StoreError> {
        let sql = "SELECT number, file, vkey, since, until, size, root FROM shards ORDER BY number";
        let mut statement = self.connection.prepare(sql)?;
        let rows = statement.query_map([], |row| {
            let (size, root): (Option<u64>, Option<String>) = (row.get(5)?, row.get(6)?);
            Ok(ShardRow {
                number: row.get(0)?,
                file: row.get(1)?,
                vkey: row.get(2)?,
                since: row.get(3)?,
                until: row.get(4)?,
                end: size.zip(root),
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The keys that sign statements, in order.
    pub(crate) fn statement_keys(&self) -> Result<Vec<KeyRow>, StoreError> {
        let sql =
            "SELECT number, file, spki, since, until, revoked FROM statement_keys ORDER BY number";
        let mut statement = self.connection.prepare(sql)?;
        let rows = statement.query_map([], |row| {
            Ok(KeyRow {
                number: row.get(0)?,
                file: row.get(1)?,
                spki: row.get(2)?,
                since: row.get(3)?,
                until: row.get(4)?,
                revoked: row.get(5)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// How many statements were ever handed to the register.
    pub(crate) fn statements(&self) -> Result<u64, StoreError> {
        let sql = "SELECT COUNT(*) FROM outbox";
        Ok(self.connection.query_row(sql, [], |row| row.get(0))?)
    }

    /// Calls `each` for every statement from `position` on (1 is the first), in order.
    pub(crate) fn each_statement<E: From<StoreError>>(
        &self,
        position: u64,
        mut each: impl FnMut(Placed) -> Result<(), E>,
    ) -> Result<(), E> {
        let sql = "SELECT digest, envelope, leaf, position, shard, entry, act FROM outbox \
                   WHERE position >= ?1 ORDER BY position";
        let mut statement = self.connection.prepare(sql).map_err(StoreError::from)?;
        let mut rows = statement.query([position]).map_err(StoreError::from)?;
        while let Some(row) = rows.next().map_err(StoreError::from)? {
            each(placed_row(row).map_err(StoreError::from)?)?;
        }
        Ok(())
    }

    /// The first statement that the register has not confirmed; `None` when it has them all.
    pub(crate) fn first_waiting(&self) -> Result<Option<u64>, StoreError> {
        let sql = "SELECT MIN(position) FROM outbox WHERE published = 0";
        Ok(self.connection.query_row(sql, [], |row| row.get(0))?)
    }

    /// Notes that the register has every statement up to `position`.
    pub(crate) fn published(&mut self, disk: &Disk, position: u64) -> Result<(), StoreError> {
        let transaction = self.connection.transaction()?;
        transaction.execute(
            "UPDATE outbox SET published = 1 WHERE position <= ?1 AND published = 0",
            [position],
        )?;
        disk.step(|| transaction.commit().map_err(std::io::Error::other))?;
        Ok(())
    }

    /// The statements of one act, each with its place.
    pub(crate) fn statements_of(&self, act: u64) -> Result<Vec<Placed>, StoreError> {
        let sql = "SELECT digest, envelope, leaf, position, shard, entry, act FROM outbox \
                   WHERE act = ?1 ORDER BY position";
        let mut statement = self.connection.prepare(sql)?;
        let rows = statement.query_map([act], placed_row)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

fn write_facts(
    transaction: &rusqlite::Transaction<'_>,
    facts: &[(&str, String)],
) -> Result<(), StoreError> {
    for (name, value) in facts {
        let sql = "INSERT INTO body (name, value) VALUES (?1, ?2) \
                   ON CONFLICT (name) DO UPDATE SET value = excluded.value";
        transaction.execute(sql, [name, &value.as_str()])?;
    }
    Ok(())
}

fn insert_acts(transaction: &rusqlite::Transaction<'_>, acts: &[ActRow]) -> Result<(), StoreError> {
    if acts.is_empty() {
        return Ok(());
    }
    // Counted once: every act after the first follows the one before it here.
    let there: u64 = transaction.query_row("SELECT COUNT(*) FROM acts", [], |row| row.get(0))?;
    let mut insert = transaction.prepare_cached(
        "INSERT INTO acts (number, id, at, actor, kind, case_id, bytes, signature) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?;
    for (found, row) in (there..).zip(acts) {
        if found + 1 != row.number {
            return Err(StoreError::Moved {
                found,
                known: row.number - 1,
            });
        }
        insert.execute(params![
            row.number,
            row.id,
            row.at,
            row.actor,
            row.kind,
            row.case,
            row.bytes,
            row.signature
        ])?;
    }
    Ok(())
}

fn insert_statements(
    transaction: &rusqlite::Transaction<'_>,
    statements: &[Placed],
) -> Result<(), StoreError> {
    let mut insert = transaction.prepare_cached(
        "INSERT INTO outbox (position, shard, entry, act, digest, envelope, leaf) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    for placed in statements {
        let statement = &placed.statement;
        insert.execute(params![
            placed.position,
            placed.shard,
            placed.entry,
            placed.act,
            statement.digest,
            statement.envelope,
            statement.leaf
        ])?;
    }
    Ok(())
}

fn placed_row(row: &rusqlite::Row<'_>) -> rusqlite::Result<Placed> {
    Ok(Placed {
        position: row.get(3)?,
        shard: row.get(4)?,
        entry: row.get(5)?,
        act: row.get(6)?,
        statement: statement_row(row)?,
    })
}

fn statement_row(row: &rusqlite::Row<'_>) -> rusqlite::Result<Statement> {
    Ok(Statement {
        digest: row.get(0)?,
        envelope: row.get(1)?,
        leaf: row.get(2)?,
    })
}

fn act_row(row: &rusqlite::Row<'_>) -> rusqlite::Result<ActRow> {
    Ok(ActRow {
        number: row.get(0)?,
        id: row.get(1)?,
        at: row.get(2)?,
        actor: row.get(3)?,
        kind: row.get(4)?,
        case: row.get(5)?,
        bytes: row.get(6)?,
        signature: row.get(7)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(number: u64) -> ActRow {
        ActRow {
            number,
            id: format!("id-{number}"),
            at: "2026-11-23T00:00:00Z".into(),
            actor: "registrar".into(),
            kind: "apply".into(),
            case: None,
            bytes: b"{}".to_vec(),
            signature: vec![0; 64],
        }
    }

    fn act(number: u64) -> Commit {
        Commit {
            acts: vec![row(number)],
            ..Commit::default()
        }
    }

    fn store(folder: &tempfile::TempDir) -> Store {
        Store::open(&folder.path().join("body.sqlite")).unwrap()
    }

    #[test]
    fn an_act_is_never_changed_or_deleted() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = store(&folder);
        store.commit(&Disk::default(), &act(1)).unwrap();
        for sql in ["UPDATE acts SET at = ''", "DELETE FROM acts"] {
            let error = store.connection.execute(sql, []).unwrap_err();
            assert!(error.to_string().contains("never changed"), "{error}");
        }
    }

    #[test]
    fn an_act_that_does_not_follow_the_last_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = store(&folder);
        store.commit(&Disk::default(), &act(1)).unwrap();
        let refused = store.commit(&Disk::default(), &act(1));
        assert!(
            matches!(refused, Err(StoreError::Moved { found: 1, known: 0 })),
            "{refused:?}"
        );
        let refused = store.commit(&Disk::default(), &act(3));
        assert!(
            matches!(refused, Err(StoreError::Moved { found: 1, known: 2 })),
            "{refused:?}"
        );
    }

    #[test]
    fn a_database_of_a_newer_program_is_refused_and_not_touched() {
        let folder = tempfile::tempdir().unwrap();
        let store = store(&folder);
        store
            .connection
            .pragma_update(None, "user_version", 99)
            .unwrap();
        drop(store);
        let again = Store::open(&folder.path().join("body.sqlite"));
        assert!(
            matches!(
                again,
                Err(StoreError::Newer {
                    found: 99,
                    known: 2
                })
            ),
            "{again:?}"
        );
    }

    #[test]
    fn statements_keep_their_order_and_are_confirmed_in_it() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = store(&folder);
        let placed = |position: u64| Placed {
            position,
            shard: 1,
            entry: position - 1,
            act: (position < 3).then_some(1),
            statement: Statement {
                digest: format!("{position}"),
                envelope: b"{}".to_vec(),
                leaf: vec![7],
            },
        };
        let two = Commit {
            acts: vec![row(1)],
            statements: vec![placed(1), placed(2)],
            ..Commit::default()
        };
        store.commit(&Disk::default(), &two).unwrap();
        // A state table stands for no act.
        let alone = Commit {
            statements: vec![placed(3)],
            ..Commit::default()
        };
        store.commit(&Disk::default(), &alone).unwrap();
        assert_eq!(store.first_waiting().unwrap(), Some(1));
        store.published(&Disk::default(), 1).unwrap();
        assert_eq!(store.first_waiting().unwrap(), Some(2));
        let mut from = Vec::new();
        let all = store.each_statement(2, |placed| {
            from.push(placed.position);
            Ok::<(), StoreError>(())
        });
        all.unwrap();
        assert_eq!(from, [2, 3]);
        assert_eq!(store.statements_of(1).unwrap(), two.statements);
    }

    #[test]
    fn a_database_of_the_first_version_keeps_its_statements() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("body.sqlite");
        let connection = Connection::open(&path).unwrap();
        connection.execute_batch(MIGRATIONS[0]).unwrap();
        connection
            .execute_batch(
                "INSERT INTO acts VALUES (1, 'id', '', 'registrar', 'issue', NULL, x'00', x'00'); \
                 INSERT INTO outbox VALUES (1, 1, 'aa', x'01', x'02', 1); \
                 INSERT INTO outbox VALUES (2, 1, 'bb', x'03', x'04', 0); \
                 PRAGMA user_version = 1;",
            )
            .unwrap();
        drop(connection);
        let store = Store::open(&path).unwrap();
        let kept = store.statements_of(1).unwrap();
        let places: Vec<_> = kept
            .iter()
            .map(|it| (it.position, it.shard, it.entry))
            .collect();
        assert_eq!(places, [(1, 1, 0), (2, 1, 1)]);
        assert_eq!(kept[1].statement.leaf, [4]);
        assert_eq!(store.first_waiting().unwrap(), Some(2));
    }
}
