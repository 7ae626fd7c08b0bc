"""What a certification covers: its request, orders and period, and the terms pinned to it.

What governed the orders when the scope was confirmed is kept with the draft; a request or terms
that change meanwhile are said, and taken over only by a person's own step.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from app.base import ids
from app.base.dates import plain_day
from app.base.text import _
from app.certification import problems
from app.certification.asked import Kind, Origin, Request, RequestState
from app.certification.audits import Audits
from app.certification.changed import request_changes, stands, terms_changes
from app.certification.drafts import put_draft
from app.certification.model import Draft, Excluded, Signatory, Step
from app.certification.reconcile.model import Entitlement
from app.certification.requests import check_period
from app.certification.ruled import Ruled
from app.deadlines.periods import local_day
from app.documents.model import Paper


class _Nothing(msgspec.Struct, frozen=True):
    kind: Kind = Kind.COMPLIANCE


_NOTHING = _Nothing()
"""What a certification is where neither request nor predecessor says it."""


class Scoping(Audits):
    """Beginning a certification and saying what it covers."""

    def begin(
        self,
        request_id: str = "",
        *,
        kind: Kind | None = None,
        rehearsal: bool = False,
        from_draft: str = "",
    ) -> Draft:
        """Begin a certification: for a request, of one's own accord, or as a rehearsal.

        `from_draft`: scope, mappings, signatory and layout of an earlier one are taken over; its
        answers have to be given again. `kind` None: what the request asks for. Raises
        UnknownRequest, RequestNotGenuine, UnknownCertification.
        """
        now = self._around.clock.now()
        asked = self.request(request_id) if request_id else None
        if asked is not None and not asked.genuine:
            raise problems.request_not_genuine(asked.fault)
        before = self.draft(from_draft) if from_draft else None
        origin = asked.origin if asked is not None else Origin.OWN
        if kind is None:
            kind = (asked or before or _NOTHING).kind
        draft = Draft(
            id=ids.new_id(self._around.clock),
            kind=kind,
            title="",
            origin=Origin.REHEARSAL if rehearsal else origin,
            as_of=now,
            created_at=now,
            saved_at=now,
            signatory=self._signed_in(),
            language=_language(),
        )
        if before is not None:
            draft = _from(before, draft)
        draft = self._with_request(draft, asked)
        if asked is not None and asked.state is RequestState.WITHDRAWN:
            draft = _of_ones_own(draft)
        draft = msgspec.structs.replace(draft, title=self._title(draft))
        with self._around.own.write() as tx:
            put_draft(tx, draft)
        return draft

    def set_scope(
        self,
        draft_id: str,
        *,
        orders: Sequence[str] | None = None,
        excluded: Sequence[Excluded] | None = None,
        period_start: datetime | None = None,
        period_end: datetime | None = None,
        as_of: datetime | None = None,
        exact_period: bool = False,
    ) -> Draft:
        """Say what is covered; None leaves as it is. It has to be confirmed again by that.

        With `exact_period` the period is just as it is given: None says that none is stated. Raises
        WrongPeriod, UnknownOrder, DocumentMade, CertificationLeft, ReadOnlyCopy.
        """
        numbers = None if orders is None else self._numbers(orders)
        left = None if excluded is None else tuple(excluded)
        if left and any(not one.reason.strip() for one in left):
            raise problems.answer_needs_text()
        if as_of is not None and as_of > self._around.clock.now():
            raise problems.wrong_period()

        def change(one: Draft) -> Draft:
            start, end = period_start, period_end
            if not exact_period:
                start, end = start or one.period_start, end or one.period_end
            check_period(start, end)
            after = msgspec.structs.replace(
                one,
                orders=one.orders if numbers is None else numbers,
                excluded=one.excluded if left is None else left,
                period_start=start,
                period_end=end,
                as_of=as_of or one.as_of,
            )
            if after == one:
                return one
            return msgspec.structs.replace(after, terms=(), scope_confirmed_at=None)

        return self._change(draft_id, change)

    def entitlements(self, draft_id: str) -> tuple[Entitlement, ...]:
        """What the orders of a certification permit, by product and metric."""
        return self._ruled(self.draft(draft_id)).entitlements

    def confirm_scope(self, draft_id: str) -> Draft:
        """Keep that the scope is right, with the terms that govern each order at this moment."""
        now = self._around.clock.now()
        pinned = self._ruled(self.draft(draft_id)).pinned()
        return self._change(
            draft_id,
            lambda one: msgspec.structs.replace(one, terms=pinned, scope_confirmed_at=now),
        )

    def refresh_scope(self, draft_id: str) -> Draft:
        """Take over the terms that govern now: the scope is confirmed anew with them."""
        return self.confirm_scope(draft_id)

    def is_changed(self, draft_id: str) -> tuple[str, ...]:
        """What changed since: request withdrawn or changed, other terms; a sentence each."""
        return self._changes(self.draft(draft_id))

    def acknowledge_change(self, draft_id: str) -> Draft:
        """Take over what changed: the request as it is now, the terms as they govern now.

        One whose request was withdrawn goes on of one's own accord; nothing entered is lost. Raises
        DocumentMade where its pages are frozen: open it for changes first.
        """
        draft = self.draft(draft_id)
        asked = self._asked_now(draft)
        moved = bool(self._request_changes(draft))
        pinned = self._ruled(draft).pinned() if draft.scope_confirmed_at is not None else ()

        def change(one: Draft) -> Draft:
            if moved and asked is None:
                one = _of_ones_own(one)
            elif moved and asked is not None:
                one = self._with_request(one, asked)
                return msgspec.structs.replace(one, terms=(), scope_confirmed_at=None)
            return msgspec.structs.replace(one, terms=pinned)

        return self._change(draft_id, change)

    def set_signatory(
        self, draft_id: str, signatory: Signatory, countersignatory: Signatory | None = None
    ) -> Draft:
        """Say who signs, by what authority (terms §18.1), and who signs as the second person."""
        return self._change(
            draft_id,
            lambda one: msgspec.structs.replace(
                one, signatory=signatory, countersignatory=countersignatory
            ),
        )

    def set_document(
        self,
        draft_id: str,
        *,
        language: str | None = None,
        paper: Paper | None = None,
        named_users: bool | None = None,
        replaced: dict[str, str] | None = None,
    ) -> Draft:
        """Say how it is printed; None leaves as it is. Raises DocumentMade."""
        return self._change(
            draft_id,
            lambda one: msgspec.structs.replace(
                one,
                language=language or one.language,
                paper=paper or one.paper,
                named_users=one.named_users if named_users is None else named_users,
                replaced=one.replaced if replaced is None else dict(replaced),
            ),
        )

    def _changes(self, draft: Draft) -> tuple[str, ...]:
        if self._left(draft):
            return ()
        return (*self._request_changes(draft), *self._terms_changes(draft))

    def _terms_changes(self, draft: Draft) -> tuple[str, ...]:
        if draft.scope_confirmed_at is None:
            return ()
        return terms_changes(draft.terms, self._ruled(draft).pinned())

    def _request_changes(self, draft: Draft) -> tuple[str, ...]:
        if not draft.request_id or draft.asked is None or draft.rehearsal:
            return ()
        now = next((one for one in self._asked() if one.id == draft.request_id), None)
        return request_changes(draft, now, self._around.terms.vendor_zone())

    def _asked_now(self, draft: Draft) -> Request | None:
        """The request as it stands; None where it was withdrawn, or is not genuine any more."""
        found = next((one for one in self._asked() if one.id == draft.request_id), None)
        return found if found is not None and stands(found) else None

    def _with_request(self, draft: Draft, asked: Request | None) -> Draft:
        """The draft with what the request asks for."""
        if asked is None:
            return draft
        end = asked.period_end or draft.period_end
        plain = msgspec.structs.replace(asked, drafts=())
        return msgspec.structs.replace(
            draft,
            request_id=asked.id,
            request_version=asked.version,
            asked=plain,
            orders=asked.orders,
            period_start=asked.period_start or draft.period_start,
            period_end=end,
            as_of=self._as_of(draft.kind, end) if end is not None else draft.as_of,
        )

    def _ruled(self, draft: Draft) -> Ruled:
        return Ruled(self._around, draft)

    def _as_of(self, kind: Kind, end: datetime) -> datetime:
        """Use is counted as of the end of the period; a deletion holds as of now."""
        now = self._around.clock.now()
        return now if kind is Kind.DELETION else min(now, end)

    def _signed_in(self) -> Signatory:
        me = self._around.who.signed_in()
        return Signatory(name=me.name, email=me.email)

    def _title(self, draft: Draft) -> str:
        zone = self._around.terms.vendor_zone()
        day = plain_day(local_day(draft.period_end or draft.as_of, zone))
        if draft.rehearsal:
            return _("Rehearsal, {day}").format(day=day)
        if draft.kind is Kind.DELETION:
            return _("Deletion, {day}").format(day=day)
        return _("Compliance, {day}").format(day=day)


def _of_ones_own(draft: Draft) -> Draft:
    """The draft without a request: nobody asks for it any more."""
    origin = draft.origin if draft.rehearsal else Origin.OWN
    return msgspec.structs.replace(draft, origin=origin, request_id="", request_version=0)


def _from(before: Draft, draft: Draft) -> Draft:
    """A new draft with what is taken over from an earlier one."""
    return msgspec.structs.replace(
        draft,
        before=before.id,
        orders=before.orders,
        excluded=before.excluded,
        period_start=before.period_end,
        language=before.language,
        paper=before.paper,
        signatory=before.signatory,
        countersignatory=before.countersignatory,
        way=before.way,
        named_users=before.named_users,
        replaced=before.replaced,
        step=Step.REQUEST,
    )


def _language() -> str:
    """The language that this program speaks, as a document's language is named."""
    from app.notices.layout import language  # noqa: PLC0415 - when one is begun

    return language()
