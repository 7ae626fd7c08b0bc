"""Giving feedback: the statement is acknowledged, the text is kept and queued, its fate is shown.

Feedback is never confidential and may be used freely by the vendor (terms §15), so nothing leaves
before a person has seen exactly that and agreed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec

from app.account.store import read_discovery, records
from app.base import ids
from app.base.clock import Clock
from app.base.errors import Problem
from app.base.text import _
from app.exchange.outbox import Outbox
from app.orders.records import ProductRecord
from app.storage.database import Database
from app.support import store
from app.support.model import FeedbackDraft, FeedbackItem, ProductChoice

if TYPE_CHECKING:
    from app.terms.service import TermsService

LONGEST_TEXT = 10_000
"""Characters of one piece of feedback."""


class NotAcknowledged(Problem):
    """The person has not agreed to the statement as it is now."""

    code = "CP-5201"


class NothingWritten(Problem):
    """Feedback without a text."""

    code = "CP-5202"


class TextTooLong(Problem):
    """Feedback that is longer than the portal takes."""

    code = "CP-5203"


class SupportService:
    """Feedback of one profile."""

    def __init__(
        self,
        own: Database,
        mirror: Database,
        outbox: Outbox,
        clock: Clock,
        terms: Callable[[], TermsService] | None = None,
    ) -> None:
        self._terms = terms
        self._own = own
        self._mirror = mirror
        self._outbox = outbox
        self._clock = clock

    def statement(self) -> str:
        """The exact text to be acknowledged: the vendor's, else our own of the same meaning."""
        kept = read_discovery(self._own)
        said = kept.document.feedback_statement.strip() if kept else ""
        return said or default_statement()

    def products(self) -> tuple[ProductChoice, ...]:
        """The products that feedback can be about, by name."""
        found = [
            ProductChoice(key, product.name)
            for key, product in records(self._mirror, "product", ProductRecord)
        ]
        return tuple(sorted(found, key=lambda p: (p.name.casefold(), p.id)))

    def beta_reminder(self, product_id: str | None) -> str:
        """That what is known of a beta version is confidential, with its clause (terms §11).

        "" where no order of this account has the product as a beta.
        """
        if not product_id:
            return ""
        from app.support.beta import reminder  # noqa: PLC0415 - not for the first paint (P1)

        return reminder(self._mirror, product_id, self._terms)

    def send_feedback(self, draft: FeedbackDraft, subject: str) -> str:
        """Keep and queue feedback in one transaction, forget the draft; the outbox id.

        When this returns the feedback is on the disk. Raises NotAcknowledged where the statement
        was not agreed to or has changed since, NothingWritten, TextTooLong, and the store's
        problems; the draft is then kept.
        """
        self._check(draft)
        item = ids.new_id(self._clock)
        with self._own.write() as tx:
            store.put(tx, self._outbox, draft, subject, item, self._clock.now())
            store.keep_draft(tx, None)
        return item

    def correct(self, item: str, draft: FeedbackDraft, subject: str) -> str:
        """Send a refused piece of feedback again, corrected, under a new id; that id.

        Raises as `send_feedback` does, and ItemSettled where it was not refused.
        """
        self._check(draft)
        new = ids.new_id(self._clock)
        now = self._clock.now()
        with self._own.write() as tx:
            store.note(tx, draft, subject, new, now)
            self._outbox.edit(item, store.body_of(draft, new, now), new_id=new, tx=tx)
            store.keep_draft(tx, None)
        return new

    def feedback(self) -> tuple[FeedbackItem, ...]:
        """Everything sent or to be sent, newest first, with where it is on its way."""
        names = {product.id: product.name for product in self.products()}
        return store.items(self._own, self._outbox, names)

    def save_draft(self, draft: FeedbackDraft) -> None:
        """Keep what is being written; an empty text forgets it. Writes only what changed."""
        wanted = None if draft.is_empty else msgspec.structs.replace(draft, acknowledged=False)
        if wanted == store.read_draft(self._own):
            return
        with self._own.write() as tx:
            store.keep_draft(tx, wanted)

    def load_draft(self) -> FeedbackDraft | None:
        """What was being written last, None where nothing was."""
        return store.read_draft(self._own)

    def discard_draft(self) -> None:
        """Forget what was being written."""
        if store.read_draft(self._own) is not None:
            with self._own.write() as tx:
                store.keep_draft(tx, None)

    def _check(self, draft: FeedbackDraft) -> None:
        if draft.is_empty:
            raise NothingWritten(
                _("There is nothing to send"),
                _("The feedback has no text yet."),
                _("Write something first."),
            )
        if len(draft.text) > LONGEST_TEXT:
            raise TextTooLong(
                _("The text is too long"),
                _("Feedback may have {count:,} characters.").format(count=LONGEST_TEXT),
                _("Shorten it, or send it in parts."),
                kept=_("Your text is kept as a draft."),
            )
        if not draft.acknowledged or draft.statement != self.statement():
            raise NotAcknowledged(
                _("Please read and confirm the statement first"),
                _("Feedback is not confidential, and the vendor may use it freely."),
                _("Confirm the statement below the text, then send again."),
                kept=_("Your text is kept as a draft."),
            )


def default_statement() -> str:
    """What is acknowledged where the portal gives no statement of its own (terms §15)."""
    return _(
        "I understand that my feedback is not confidential and that the vendor may use it freely, "
        "for any purpose and without payment."
    )
