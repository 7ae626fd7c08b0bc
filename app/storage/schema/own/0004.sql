-- Records of several kinds, by kind and id: batches of isolated hosts ('batch'), their hosts
-- ('host', id BATCH/HOST), who hosts a machine ('machine', id FINGERPRINT), the history of license
-- files ('history', id sorts by time). body is JSON, words what a search looks through, file the
-- bytes of a file that is kept. Further kinds need no more room of the schema's one page (0002).
CREATE TABLE noted (
    kind TEXT, id TEXT, body BLOB NOT NULL, words TEXT, file BLOB, PRIMARY KEY (kind, id)
) WITHOUT ROWID;
