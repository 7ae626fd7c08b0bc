-- Requests for support and their messages, in tables of their own: threads grow long and are searched.

-- Instants are microseconds since 1970 UTC. A message may come before its request, and stay behind it.
CREATE TABLE support_request (
    row INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    client_id TEXT,
    version INTEGER NOT NULL,
    generation INTEGER NOT NULL,
    body BLOB NOT NULL
);
CREATE INDEX support_request_by_client ON support_request (client_id) WHERE client_id IS NOT NULL;
CREATE TABLE message (
    row INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    client_id TEXT,
    request_id TEXT NOT NULL,
    sent_at INTEGER NOT NULL,
    theirs INTEGER NOT NULL,
    version INTEGER NOT NULL,
    generation INTEGER NOT NULL,
    body BLOB NOT NULL
);
CREATE INDEX message_by_request ON message (request_id, sent_at, id);
CREATE INDEX message_of_others ON message (request_id, sent_at) WHERE theirs;
CREATE INDEX message_by_client ON message (client_id) WHERE client_id IS NOT NULL;

-- How long each thread is, when it was last written in, and when by somebody else than the customer
-- (`theirs`): a list of requests, and the end of a long thread, are shown without counting.
CREATE TABLE thread (
    request_id TEXT PRIMARY KEY,
    messages INTEGER NOT NULL,
    last_at INTEGER,
    heard_at INTEGER
) WITHOUT ROWID;
CREATE TRIGGER message_came AFTER INSERT ON message BEGIN
    INSERT INTO thread VALUES (
        new.request_id, 1, new.sent_at, CASE WHEN new.theirs THEN new.sent_at END
    ) ON CONFLICT (request_id) DO UPDATE SET
        messages = messages + 1,
        last_at = max(coalesce(last_at, excluded.last_at), excluded.last_at),
        heard_at = max(coalesce(heard_at, excluded.heard_at), coalesce(excluded.heard_at, heard_at));
END;
CREATE TRIGGER message_went AFTER DELETE ON message BEGIN
    UPDATE thread SET
        messages = messages - 1,
        last_at = (SELECT max(sent_at) FROM message WHERE request_id = old.request_id),
        heard_at = (SELECT max(sent_at) FROM message WHERE request_id = old.request_id AND theirs)
    WHERE request_id = old.request_id;
    DELETE FROM thread WHERE request_id = old.request_id AND messages <= 0;
END;

-- Words of messages by their row, normalized as for a query (app.support.requests.searching).
CREATE VIRTUAL TABLE message_search USING fts5 (
    text, content='', contentless_delete=1, prefix='2 3', tokenize='ascii'
);
