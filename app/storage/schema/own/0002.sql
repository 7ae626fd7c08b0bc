-- Terms and notices. Bodies are JSON: few columns keep the whole schema within the file's first
-- page, which is what a damaged store is made readable again with (app.storage.patch).

-- That somebody accepted a version: who, when, which text. The item in the outbox has the same id.
CREATE TABLE acceptance (id TEXT PRIMARY KEY, body BLOB NOT NULL);

-- Documents that a person opened from a file: the text as it was read, pinned to the file's hash;
-- its clauses, the rule values that were confirmed, the orders that it governs.
CREATE TABLE local_document (
    id TEXT PRIMARY KEY, sha256 TEXT NOT NULL, body BLOB NOT NULL, text TEXT NOT NULL
);
CREATE TABLE local_clause (
    document_id TEXT REFERENCES local_document ON DELETE CASCADE, position INTEGER NOT NULL,
    id TEXT NOT NULL, body BLOB NOT NULL, text TEXT NOT NULL, PRIMARY KEY (document_id, position)
);
CREATE TABLE local_value (
    document_id TEXT REFERENCES local_document ON DELETE CASCADE, name TEXT, body BLOB NOT NULL,
    PRIMARY KEY (document_id, name)
);
CREATE TABLE local_attachment (
    document_id TEXT REFERENCES local_document ON DELETE CASCADE, order_id TEXT,
    order_number TEXT NOT NULL, attached_at TEXT NOT NULL, PRIMARY KEY (document_id, order_id)
);

-- Letters to the vendor that are being written, and what a person wants to be reminded of.
CREATE TABLE notice_draft (id TEXT PRIMARY KEY, body BLOB NOT NULL, letter TEXT NOT NULL);
CREATE TABLE reminder (uid TEXT PRIMARY KEY, body BLOB NOT NULL);
