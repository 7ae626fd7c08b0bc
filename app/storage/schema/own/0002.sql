-- That somebody accepted a version of the terms: who, when, and exactly which text. The item in the
-- outbox has the same id; `order_ids` is a JSON list.
CREATE TABLE acceptance (
    id TEXT PRIMARY KEY,
    version_id TEXT NOT NULL,
    version_label TEXT NOT NULL,
    title TEXT NOT NULL,
    text_sha256 TEXT NOT NULL,
    accepted_at TEXT NOT NULL,
    accepted_by TEXT NOT NULL,
    subject TEXT NOT NULL,
    order_ids BLOB NOT NULL
);

-- Documents that a person opened from a file: the text as it was read, pinned to the file's hash.
CREATE TABLE local_document (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    title TEXT NOT NULL,
    format TEXT NOT NULL,
    encoding TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    size INTEGER NOT NULL,
    opened_at TEXT NOT NULL,
    notes BLOB NOT NULL,
    remarks BLOB NOT NULL,
    clauses INTEGER NOT NULL,
    text TEXT NOT NULL
);
CREATE TABLE local_clause (
    row INTEGER PRIMARY KEY,
    document_id TEXT NOT NULL REFERENCES local_document (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    id TEXT NOT NULL,
    number TEXT NOT NULL,
    title TEXT NOT NULL,
    level INTEGER NOT NULL,
    parent INTEGER NOT NULL,
    start INTEGER NOT NULL,
    body INTEGER NOT NULL,
    body_end INTEGER NOT NULL,
    stop INTEGER NOT NULL,
    implied INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    text TEXT NOT NULL,
    UNIQUE (document_id, position)
);
-- Rule values of a local document that a person confirmed; `value` NULL: not stated.
CREATE TABLE local_value (
    document_id TEXT NOT NULL REFERENCES local_document (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    clause TEXT NOT NULL,
    value TEXT,
    unit TEXT NOT NULL,
    words TEXT NOT NULL,
    confirmed_at TEXT NOT NULL,
    PRIMARY KEY (document_id, name)
);
CREATE TABLE local_attachment (
    document_id TEXT NOT NULL REFERENCES local_document (id) ON DELETE CASCADE,
    order_id TEXT NOT NULL,
    order_number TEXT NOT NULL,
    attached_at TEXT NOT NULL,
    PRIMARY KEY (document_id, order_id)
);

-- Letters to the vendor that are being written. `order_ids` and `order_numbers` are JSON lists.
CREATE TABLE notice_draft (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    version_id TEXT NOT NULL,
    recipient TEXT NOT NULL,
    letter TEXT NOT NULL,
    order_ids BLOB NOT NULL,
    order_numbers BLOB NOT NULL,
    post_by TEXT,
    post_by_words TEXT NOT NULL,
    counts_by TEXT,
    created_at TEXT NOT NULL,
    changed_at TEXT NOT NULL
);

CREATE TABLE reminder (
    uid TEXT PRIMARY KEY,
    at TEXT NOT NULL,
    words TEXT NOT NULL,
    made_at TEXT NOT NULL
);
