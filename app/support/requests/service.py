"""What a person can do with requests for support: find, read, write, send, close, report."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from app.base.clock import Clock
from app.base.tasks import CancelToken, Report, no_report
from app.exchange.outbox import Outbox
from app.orders.service import OrderService
from app.storage.database import Database
from app.support.requests import changing, kept, listing, store, thread, words
from app.support.requests.checking import Checks
from app.support.requests.drafting import Drafts
from app.support.requests.entitlement import Target
from app.support.requests.model import (
    FIRST_SCREEN,
    Draft,
    Entitlement,
    Message,
    Product,
    RequestCard,
    RequestState,
    Severity,
    Thread,
)
from app.support.requests.products import Products
from app.support.requests.sending import Sending
from app.support.requests.tools import Tools

if TYPE_CHECKING:
    from app.exchange.attachments import Files
    from app.licenses.service import LicenseService
    from app.support.diagnostics.model import Bundle
    from app.support.requests.unauthorized import Step, Unauthorized
    from app.support.scan.model import ScanResult
    from app.terms.service import TermsService


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """Figures for navigation and overview."""

    open: int = 0
    """Not closed, unsent ones included."""
    waiting: int = 0
    """Wait for the customer."""
    unread: int = 0
    """Somebody else wrote in them since they were last looked at."""
    overdue: int = 0
    """Their target has passed without an answer."""
    drafts: int = 0


class RequestService:
    """The requests of one profile; used by the thread that opened its stores."""

    def __init__(
        self,
        own: Database,
        mirror: Database,
        outbox: Outbox,
        clock: Clock,
        *,
        orders: OrderService,
        files: Callable[[], Files],
        terms: Callable[[], TermsService],
        licenses: Callable[[], LicenseService],
    ) -> None:
        self._tools = Tools(own, mirror, outbox, clock, orders, files, terms, licenses)
        self._drafts = Drafts(self._tools)
        self._checks = Checks(self._tools, self._drafts)
        self._sending = Sending(self._tools, self._drafts, self._checks)

    def requests(self, text: str = "") -> tuple[RequestCard, ...]:
        """Every request, or those with these words in any message; newest activity first.

        Unsent ones stand in their place. Where a text was searched, `found` shows where it stands.
        """
        cards = listing.Cards(self._tools)
        every = cards.all()
        found = listing.search(self._tools, every, cards.locals, text) if text.strip() else every
        return tuple(found)

    def thread(self, request_id: str, *, newest: int = FIRST_SCREEN) -> Thread:
        """A request (id, client id or number) with its newest messages and what is unsent.

        Raises UnknownRequest, and RequestGone where the vendor deleted it.
        """
        return thread.read(self._tools, request_id, newest)

    def earlier(self, request_id: str, before: str, count: int = 50) -> tuple[Message, ...]:
        """The messages before one, the oldest first. Raises as `thread`."""
        return thread.earlier(self._tools, request_id, before, count)

    def mark_seen(self, request_id: str) -> None:
        """Remember that a thread was looked at; writes only where something was new."""
        found = store.request(self._tools.mirror, request_id)
        if found is None or found.heard_at is None:
            return
        seen = kept.seen(self._tools.own).get(found.id)
        if seen is None or seen < found.heard_at:
            with self._tools.own.write() as tx:
                kept.note_seen(tx, found.id, found.heard_at)

    def counts(self) -> Counts:
        """Figures for navigation and overview."""
        cards = listing.Cards(self._tools).all()
        return Counts(
            open=sum(card.state is not RequestState.CLOSED for card in cards),
            waiting=sum(card.state is RequestState.WAITING for card in cards),
            unread=sum(card.unread for card in cards),
            overdue=sum(card.overdue for card in cards),
            drafts=len(self._drafts.all()),
        )

    def products(self) -> tuple[Product, ...]:
        """The products to choose from, ordered ones first; `product` knows more of one."""
        return Products(self._tools).all()

    def product(self, product_id: str) -> Product | None:
        """A product with its orders, licenses and machines; None where there is none such."""
        return Products(self._tools).one(product_id)

    def entitlement(self, order_id: str) -> Entitlement:
        """What support an order (number or id) grants. Raises UnknownOrder, UnreadableOrder."""
        return self._tools.entitlements().of(order_id)

    def target(self, order_id: str, severity: Severity) -> Target:
        """How soon a first answer to such a request is owed under an order. Raises as above."""
        return self._tools.entitlements().target(order_id, severity)

    def severity_meaning(self, severity: Severity) -> str:
        """What a severity means, in one sentence."""
        return words.severity_meaning(severity)

    def drafts(self) -> tuple[Draft, ...]:
        """What was begun and not sent, the latest first."""
        return self._drafts.all()

    def draft(self, draft_id: str) -> Draft:
        """One draft. Raises UnknownDraft."""
        return self._drafts.get(draft_id)

    def new_draft(
        self,
        request_id: str = "",
        product_id: str = "",
        order_id: str = "",
        license_id: str = "",
        machine_id: str = "",
    ) -> Draft:
        """Begin a request, or a reply: for that the draft there is already, where there is one."""
        wanted = Draft(
            id="", request_id=request_id, product_id=product_id, order_id=order_id,
            license_id=license_id, machine_id=machine_id,
        )  # fmt: skip
        return self._drafts.new(wanted)

    def save_draft(self, draft: Draft) -> Draft:
        """Keep what was written, where anything changed; files and decisions are left as kept.

        Raises UnknownDraft.
        """
        return self._drafts.save(draft)

    def discard_draft(self, draft_id: str) -> None:
        """Forget a draft and its files."""
        self._drafts.discard(draft_id)

    def as_new_request(self, draft_id: str) -> Draft:
        """Make a reply that nobody can take any more into a new request. Raises UnknownDraft."""
        return self._drafts.change(
            draft_id, lambda found: msgspec.structs.replace(found, request_id="")
        )

    def attach(
        self,
        draft_id: str,
        source: Path | tuple[str, bytes],
        report: Report = no_report,
        cancel: CancelToken | None = None,
    ) -> Draft:
        """Copy a file beside a draft. Raises UnknownDraft, TooManyFiles, as `Files.attach`."""
        return self._drafts.attach(draft_id, source, report, cancel)

    def detach(self, draft_id: str, file_id: str) -> Draft:
        """Take a file off a draft. Raises UnknownDraft."""
        return self._drafts.detach(draft_id, file_id)

    def attach_bundle(self, draft_id: str, bundle: Bundle) -> Draft:
        """Attach the chosen files of diagnostics as one archive. Raises as `attach`."""
        from app.support.diagnostics.packing import zip_of  # noqa: PLC0415 - few people make one

        return self._drafts.attach(draft_id, ("diagnostics.zip", zip_of(bundle)))

    def check(
        self, draft_id: str, report: Report = no_report, cancel: CancelToken | None = None
    ) -> ScanResult:
        """Look a draft and its files through. Raises UnknownDraft, FileLost, Cancelled."""
        return self._checks.check(draft_id, report, cancel)

    def caution(self, draft_id: str) -> str:
        """By which rule findings matter: the terms' for a hosted service, else our own caution."""
        return self._checks.caution(draft_id)

    def redact(
        self,
        draft_id: str,
        finding_ids: Iterable[str],
        report: Report = no_report,
        cancel: CancelToken | None = None,
    ) -> Draft:
        """Black findings out; those in archives and PDFs are left. Raises as `check`."""
        return self._checks.redact(draft_id, finding_ids, report, cancel)

    def decide(self, draft_id: str, finding_ids: Iterable[str], reason: str) -> Draft:
        """Let findings through with a reason that is kept. Raises NoReason, UnknownDraft."""
        return self._checks.decide(draft_id, finding_ids, reason)

    def send(
        self,
        draft_id: str,
        subject: str,
        *,
        reopen: bool = False,
        report: Report = no_report,
        cancel: CancelToken | None = None,
    ) -> str:
        """Queue a draft with its files, in one transaction; the item's id. See `Sending.send`."""
        return self._sending.send(draft_id, subject, reopen=reopen, report=report, cancel=cancel)

    def correct(self, item: str) -> Draft:
        """A refused request or message as a draft again. Raises NotCorrectable."""
        return self._sending.correct(item)

    def close(self, request_id: str, subject: str, text: str = "") -> str:
        """Queue that a request is closed; its item. Raises RequestClosed and as `thread`."""
        return changing.change(self._tools, request_id, "close", subject, text)

    def reopen(self, request_id: str, subject: str, text: str = "") -> str:
        """Queue that a request is opened again; its item. Raises RequestOpen and as `thread`."""
        return changing.change(self._tools, request_id, "reopen", subject, text)

    def rate(self, request_id: str, subject: str, rating: int, text: str = "") -> str:
        """Queue a rating from 1 to 5; its item. Raises BadRating and as `thread`."""
        return changing.change(self._tools, request_id, "rate", subject, text, rating)

    def report_unauthorized(self, told: Unauthorized, subject: str, *, corrects: str = "") -> str:
        """Queue that credentials may be in wrong hands; its item. Raises NothingWritten, TooLong.

        It leaves before everything else; signing out and locking come when it has arrived.
        """
        from app.support.requests import unauthorized  # noqa: PLC0415 - rarely needed

        return unauthorized.report(self._tools, told, subject, corrects)

    def next_steps(self, item: str) -> tuple[Step, ...]:
        """What to do after a report, with what was ticked off."""
        from app.support.requests import unauthorized  # noqa: PLC0415 - as above

        return unauthorized.steps(self._tools, item)

    def tick(self, item: str, step_id: str, *, done: bool) -> None:
        """Tick off one of the next steps, or take the tick away."""
        from app.support.requests import unauthorized  # noqa: PLC0415 - as above

        unauthorized.tick(self._tools, item, step_id, done=done)

    def reported(self, item: str) -> Unauthorized | None:
        """What was reported as this item, to write it anew; None for anything else."""
        from app.support.requests.unauthorized import Unauthorized  # noqa: PLC0415 - as above

        found = kept.sent(self._tools.own, item)
        if found is None or found.noticed_at is None:
            return None
        return Unauthorized(noticed_at=found.noticed_at, text=found.text, users=found.users)
