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

-- bought_from: '' = direct, else the reseller's name. Amounts in the currency's smallest unit.
CREATE TABLE orders (
    row INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    version INTEGER NOT NULL,
    generation INTEGER NOT NULL,
    number TEXT NOT NULL,
    placed_at TEXT NOT NULL,
    products TEXT NOT NULL,
    kind TEXT NOT NULL,
    bought_from TEXT NOT NULL,
    first_end TEXT,
    last_end TEXT,
    cancel_by TEXT,
    state TEXT NOT NULL,
    currency TEXT,
    amount_minor INTEGER,
    chain TEXT NOT NULL,
    body BLOB NOT NULL
);
CREATE VIRTUAL TABLE orders_search USING fts5 (
    text, content='', contentless_delete=1, prefix='2 3', tokenize='unicode61 remove_diacritics 2'
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
