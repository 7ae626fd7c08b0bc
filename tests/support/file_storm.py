"""A child process that attaches files, queues requests and sends them until it is killed.

Run as ``python -m tests.support.file_storm FOLDER PORT``; it writes the item of each request that
the program said is kept to the file ``acknowledged``.
"""

from __future__ import annotations

import os
import random
import sys
from pathlib import Path

from app.base.clock import Clock, SystemClock
from app.exchange.attachments import Files, KeptFile
from app.exchange.errors import SendBusy
from app.exchange.outbox import Outbox
from app.exchange.routes import LARGE, URGENT, Route
from app.exchange.sender import Sender
from app.exchange.uploading import Uploader
from app.exchange.uploads import UPLOAD
from app.portal.wire_sent import MessageBody, SupportRequestBody
from app.storage.blobs import Blobs
from app.storage.database import Database
from app.storage.ledger import reconcile
from app.storage.opening import open_own
from tests.support.file_portal import FileClient, FilePortal
from tests.support.storm import KEY

SUBJECT = "anna"
ROUTES = {
    "feedback": Route("/feedback"),
    "support_request": Route("/requests"),
    "message": Route("/requests/{request_id}/messages"),
    "unauthorized_use": Route("/unauthorized", URGENT),
    UPLOAD: Route("/uploads", LARGE),
}


def files_of(folder: Path, own: Database, clock: Clock) -> Files:
    """The kept files beside an own.db."""
    return Files(own, Blobs(folder / "attachments"), clock)


def ask(
    own: Database, outbox: Outbox, files: Files, clock: Clock, kept: list[KeptFile], subject: str
) -> str:
    """Queue a request behind its files, with the record that names them, in one transaction."""
    item = outbox.new_id()
    with own.write() as tx:
        uploads, last = files.put_uploads(tx, outbox, kept, subject)
        body = SupportRequestBody(
            client_id=item,
            created_at=clock.now(),
            subject="s",
            text="t",
            severity="low",
            uploads=uploads,
        )
        outbox.put(tx, "support_request", body, subject, after=last, id=item)
        record = b'{"files":["%s"]}' % b'","'.join(one.id.encode() for one in kept)
        tx.execute(
            "INSERT INTO noted (kind, id, body) VALUES ('support_sent', ?, ?)", (item, record)
        )
    return item


def answer(own: Database, outbox: Outbox, clock: Clock, request: str, subject: str) -> str:
    """Queue a message behind the request that it belongs to."""
    item = outbox.new_id()
    with own.write() as tx:
        body = MessageBody(client_id=item, request_id=request, created_at=clock.now(), text="t")
        outbox.put(tx, "message", body, subject, after=request, id=item)
    return item


def sender(folder: Path, own: Database, portal: FileClient | FilePortal, clock: Clock) -> Sender:
    """What sends the folder's outbox, files included."""
    uploader = Uploader(
        own,
        files_of(folder, own, clock),
        portal,
        portal.find_submission,
        clock,
        lambda _item, _done, _total: None,
    )
    return Sender(
        own,
        portal,
        ROUTES,
        folder / "send.lock",
        clock,
        ledger=folder / "own.ledger",
        deliveries={UPLOAD: uploader},
        dice=lambda: 0.5,
    )


def main() -> None:
    """Work in a folder until killed."""
    folder, port = Path(sys.argv[1]), int(sys.argv[2])
    dice, clock = random.Random(os.getpid()), SystemClock()
    acknowledged = os.open(folder / "acknowledged", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.write(1, b"working\n")
    with open_own(folder / "own.db", KEY) as own:
        reconcile(own, folder / "own.ledger")
        outbox = Outbox(own, folder / "own.ledger", clock)
        files = files_of(folder, own, clock)
        while True:
            sizes = [dice.choice((0, 10, 70_000, 1_200_000)) for _file in range(dice.randint(1, 2))]
            kept = [files.attach((f"{size}.log", dice.randbytes(size))) for size in sizes]
            item = ask(own, outbox, files, clock, kept, SUBJECT)
            os.write(acknowledged, item.encode() + b"\n")
            try:
                sender(folder, own, FileClient(port), clock).send_all(SUBJECT, hurry=True)
            except SendBusy:
                continue


if __name__ == "__main__":
    main()
