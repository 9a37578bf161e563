-- The keys that sign statements, in order; a key's file lies in the body's folder.
CREATE TABLE statement_keys (
    number  INTEGER PRIMARY KEY, -- 1, 2, 3 …
    file    TEXT NOT NULL,
    spki    TEXT NOT NULL UNIQUE,
    since   TEXT,                -- RFC 3339; NULL: since the founding
    until   TEXT,                -- RFC 3339; NULL: holds
    revoked TEXT                 -- RFC 3339; NULL: not revoked
) STRICT;

-- The shards of the register, in order; only the last one is open.
CREATE TABLE shards (
    number INTEGER PRIMARY KEY,  -- 1, 2, 3 …
    file   TEXT NOT NULL,        -- the key that signs its checkpoints
    vkey   TEXT NOT NULL UNIQUE, -- its origin and public key (C2SP)
    since  TEXT,                 -- RFC 3339; NULL: since the founding
    until  TEXT,                 -- RFC 3339; NULL: open
    size   INTEGER,              -- of the final tree, when closed
    root   TEXT                  -- of the final tree, hexadecimal, when closed
) STRICT;

-- Statements on their way into the register, in the order of their leaves. Those of an act are committed with
-- it; state tables, keys and ends of shards may stand alone.
CREATE TABLE statements (
    position  INTEGER PRIMARY KEY, -- 1, 2, 3 … over all shards
    shard     INTEGER NOT NULL,
    entry     INTEGER NOT NULL,    -- the leaf index in the shard
    act       INTEGER REFERENCES acts (number),
    digest    TEXT NOT NULL UNIQUE,
    envelope  BLOB NOT NULL,       -- DSSE, canonical JSON
    leaf      BLOB NOT NULL,       -- what stands in the log for it
    published INTEGER NOT NULL DEFAULT 0 CHECK (published IN (0, 1)),
    UNIQUE (shard, entry)
) STRICT;
INSERT INTO statements (position, shard, entry, act, digest, envelope, leaf, published)
    SELECT position, 1, position - 1, act, digest, envelope, leaf, published FROM outbox;
DROP TABLE outbox;
ALTER TABLE statements RENAME TO outbox;
CREATE INDEX outbox_waiting ON outbox (position) WHERE published = 0;
CREATE INDEX outbox_of_an_act ON outbox (act) WHERE act IS NOT NULL;
