"""A child process that queues, synchronizes and sends until it is killed, and the portal it meets.

Run as ``python -m tests.support.storm FOLDER PORT MODE``: it writes a line when it starts working,
and the id of each item to the file ``acknowledged`` once the program said that it is kept.
"""

from __future__ import annotations

import http.client
import http.server
import os
import sys
import threading
import urllib.parse
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from app.base.clock import SystemClock
from app.base.tasks import CancelToken
from app.exchange.errors import SendBusy, SyncBusy
from app.exchange.feed import Feed
from app.exchange.outbox import Outbox
from app.exchange.sender import Route, Sender
from app.portal.errors import Unreachable
from app.portal.wire import ChangePage, Receipt
from app.storage.errors import StoreProblem
from app.storage.key import StoreKey
from app.storage.ledger import reconcile
from app.storage.migrate import Step, back_up, migrate, steps
from app.storage.opening import OWN, open_keyed, open_mirror, open_own
from tests.support.stores import put

KEY = StoreKey(bytes(range(32)))
ROUTES = {"feedback": Route("/v1/feedback")}
LATER_STEPS = tuple(
    Step(number, f"CREATE TABLE later_{number} (a);\nINSERT INTO later_{number} VALUES (1);\n")
    for number in range(2, 40)
)


class StormPortal:
    """A portal on a socket: a growing feed of records and an inbox that honors its keys."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.records: list[tuple[str, int]] = []
        self.deliveries: Counter[str] = Counter()
        self.receipts: dict[str, Receipt] = {}
        portal = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                url = urllib.parse.urlsplit(self.path)
                if url.path == "/v1/changes":
                    query = urllib.parse.parse_qs(url.query)
                    self._answer(portal.page(query.get("after", ["0"])[0]))
                    return
                receipt = portal.receipts.get(url.path.rsplit("/", 1)[-1])
                self._answer(msgspec.json.encode(receipt) if receipt else b"null")

            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                self._answer(msgspec.json.encode(portal.take(self.headers["Idempotency-Key"])))

            def _answer(self, body: bytes) -> None:
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_args: object) -> None:
                """Nobody reads this server's log."""

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = False

            def handle_error(self, *_args: object) -> None:
                """A killed client breaks its connection: that is the point."""

        self.server = Server(("127.0.0.1", 0), Handler)
        self.port = int(self.server.server_address[1])
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,))
        self.thread.start()

    def grow(self, count: int) -> None:
        """Add new records and new versions of old ones to the feed."""
        with self.lock:
            start = len(self.records)
            self.records += [(f"r{n % 700}", n + 1) for n in range(start, start + count)]

    def page(self, after: str) -> bytes:
        """Up to 40 changes behind a position."""
        with self.lock:
            start = int(after)
            found = self.records[start : start + 40]
            end = start + len(found)
            more = end < len(self.records)
        changes = [
            {"kind": "thing", "id": i, "version": v, "deleted": False, "data": {"version": v}}
            for i, v in found
        ]
        return msgspec.json.encode({"changes": changes, "next": str(end), "more": more})

    def take(self, key: str) -> Receipt:
        """One submission a key; a repeated key gets the first one's receipt."""
        with self.lock:
            if key not in self.receipts:
                self.deliveries[key] += 1
                number = f"F-{len(self.receipts)}"
                self.receipts[key] = Receipt(number, key, datetime.now(UTC), "feedback")
            return self.receipts[key]

    def expected(self) -> dict[str, int]:
        """What a mirror must hold in the end."""
        return dict(self.records)

    def close(self) -> None:
        """Stop serving."""
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


class StormClient:
    """The child's way to that portal: a fresh connection a request, as light as can be."""

    def __init__(self, port: int) -> None:
        self._port = port

    def changes(
        self, after: str | None, limit: int, cancel: CancelToken | None = None
    ) -> ChangePage:
        """A page of the feed."""
        body = self._ask("GET", f"/v1/changes?after={after or 0}&limit={limit}")
        return msgspec.json.decode(body, type=ChangePage)

    def submit(
        self, path: str, body: bytes, key: str, cancel: CancelToken | None = None
    ) -> Receipt:
        """Post an item."""
        reply = self._ask("POST", path, body, {"Idempotency-Key": key})
        return msgspec.json.decode(reply, type=Receipt)

    def find_submission(self, client_id: str) -> Receipt | None:
        """Look an item up."""
        return msgspec.json.decode(
            self._ask("GET", f"/v1/submissions/{client_id}"), type=Receipt | None
        )

    def _ask(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> bytes:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=20)
        try:
            connection.request(method, path, body, headers or {})
            return connection.getresponse().read()
        except OSError as error:
            raise Unreachable("127.0.0.1") from error
        finally:
            connection.close()


def synchronize(folder: Path, port: int) -> None:
    """One synchronization of the folder's mirror."""
    with open_mirror(folder / "mirror.db", KEY) as mirror:
        Feed(mirror, StormClient(port), [], SystemClock()).sync(wait=20)


def send(folder: Path, port: int, subject: str = "anna") -> None:
    """One round of sending of the folder's outbox."""
    with open_own(folder / "own.db", KEY) as own:
        Sender(
            own,
            StormClient(port),
            ROUTES,
            folder / "send.lock",
            SystemClock(),
            ledger=folder / "own.ledger",
        ).send_all(subject, hurry=True)


def work(folder: Path, port: int) -> None:
    """Queue, synchronize and send for as long as the process lives."""
    acknowledged = os.open(folder / "acknowledged", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    number = 0
    with open_own(folder / "own.db", KEY) as own:
        reconcile(own, folder / "own.ledger")
        outbox = Outbox(own, folder / "own.ledger", SystemClock())
        while True:
            for _item in range(3):
                number += 1
                item = put(outbox, own, f"text {number} " * 30)
                os.write(acknowledged, item.encode() + b"\n")
            try:
                synchronize(folder, port)
                send(folder, port)
            except (SendBusy, SyncBusy):
                continue


def queue(folder: Path, count: int) -> None:
    """Queue so many items; one that the store refuses is tried again, as a person would."""
    acknowledged = os.open(folder / "acknowledged", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with open_own(folder / "own.db", KEY) as own:
        outbox = Outbox(own, folder / "own.ledger", SystemClock())
        for number in range(count):
            for _attempt in range(20):
                try:
                    item = put(outbox, own, f"text {number} " * 60)
                except StoreProblem as problem:
                    os.write(1, problem.code.encode() + b"\n")
                    continue
                os.write(acknowledged, item.encode() + b"\n")
                break


def upgrade(folder: Path) -> None:
    """Bring a store through many schema versions, which a kill interrupts."""
    with open_keyed(OWN, folder / "own.db", KEY) as own:
        plan = (*steps("own"), *LATER_STEPS)
        backup = back_up(own, folder / "backups")
        migrate(own, plan, application_id=OWN.application_id, backup=backup)


def main() -> None:
    """Work in a folder until killed."""
    folder, port, mode = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    os.write(1, b"working\n")
    if mode == "upgrade":
        upgrade(folder)
    elif mode == "queue":
        queue(folder, port)
    else:
        work(folder, port)


if __name__ == "__main__":
    main()
