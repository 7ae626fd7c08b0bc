"""From a draft to the outbox: checked, then its files, itself and its record in one transaction."""

from __future__ import annotations

import msgspec

from app.base import ids
from app.base.tasks import CancelToken, Report, no_report
from app.exchange.model import OutboxState
from app.portal.wire_sent import MessageBody, SupportRequestBody
from app.storage.database import Transaction
from app.support.requests import changing, kept, problems
from app.support.requests.checking import Checks
from app.support.requests.drafting import Drafts
from app.support.requests.kept import Sent
from app.support.requests.local import Local, Locals, who
from app.support.requests.model import Draft
from app.support.requests.records import MESSAGE, REQUEST
from app.support.requests.searching import index_text
from app.support.requests.tools import Tools

_UPLOAD = "upload"


class Sending:
    """Queues what was written."""

    def __init__(self, tools: Tools, drafts: Drafts, checks: Checks) -> None:
        self._tools = tools
        self._drafts = drafts
        self._checks = checks

    def send(
        self,
        draft_id: str,
        subject: str,
        *,
        reopen: bool = False,
        report: Report = no_report,
        cancel: CancelToken | None = None,
    ) -> str:
        """Queue a draft with its files and forget it, in one transaction; the item's id.

        When this returns it is on the disk. `reopen`: a closed request is reopened before the
        reply. Raises NothingWritten, TooLong, FindingsOpen, RequestClosed, RequestGone, FileLost,
        and the store's problems; the draft is then kept.
        """
        draft = self._drafts.get(draft_id)
        check_texts(draft)
        found = self._checks.undecided(draft, report, cancel)
        if found[0]:
            raise problems.findings_open(*found)
        place = changing.place_of(self._tools, draft.request_id) if draft.request_id else None
        if place is not None and place.closed and not reopen:
            raise problems.request_closed()
        self._free(draft.corrects)
        item = ids.new_id(self._tools.clock)
        with self._tools.own.write() as tx:
            if kept.draft(tx, draft_id) != draft:
                raise problems.draft_changed()
            after = place.after_message if place is not None else None
            if place is not None and place.closed:
                after = changing.put(tx, self._tools, place, "reopen", subject)
            self._put(tx, draft, item, subject, place, after)
            kept.forget_drafts(tx, [draft_id])
            kept.forget_scans(tx, [one.id for one in draft.files])
        self._settle(draft.corrects)
        return item

    def correct(self, item: str) -> Draft:
        """A refused request or message as a draft again; sent, it takes the refused one's place.

        What waits behind a refused request or file is corrected there. Raises NotCorrectable.
        """
        sent, found = kept.sent(self._tools.own, item), kept.states(self._tools.own, [item])
        if sent is None or sent.draft is None or item not in found:
            raise problems.not_correctable()
        held = self._tools.outbox.held_by(item)
        if held is not None and held.kind != _UPLOAD and held.state is OutboxState.REFUSED:
            return self.correct(held.id)
        if held is None and found[item].state is not OutboxState.REFUSED:
            raise problems.not_correctable()
        for draft in kept.drafts(self._tools.own):
            if draft.corrects == item:
                return draft
        lost = held is not None and held.kind == REQUEST
        asked = "" if lost else _asked(sent)
        made = msgspec.structs.replace(sent.draft, corrects=item, request_id=asked)
        return self._drafts.new(made)

    def _free(self, item: str) -> None:
        """Give up the refused files that the item to be corrected waits behind."""
        found = kept.states(self._tools.own, [item]).get(item) if item else None
        while found is not None:
            held = self._tools.outbox.held_by(item)
            if held is None or held.kind != _UPLOAD or held.state is not OutboxState.REFUSED:
                return
            self._tools.outbox.discard(held.id)
            found = kept.states(self._tools.own, [item]).get(item)

    def _settle(self, item: str) -> None:
        """Give up a refused message that left as a new request instead."""
        old = kept.states(self._tools.own, [item]).get(item) if item else None
        if old is not None and old.state is OutboxState.REFUSED:
            self._tools.outbox.discard(item)

    def _put(
        self,
        tx: Transaction,
        draft: Draft,
        item: str,
        subject: str,
        place: changing.Place | None,
        after: str | None,
    ) -> None:
        tools = self._tools
        uploads: tuple[str, ...] = ()
        if draft.files:
            uploads, after = tools.files().put_uploads(
                tx, tools.outbox, draft.files, subject, after
            )
        now = tools.clock.now()
        kind = MESSAGE if place is not None else REQUEST
        sent = Sent(
            id=item, kind=kind, request_id=place.name if place is not None else item, at=now,
            by=who(tools), draft=draft,
        )  # fmt: skip
        body = message_body(sent, uploads) if place is not None else request_body(sent, uploads)
        old = kept.states(tx, [draft.corrects]).get(draft.corrects) if draft.corrects else None
        if old is not None and old.kind == kind:
            tools.outbox.edit(draft.corrects, body, new_id=item, tx=tx)
            if after != old.after:
                tools.outbox.rewrite(tx, item, body, after=after)
            if kind == REQUEST:
                self._rename(tx, draft.corrects, item)
        else:
            tools.outbox.put(tx, kind, body, subject, after=after, id=item)
        kept.keep_sent(tx, sent, words_of(sent))

    def _rename(self, tx: Transaction, old: str, new: str) -> None:
        """Let what follows a corrected request name it by its new id."""
        for local in Locals(self._tools).of((old,)):
            renamed = msgspec.structs.replace(local.sent, request_id=new)
            self._tools.outbox.rewrite(tx, local.item.id, self._body(local, renamed))
            kept.keep_sent(tx, renamed, local.words)
        for draft in kept.drafts(tx):
            if draft.request_id == old:
                kept.keep_draft(tx, msgspec.structs.replace(draft, request_id=new))

    def _body(self, local: Local, renamed: Sent) -> msgspec.Struct:
        if renamed.kind == MESSAGE:
            before = msgspec.json.decode(
                self._tools.outbox.payload(local.item.id), type=MessageBody
            )
            return msgspec.structs.replace(before, request_id=renamed.request_id)
        return changing.body_of(renamed)


def check_texts(draft: Draft) -> None:
    """Raise NothingWritten or TooLong where the portal would refuse the texts."""
    reply = bool(draft.request_id)
    if not reply and not draft.subject.strip():
        raise problems.no_subject()
    if not draft.text.strip() and not (reply and draft.files):
        raise problems.no_text()
    for text, name, most in problems.limits(
        draft.subject, draft.text, draft.business_impact, draft.product_version
    ):
        if len(text) > most:
            raise problems.too_long(name, most)


def request_body(sent: Sent, uploads: tuple[str, ...]) -> SupportRequestBody:
    """What travels of a request."""
    draft = sent.draft or Draft(id="")
    return SupportRequestBody(
        client_id=sent.id,
        created_at=sent.at,
        subject=draft.subject,
        text=draft.text,
        severity=draft.severity.value,
        business_impact=draft.business_impact,
        product_id=draft.product_id or None,
        product_version=draft.product_version or None,
        order_id=draft.order_id or None,
        license_id=draft.license_id or None,
        machine_id=draft.machine_id or None,
        modified=draft.modified,
        uploads=uploads,
    )


def message_body(sent: Sent, uploads: tuple[str, ...]) -> MessageBody:
    """What travels of a message."""
    text = sent.draft.text if sent.draft is not None else ""
    return MessageBody(
        client_id=sent.id, request_id=sent.request_id, created_at=sent.at, text=text,
        uploads=uploads,
    )  # fmt: skip


def words_of(sent: Sent) -> str:
    """What a search for something unsent looks through."""
    draft = sent.draft
    if draft is None:
        return index_text((sent.text,))
    names = (one.name for one in draft.files)
    return index_text((draft.subject, draft.text, draft.business_impact, *names))


def _asked(sent: Sent) -> str:
    return sent.request_id if sent.kind == MESSAGE else ""
