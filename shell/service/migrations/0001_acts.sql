-- The log of acts: appended to, never changed. State is derived from it.
CREATE TABLE acts (
    number    INTEGER PRIMARY KEY,  -- 1, 2, 3 … without gaps
    id        TEXT NOT NULL UNIQUE, -- given by the actor; a replayed act is refused by it
    at        TEXT NOT NULL,        -- RFC 3339, UTC
    actor     TEXT NOT NULL,
    kind      TEXT NOT NULL,
    case_id   TEXT,
    bytes     BLOB NOT NULL,        -- the act as signed: canonical JSON (RFC 8785)
    signature BLOB NOT NULL         -- Ed25519 over the DSSE pre-authentication encoding of `bytes`
) STRICT;
CREATE INDEX acts_of_a_case ON acts (case_id, number) WHERE case_id IS NOT NULL;

CREATE TRIGGER acts_are_not_changed BEFORE UPDATE ON acts
BEGIN SELECT RAISE(ABORT, 'the log of acts is appended to, never changed'); END;
CREATE TRIGGER acts_are_not_deleted BEFORE DELETE ON acts
BEGIN SELECT RAISE(ABORT, 'the log of acts is appended to, never changed'); END;

-- Statements on their way into the register, in the order of their leaves. An act and its
-- statements are committed together; the register follows, and can always be made to follow.
CREATE TABLE outbox (
    position   INTEGER PRIMARY KEY, -- 1, 2, 3 …: the leaf index of the statement, plus one
    act        INTEGER NOT NULL REFERENCES acts (number),
    digest     TEXT NOT NULL UNIQUE,
    envelope   BLOB NOT NULL,       -- DSSE, canonical JSON
    leaf       BLOB NOT NULL,       -- what stands in the log for it
    published  INTEGER NOT NULL DEFAULT 0 CHECK (published IN (0, 1))
) STRICT;
CREATE INDEX outbox_waiting ON outbox (position) WHERE published = 0;

-- What this body is: its origin, edition, and whether it is a demonstration.
CREATE TABLE body (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;
