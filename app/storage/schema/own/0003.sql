-- Isolated hosts. A set that was sent (its item in the outbox has the same id) and its answer as it
-- came; each request with the set it went in last; receipts that were sent back, by their hash.
CREATE TABLE activation_set (id TEXT PRIMARY KEY, answer BLOB);
CREATE TABLE activation_request (id TEXT PRIMARY KEY, set_id TEXT NOT NULL, body BLOB NOT NULL);
CREATE TABLE host_receipt (id TEXT PRIMARY KEY, item TEXT NOT NULL, body BLOB NOT NULL);
