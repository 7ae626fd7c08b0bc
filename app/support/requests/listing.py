"""The list of requests: the vendor's and unsent ones in one order, found by their words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from app.base.errors import Problem
from app.support.requests import kept, rules, searching, store
from app.support.requests.entitlement import Entitlements
from app.support.requests.local import Local, Locals, fate_of
from app.support.requests.model import RequestCard, RequestState, Severity
from app.support.requests.records import UNAUTHORIZED, severity_of, state_of
from app.support.requests.store import KeptRequest
from app.support.requests.tools import Tools
from app.support.requests.words import unauthorized_subject

_HEARS = (RequestState.ANSWERED, RequestState.WAITING)


class Cards:
    """Makes cards of one state of both stores; made anew for each question."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._now = tools.clock.now()
        self.locals = Locals(tools)
        self._products = store.product_names(tools.mirror)
        self._seen: dict[str, datetime] = kept.seen(tools.own)
        self._grants: Entitlements | None = None

    def all(self) -> list[RequestCard]:
        """Every request, newest activity first."""
        found = store.requests(self._tools.mirror)
        opening = self.locals.opening()
        ids = [one.record.order_id or "" for one in found]
        ids += [one.sent.draft.order_id for one in opening if one.sent.draft is not None]
        numbers = store.order_numbers(self._tools.mirror, ids)
        cards = [self.of_request(one, numbers) for one in found]
        cards += [self.of_local(one, numbers) for one in opening]
        return sorted(cards, key=lambda card: (card.changed_at, card.id), reverse=True)

    def of_request(self, one: KeptRequest, numbers: Mapping[str, str] | None = None) -> RequestCard:
        """The card of a request that the vendor has."""
        record, order_id = one.record, one.record.order_id or ""
        if numbers is None:
            numbers = store.order_numbers(self._tools.mirror, [order_id])
        later = self.locals.of(names_of(one))
        moments = [record.opened_at, record.answered_at, record.closed_at, one.last_at]
        moments += [local.sent.at for local in later]
        state = state_of(record)
        clock = self._clock(one, state)
        return RequestCard(
            id=one.id,
            client_id=record.client_id or "",
            number=record.number,
            subject=record.subject,
            product_id=record.product_id or "",
            product_name=self._products.get(record.product_id or "", ""),
            order_id=order_id,
            order_number=numbers.get(order_id, ""),
            severity=severity_of(record.severity),
            state=state,
            opened_at=record.opened_at,
            opened_by=record.opened_by,
            changed_at=max(moment for moment in moments if moment is not None),
            respond_by=clock.due,
            answered_at=record.answered_at,
            closed_at=record.closed_at,
            rating=record.rating,
            messages=one.messages,
            unsent=sum(local.unsent for local in later),
            overdue=clock.overdue,
            clock_words=clock.words,
            unread=self._is_unread(one, state),
        )

    def of_local(self, one: Local, numbers: Mapping[str, str] | None = None) -> RequestCard:
        """The card of a request that the vendor has not shown yet."""
        sent, draft = one.sent, one.sent.draft
        order_id = draft.order_id if draft is not None else ""
        if numbers is None:
            numbers = store.order_numbers(self._tools.mirror, [order_id])
        urgent = sent.kind == UNAUTHORIZED
        state = RequestState.UNSENT if one.unsent else RequestState.OPEN
        later = self.locals.of((sent.id,))
        moments = rules.Moments(state=state, opened_at=sent.at)
        return RequestCard(
            id=sent.id,
            client_id=sent.id,
            subject=draft.subject if draft is not None else unauthorized_subject(),
            product_id=draft.product_id if draft is not None else "",
            product_name=self._products.get(draft.product_id, "") if draft is not None else "",
            order_id=order_id,
            order_number=numbers.get(order_id, ""),
            severity=Severity.URGENT if urgent or draft is None else draft.severity,
            state=state,
            opened_at=sent.at,
            opened_by=sent.by,
            changed_at=max([sent.at, *(local.sent.at for local in later)]),
            messages=1,
            unsent=sum(local.unsent for local in later),
            clock_words=rules.standing(moments, None, self._now, "").words,
            fate=fate_of(self._tools, one),
        )

    def _is_unread(self, one: KeptRequest, state: RequestState) -> bool:
        if one.heard_at is None:
            return False
        seen = self._seen.get(one.id)
        return state in _HEARS if seen is None else one.heard_at > seen

    def _clock(self, one: KeptRequest, state: RequestState) -> rules.Standing:
        """The vendor's own instant where it gives one, else what order and policy lead to."""
        record = one.record
        moments = rules.Moments(
            state=state, opened_at=record.opened_at, respond_by=record.respond_by,
            answered_at=record.answered_at, closed_at=record.closed_at,
        )  # fmt: skip
        due_at, level = record.respond_by, ""
        runs = record.answered_at is None and state is not RequestState.CLOSED
        if record.order_id and (runs or due_at is None):
            reckoned, level = self._reckoned(record.order_id, record.opened_at, record.severity)
            due_at = due_at or reckoned
        return rules.standing(moments, due_at, self._now, level)

    def _reckoned(
        self, order_id: str, opened_at: datetime, severity: str
    ) -> tuple[datetime | None, str]:
        if self._grants is None:
            self._grants = self._tools.entitlements()
        try:
            return self._grants.due(order_id, opened_at, severity_of(severity))
        except Problem:
            return None, ""


def names_of(one: KeptRequest) -> tuple[str, ...]:
    """The ids that a request goes by: the portal's, and the one it was opened under."""
    return (one.id, one.record.client_id) if one.record.client_id else (one.id,)


def search(
    tools: Tools, cards: Sequence[RequestCard], locals_: Locals, text: str
) -> list[RequestCard]:
    """The cards in which each word of a text stands: in themselves or in any of their messages."""
    words = searching.query_words(text)
    if not words:
        return list(cards)
    own = {card.id: _words_here(card, locals_) for card in cards}
    found = {card.id for card in cards}
    for word in words:
        with_word = store.requests_with(tools.mirror, word)
        found &= with_word | {key for key, said in own.items() if searching.holds(said, word)}
    return [_marked(tools, card, locals_, words) for card in cards if card.id in found]


def _words_here(card: RequestCard, locals_: Locals) -> str:
    said = searching.index_text(
        (card.subject, card.number, card.product_name, card.order_number, card.opened_by)
    )
    opener = locals_.opener(card.id)
    parts = [one.words for one in locals_.of((card.id, card.client_id))]
    return " ".join([said, *([opener.words] if opener else []), *parts])


def _marked(
    tools: Tools, card: RequestCard, locals_: Locals, words: Sequence[tuple[str, ...]]
) -> RequestCard:
    """The card with the piece of text that was found, where that is not its subject alone."""
    subject = searching.index_text((card.subject, card.number))
    beyond = [word for word in words if not searching.holds(subject, word)]
    for word in beyond:
        texts = [m.text for m in store.messages_with(tools.mirror, card.id, word)]
        texts += [
            one.sent.draft.text if one.sent.draft is not None else one.sent.text
            for one in (*locals_.of((card.id, card.client_id)), locals_.opener(card.id))
            if one is not None
        ]
        for text in texts:
            found = searching.excerpt(text, [word])
            if found:
                return msgspec.structs.replace(card, found=found)
    return card
