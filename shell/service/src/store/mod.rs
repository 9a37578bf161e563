//! The body's database: the log of acts and the statements on their way into the register.
//!
//! SQLite in WAL mode with full synchronisation: what is committed survives a crash. Knows rows, not
//! rules.

use std::path::Path;

use rusqlite::{Connection, OpenFlags, OptionalExtension as _, TransactionBehavior, params};

use crate::disk::Disk;
use crate::folder::Statement;

/// The migrations, in order; the database's `user_version` counts those it has had.
const MIGRATIONS: &[&str] = &[include_str!("../../migrations/0001_acts.sql")];

/// Why the database cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// SQLite said no.
    #[error("the body's database")]
    Database(#[from] rusqlite::Error),
    /// A durable step was reported as failed.
    #[error("writing the body's database")]
    Write(#[from] std::io::Error),
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
        connection.pragma_update(None, "journal_mode", "wal")?;
        connection.pragma_update(None, "synchronous", "full")?;
        connection.pragma_update(None, "foreign_keys", "on")?;
        connection.pragma_update(None, "trusted_schema", "off")?;
        let known = u32::try_from(MIGRATIONS.len()).unwrap_or(u32::MAX);
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
    pub(crate) fn set_facts(&mut self, facts: &[(&str, &str)]) -> Result<(), StoreError> {
        let transaction = self.connection.transaction()?;
        for (name, value) in facts {
            let sql = "INSERT INTO body (name, value) VALUES (?1, ?2) \
                       ON CONFLICT (name) DO UPDATE SET value = excluded.value";
            transaction.execute(sql, [name, value])?;
        }
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

    /// Commits one act with its statements, durably and together.
    ///
    /// # Errors
    /// [`StoreError::Moved`] when the log has other acts than `row.number - 1`.
    pub(crate) fn commit(
        &mut self,
        disk: &Disk,
        row: &ActRow,
        statements: &[Statement],
    ) -> Result<(), StoreError> {
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let found: u64 =
            transaction.query_row("SELECT COUNT(*) FROM acts", [], |row| row.get(0))?;
        if found + 1 != row.number {
            return Err(StoreError::Moved {
                found,
                known: row.number - 1,
            });
        }
        transaction.execute(
            "INSERT INTO acts (number, id, at, actor, kind, case_id, bytes, signature) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            params![
                row.number,
                row.id,
                row.at,
                row.actor,
                row.kind,
                row.case,
                row.bytes,
                row.signature
            ],
        )?;
        for statement in statements {
            transaction.execute(
                "INSERT INTO outbox (position, act, digest, envelope, leaf) \
                 VALUES ((SELECT COALESCE(MAX(position), 0) + 1 FROM outbox), ?1, ?2, ?3, ?4)",
                params![
                    row.number,
                    statement.digest,
                    statement.envelope,
                    statement.leaf
                ],
            )?;
        }
        disk.step(|| transaction.commit().map_err(std::io::Error::other))?;
        Ok(())
    }

    /// How many statements were ever handed to the register.
    pub(crate) fn statements(&self) -> Result<u64, StoreError> {
        let sql = "SELECT COUNT(*) FROM outbox";
        Ok(self.connection.query_row(sql, [], |row| row.get(0))?)
    }

    /// All statements from `position` on (1 is the first), in order.
    pub(crate) fn statements_from(&self, position: u64) -> Result<Vec<Statement>, StoreError> {
        let sql = "SELECT digest, envelope, leaf FROM outbox WHERE position >= ?1 \
                   ORDER BY position";
        let mut statement = self.connection.prepare(sql)?;
        let rows = statement.query_map([position], statement_row)?;
        Ok(rows.collect::<Result<_, _>>()?)
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

    /// The statements of one act, each with its index in the log.
    pub(crate) fn statements_of(&self, act: u64) -> Result<Vec<(u64, Statement)>, StoreError> {
        let sql = "SELECT digest, envelope, leaf, position FROM outbox WHERE act = ?1 \
                   ORDER BY position";
        let mut statement = self.connection.prepare(sql)?;
        let rows = statement.query_map([act], |row| {
            let position: u64 = row.get(3)?;
            Ok((position - 1, statement_row(row)?))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
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

    fn store(folder: &tempfile::TempDir) -> Store {
        Store::open(&folder.path().join("body.sqlite")).unwrap()
    }

    #[test]
    fn an_act_is_never_changed_or_deleted() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = store(&folder);
        store.commit(&Disk::default(), &row(1), &[]).unwrap();
        for sql in ["UPDATE acts SET at = ''", "DELETE FROM acts"] {
            let error = store.connection.execute(sql, []).unwrap_err();
            assert!(error.to_string().contains("never changed"), "{error}");
        }
    }

    #[test]
    fn an_act_that_does_not_follow_the_last_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = store(&folder);
        store.commit(&Disk::default(), &row(1), &[]).unwrap();
        let refused = store.commit(&Disk::default(), &row(1), &[]);
        assert!(
            matches!(refused, Err(StoreError::Moved { found: 1, known: 0 })),
            "{refused:?}"
        );
        let refused = store.commit(&Disk::default(), &row(3), &[]);
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
                    known: 1
                })
            ),
            "{again:?}"
        );
    }

    #[test]
    fn statements_keep_their_order_and_are_confirmed_in_it() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = store(&folder);
        let two = ["aa", "bb"].map(|digest| Statement {
            digest: digest.to_owned(),
            envelope: b"{}".to_vec(),
            leaf: digest.as_bytes().to_vec(),
        });
        store.commit(&Disk::default(), &row(1), &two).unwrap();
        assert_eq!(store.first_waiting().unwrap(), Some(1));
        store.published(&Disk::default(), 1).unwrap();
        assert_eq!(store.first_waiting().unwrap(), Some(2));
        assert_eq!(store.statements_from(2).unwrap(), two[1..]);
        let of_the_act = store.statements_of(1).unwrap();
        assert_eq!(of_the_act, [(0, two[0].clone()), (1, two[1].clone())]);
    }
}
