"""The SQL of feedback: what was written, what waits to be written on, its fate from the outbox."""

from __future__ import annotations

from datetime import datetime

import msgspec

from app.base.clock import from_wire, to_wire
from app.exchange.outbox import Outbox
from app.portal.wire import Acknowledgement, FeedbackBody
from app.storage.database import Database, Row, Transaction
from app.support.model import FeedbackDraft, FeedbackItem, FeedbackState, FeedbackTopic

KIND = "feedback"
_DRAFT = "feedback-draft"
_ANSWER = "support/answer/"
"""Feedback about an answer names it as the page it was written on."""


def read_draft(own: Database) -> FeedbackDraft | None:
    """What was being written when the page was left; None where nothing was."""
    row = own.one("SELECT value FROM meta WHERE name = ?", (_DRAFT,))
    try:
        return None if row is None else msgspec.json.decode(row[0], type=FeedbackDraft)
    except msgspec.MsgspecError:
        return None


def keep_draft(tx: Transaction, draft: FeedbackDraft | None) -> None:
    """Keep a draft; None forgets it."""
    if draft is None:
        tx.execute("DELETE FROM meta WHERE name = ?", (_DRAFT,))
    else:
        tx.execute(
            "INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)",
            (_DRAFT, msgspec.json.encode(draft)),
        )


def put(
    tx: Transaction, outbox: Outbox, draft: FeedbackDraft, subject: str, item: str, at: datetime
) -> None:
    """Keep the feedback and queue it, in one transaction."""
    note(tx, draft, subject, item, at)
    outbox.put(tx, KIND, body_of(draft, item, at), subject, id=item)


def note(tx: Transaction, draft: FeedbackDraft, subject: str, item: str, at: datetime) -> None:
    """Keep the feedback; its item in the outbox has the same id."""
    tx.execute(
        "INSERT INTO feedback (id, topic, product_id, page, text, statement, acknowledged_at,"
        " subject, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            item,
            draft.topic.value,
            draft.product_id,
            page_of(draft),
            draft.text,
            draft.statement,
            to_wire(at),
            subject,
            to_wire(at),
        ),
    )


def body_of(draft: FeedbackDraft, item: str, at: datetime) -> FeedbackBody:
    """What travels."""
    return FeedbackBody(
        client_id=item,
        topic=draft.topic.value,
        text=draft.text,
        created_at=at,
        acknowledged=Acknowledgement(draft.statement, at),
        product_id=draft.product_id,
        page=page_of(draft),
    )


def page_of(draft: FeedbackDraft) -> str | None:
    """The contract's member for the place it was written at; an answer is one of them."""
    return f"{_ANSWER}{draft.answer_of}" if draft.answer_of else draft.page


def items(own: Database, outbox: Outbox, names: dict[str, str]) -> tuple[FeedbackItem, ...]:
    """All feedback, newest first, each with where it is on its way."""
    fates = {item.id: item for item in outbox.items() if item.kind == KIND}
    found = own.read(
        "SELECT id, topic, product_id, page, text, statement, acknowledged_at, created_at"
        " FROM feedback ORDER BY created_at DESC, id DESC"
    )
    shown: list[FeedbackItem] = []
    for row in found:
        fate = fates.get(row[0])
        if fate is None:
            continue
        receipt = fate.receipt
        shown.append(
            msgspec.structs.replace(
                _item(row, names),
                state=FeedbackState(fate.state.value),
                attempts=fate.attempts,
                next_at=fate.next_at,
                problem=fate.problem,
                receipt_id=receipt.id if receipt else "",
                received_at=receipt.received_at if receipt else None,
            )
        )
    return tuple(shown)


def _item(row: Row, names: dict[str, str]) -> FeedbackItem:
    key, topic, product, page, text, statement, acknowledged_at, created_at = row
    answer = page.removeprefix(_ANSWER) if page and page.startswith(_ANSWER) else ""
    return FeedbackItem(
        id=key,
        topic=FeedbackTopic(topic),
        text=text,
        product_id=product,
        product_name=names.get(product or "", ""),
        page=None if answer else page,
        answer_of=answer,
        statement=statement,
        acknowledged_at=from_wire(acknowledged_at),
        created_at=from_wire(created_at),
        state=FeedbackState.QUEUED,
    )
