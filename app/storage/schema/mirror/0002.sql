-- Texts and rule sets of the terms as they were fetched, the clauses read from them, and what
-- follows from them for each order. All of it can be fetched or reckoned again.

-- `asked` is the hash that the feed gave, `sha256` the one of the bytes that came. state: trusted,
-- untrusted (they differ), unreadable (no text can be read from the bytes), missing (not there).
CREATE TABLE terms_text (
    document_id TEXT PRIMARY KEY,
    asked TEXT NOT NULL,
    sha256 TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL,
    note TEXT NOT NULL DEFAULT '',
    media_type TEXT NOT NULL DEFAULT '',
    text TEXT NOT NULL DEFAULT '',
    clauses INTEGER NOT NULL DEFAULT 0,
    remarks BLOB,
    at TEXT NOT NULL
) WITHOUT ROWID;

-- The rule set of a version as it came. `version` is the one of the terms_document it was asked for.
CREATE TABLE terms_rules (
    document_id TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    etag TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL,
    note TEXT NOT NULL DEFAULT '',
    body BLOB,
    at TEXT NOT NULL
) WITHOUT ROWID;

-- One row a clause, in the order of the text: `body` is the clause as JSON, `text` its own text.
CREATE TABLE clause (
    row INTEGER PRIMARY KEY,
    document_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    id TEXT NOT NULL,
    number TEXT NOT NULL,
    title TEXT NOT NULL,
    body BLOB NOT NULL,
    text TEXT NOT NULL,
    UNIQUE (document_id, position)
);
CREATE VIRTUAL TABLE clause_search USING fts5 (
    number, title, text, content='clause', content_rowid='row', prefix='2 3',
    tokenize='unicode61 remove_diacritics 2'
);

-- Deadlines that follow from order lines. `at` is in whole seconds since 1970 UTC; duty: once past
-- it is overdue; version_id: the version whose value it rests on, '' where the order says it.
CREATE TABLE deadline (
    row INTEGER PRIMARY KEY,
    uid TEXT NOT NULL,
    order_row INTEGER NOT NULL,
    kind TEXT NOT NULL,
    at INTEGER NOT NULL,
    duty INTEGER NOT NULL,
    version_id TEXT NOT NULL,
    body BLOB NOT NULL
);
CREATE INDEX deadline_by_order ON deadline (order_row);
CREATE INDEX deadline_by_at ON deadline (at, duty, kind);
CREATE INDEX deadline_by_source ON deadline (version_id, kind, at) WHERE version_id <> '';

-- Which version governs which line of an order, without the reasons, for counting and for who is
-- touched by a change. Instants in seconds; ends_at NULL: no end; next_at NULL: renews no more.
-- accepting 1: next_version_id waits for acceptance, 2: version_id governs since it was accepted.
CREATE TABLE governing (
    order_row INTEGER NOT NULL,
    line INTEGER NOT NULL,
    document TEXT NOT NULL,
    version_id TEXT,
    next_version_id TEXT,
    since INTEGER,
    next_at INTEGER,
    ends_at INTEGER,
    accepting INTEGER NOT NULL,
    PRIMARY KEY (order_row, line, document)
) WITHOUT ROWID;
CREATE INDEX governing_by_next ON governing (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX governing_accepting ON governing (accepting, next_version_id) WHERE accepting > 0;

-- The sums over the rows above, as of the last reckoning.
CREATE TABLE governing_count (
    version_id TEXT PRIMARY KEY,
    now INTEGER NOT NULL,
    later INTEGER NOT NULL
) WITHOUT ROWID;

-- Which state of an order the rows above rest on; an order without a current one is reckoned anew.
CREATE TABLE deadline_basis (
    order_row INTEGER PRIMARY KEY,
    version INTEGER NOT NULL,
    generation INTEGER NOT NULL,
    edition INTEGER NOT NULL
);
CREATE TRIGGER orders_gone AFTER DELETE ON orders BEGIN
    DELETE FROM deadline_basis WHERE order_row = old.row;
    DELETE FROM deadline WHERE order_row = old.row;
    DELETE FROM governing WHERE order_row = old.row;
END;

-- What all of it rests on: documents, rule sets, engine (`basis`), acceptances, and how far the feed
-- was when it was last brought up to date. A new `edition` makes every row above an old one.
CREATE TABLE terms_state (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    edition INTEGER NOT NULL DEFAULT 0,
    basis TEXT NOT NULL DEFAULT '',
    accepted TEXT NOT NULL DEFAULT '',
    cursor TEXT NOT NULL DEFAULT '',
    settled_at TEXT
);
INSERT INTO terms_state (one) VALUES (1);
