-- What the customer made. Never discarded.

CREATE TABLE outbox (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    state TEXT NOT NULL
        CHECK (state IN ('queued', 'sending', 'sent', 'refused', 'waiting', 'discarded')),
    subject TEXT NOT NULL,
    payload BLOB NOT NULL,
    after_id TEXT REFERENCES outbox (id),
    created_at TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_at TEXT,
    look_up INTEGER NOT NULL DEFAULT 0,
    problem BLOB,
    receipt BLOB
);
CREATE INDEX outbox_unsent ON outbox (state, id) WHERE state NOT IN ('sent', 'discarded');

-- Feedback is not confidential and may be used freely: `statement` is the sentence that was shown.
CREATE TABLE feedback (
    id TEXT PRIMARY KEY,
    topic TEXT NOT NULL,
    product_id TEXT,
    page TEXT,
    text TEXT NOT NULL,
    statement TEXT NOT NULL,
    acknowledged_at TEXT NOT NULL,
    subject TEXT NOT NULL,
    created_at TEXT NOT NULL
);

CREATE TABLE vendor_key (
    kid TEXT PRIMARY KEY,
    jwk BLOB NOT NULL,
    pinned_at TEXT NOT NULL,
    replaced_by TEXT
);

-- Small things by name: drafts, choices, the store's own id.
CREATE TABLE meta (
    name TEXT PRIMARY KEY,
    value BLOB
) WITHOUT ROWID;
