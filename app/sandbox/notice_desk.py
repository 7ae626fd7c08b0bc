"""Notices both ways: formal ones come in here, and word that the vendor's own were read."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from app.base.clock import to_wire
from app.sandbox.feed import Feed
from app.sandbox.http import Refusal, Reply, Request, problem
from app.sandbox.people import Caller
from app.sandbox.submissions import Submission, Submissions, checked, invalid, permitted
from app.sandbox.support_bodies import FormalNoticeIn, NoticeReadIn
from app.sandbox.support_records import NoticeReceipt
from app.sandbox.threads import Threads
from app.sandbox.uploads import Uploads

_READ = ("notice", "audit", "certification_request")


class NoticeDesk:
    """Serves `/v1/notices`."""

    def __init__(self, feed: Feed, submissions: Submissions, uploads: Uploads) -> None:
        self._feed = feed
        self._submissions = submissions
        self._uploads = uploads

    def give(self, request: Request, caller: Caller) -> Reply:
        """`POST /v1/notices`: the copy of a letter of the customer's."""
        refusal = permitted(caller, "notices")
        if refusal:
            return refusal
        body = checked(request, FormalNoticeIn)

        def judge(connection: sqlite3.Connection) -> Reply | None:
            threads = Threads(self._feed, connection)
            named = {"order": body.order_id, "terms_document": body.terms_document_id}
            for kind, name in named.items():
                if name is not None and not threads.exists(kind, name):
                    return invalid(f"no such {kind} - at `$.{kind}_id`")
            self._uploads.taken(connection, caller, body.uploads)
            return None

        def effect(connection: sqlite3.Connection, name: str, now: datetime) -> None:
            receipt = NoticeReceipt(body.client_id, "formal_notice", to_wire(now), None, body.kind)
            self._feed.put_within(connection, "notice_receipt", name, receipt)

        return self._submissions.take(
            request,
            caller,
            Submission(body.client_id, "formal_notice", "ntc", None, judge, effect),
        )

    def read(self, request: Request, caller: Caller) -> Reply:
        """`POST /v1/notices/{notice_id}/acknowledgements`."""
        refusal = permitted(caller, "notices")
        if refusal:
            return refusal
        body = checked(request, NoticeReadIn)
        if body.notice_id != request.part:
            raise Refusal(invalid("notice_id differs from the path - at `$.notice_id`"))

        def judge(connection: sqlite3.Connection) -> Reply | None:
            threads = Threads(self._feed, connection)
            if any(threads.exists(kind, body.notice_id) for kind in _READ):
                return None
            return problem(404, "not_found", "No such notice")

        def effect(connection: sqlite3.Connection, name: str, now: datetime) -> None:
            receipt = NoticeReceipt(body.client_id, "notice_read", to_wire(now), body.notice_id)
            self._feed.put_within(connection, "notice_receipt", name, receipt)

        return self._submissions.take(
            request,
            caller,
            Submission(body.client_id, "notice_read", "ack", None, judge, effect),
        )
