-- What the vendor said. Indexes and search text of the large tables are built after the first load
-- (performance P6), by each room's settle().

CREATE TABLE feed_state (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    cursor TEXT,
    generation INTEGER NOT NULL DEFAULT 0,
    synced_at TEXT,
    snapshot INTEGER NOT NULL DEFAULT 0,
    first_load INTEGER NOT NULL DEFAULT 1
);
INSERT INTO feed_state (one) VALUES (1);

-- Small kinds, and kinds this version does not know: the record's JSON as it came.
CREATE TABLE record (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    generation INTEGER NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (kind, id)
) WITHOUT ROWID;

-- Records that could not be applied: kept, shown, replaced by their next good version.
CREATE TABLE set_aside (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    reason TEXT NOT NULL,
    body BLOB NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (kind, id)
) WITHOUT ROWID;

-- Versions at which records were deleted, so that an older version does not bring them back.
CREATE TABLE tombstone (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    PRIMARY KEY (kind, id)
) WITHOUT ROWID;

-- The table of orders: narrow rows for scanning, the record's JSON beside it. Instants are whole
-- seconds since 1970 UTC, kind and state are positions in the rooms' lists (app.orders.columns),
-- amounts are in the currency's smallest unit (NULL: no charge), bought_from '' is the vendor.
-- state, term_end and cancel_by hold until state_until. search: normalized words, each after a
-- space; the full-text index holds the same words, so either finds the same rows.
CREATE TABLE orders (
    row INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    version INTEGER NOT NULL,
    generation INTEGER NOT NULL,
    number TEXT NOT NULL,
    placed_at INTEGER NOT NULL,
    products TEXT NOT NULL,
    kind INTEGER NOT NULL,
    bought_from TEXT NOT NULL,
    term_end INTEGER,
    cancel_by INTEGER,
    state INTEGER NOT NULL,
    state_until INTEGER,
    currency TEXT,
    amount_minor INTEGER,
    chain TEXT NOT NULL,
    search TEXT NOT NULL
);
CREATE TABLE order_body (
    row INTEGER PRIMARY KEY,
    body BLOB NOT NULL
);
CREATE VIRTUAL TABLE orders_search USING fts5 (
    text, content='', contentless_delete=1, prefix='2 3', detail=none, tokenize='ascii'
);

CREATE TABLE delivery (
    id TEXT PRIMARY KEY,
    order_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    generation INTEGER NOT NULL,
    body BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE invoice (
    id TEXT PRIMARY KEY,
    order_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    generation INTEGER NOT NULL,
    body BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE service (
    id TEXT PRIMARY KEY,
    order_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    generation INTEGER NOT NULL,
    body BLOB NOT NULL
) WITHOUT ROWID;
