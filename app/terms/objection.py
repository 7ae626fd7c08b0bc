"""The letter that objects to a new version and chooses not to renew, with facts of the store."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

import msgspec

from app.account.records import AccountRecord
from app.account.store import read_discovery, records
from app.base.text import _
from app.deadlines.calendar import BusinessCalendar
from app.deadlines.model import Deadline, DeadlineKind, Source
from app.deadlines.words import clause_words, when_words
from app.notices import letters
from app.notices import rules as notice_rules
from app.notices.letter_facts import LetterFacts, LetterOrder, Party
from app.notices.model import DraftKind, Renewal
from app.notices.service import NewDraft, NoticeService
from app.terms import citation
from app.terms.chains import ChainedOrder
from app.terms.governance import Governance
from app.terms.model import TextState
from app.terms.rules import Lookup


def draft_objection(
    notices: NoticeService,
    state: Governance,
    version_id: str,
    order_numbers: Sequence[str],
    by: str,
) -> str:
    """Keep the draft and return its id. Without a version it is a plain notice of no renewal.

    Raises UnknownVersion, UnknownOrder.
    """
    orders = [state.order(number) for number in dict.fromkeys(order_numbers)]
    kind = DraftKind.OBJECTION if version_id else DraftKind.NON_RENEWAL
    facts = _facts(state, kind, version_id, orders, by)
    by_order = [_cancel_by(state, order) for order in orders]
    last = min((one.at for one in by_order if one is not None), default=None)
    post_by, words = _posting(state, orders, last)
    return notices.keep_draft(
        NewDraft(
            kind=kind,
            title=letters.title(facts),
            letter=letters.letter(facts),
            recipient=letters.recipient(facts),
            email=facts.vendor.email,
            version_id=version_id,
            order_ids=tuple(order.id for order in orders),
            order_numbers=tuple(order.number for order in facts.orders),
            post_by=post_by,
            post_by_words=words,
            counts_by=last,
            renewals=tuple(found for order in orders for found in _renewals(order)),
        )
    )


def _renewals(order: ChainedOrder) -> Iterator[Renewal]:
    """The renewals that the letter prevents: of each line at the end of its term."""
    for line in order.record.lines if order.record is not None else ():
        if line.term.auto_renews and line.term.end is not None:
            yield Renewal(f"{order.id}:{line.id}", line.term.end)


def _facts(
    state: Governance,
    kind: DraftKind,
    version_id: str,
    orders: Sequence[ChainedOrder],
    by: str,
) -> LetterFacts:
    sources = _sources(state, orders)
    named, sha256 = "", ""
    if version_id:
        version = state.library.version(version_id)
        plain = msgspec.structs.replace(version, sha256="", text_state=TextState.NOT_OFFERED)
        named = citation.citation(plain, None, state.zone)
        sha256 = version.sha256 if version.text_state is TextState.TRUSTED else ""
    return LetterFacts(
        kind=kind,
        customer=customer_party(state),
        vendor=vendor_party(state),
        day=citation.day_of(state.now, state.library.account_zone()),
        by=by,
        orders=tuple(letter_order(state, order) for order in orders),
        version=named,
        sha256=sha256,
        changes_clause=cited(sources.get("changes-apply")),
        cancel_clause=cited(sources.get("cancel-notice")),
        form_clause=cited(sources.get("cancel-form")),
    )


def customer_party(state: Governance) -> Party:
    """The customer, as the account has it."""
    for _key, account in records(state.library.mirror, "account", AccountRecord):
        place = account.organization
        town = " ".join(part for part in (place.postal_code, place.city) if part)
        country = place.country or account.country
        return Party(
            legal_name=account.legal_name or account.name,
            address=tuple(part for part in (place.street, town, country) if part),
            reference=account.customer_number,
        )
    return Party(legal_name="")


def vendor_party(state: Governance, role: str = "legal") -> Party:
    """The vendor and whom to write to: the contact of this role, else the legal one."""
    kept = read_discovery(state.library.own)
    if kept is None:
        return Party(legal_name="")
    found = kept.document
    by_role = {one.role: one for one in reversed(found.contacts)}
    whom = by_role.get(role) or by_role.get("legal")
    name = found.vendor.legal_name or found.vendor.name
    post = (whom.post or "") if whom else ""
    parts = post.splitlines() if "\n" in post.strip() else post.split(", ")
    return Party(
        legal_name=name,
        contact=whom.name if whom else "",
        address=tuple(part.strip() for part in parts if part.strip() not in ("", name)),
        email=(whom.email or "") if whom else "",
    )


def letter_order(state: Governance, order: ChainedOrder) -> LetterOrder:
    """An order as a letter names it."""
    record = order.record
    if record is None:
        return LetterOrder(number=order.id)
    ends = [line.term.end for line in record.lines if line.term.end and line.term.auto_renews]
    ends = ends or [line.term.end for line in record.lines if line.term.end]
    last = _cancel_by(state, order)
    return LetterOrder(
        number=record.number,
        products=tuple(dict.fromkeys(line.product_name for line in record.lines)),
        term_ends=when_words(min(ends), state.zone) if ends else "",
        cancel_by=when_words(last.at, state.zone) if last is not None and last.stated else "",
    )


def _cancel_by(state: Governance, order: ChainedOrder) -> Deadline | None:
    """The first of an order's last moments to cancel, None where nothing of it renews by itself."""
    rows = state.library.mirror.read(
        "SELECT body FROM deadline WHERE order_row = ? AND kind = ? ORDER BY at",
        (order.row, DeadlineKind.CANCEL_BY.value),
    )
    found = [msgspec.json.decode(body, type=Deadline) for (body,) in rows]
    ahead = [one for one in found if one.at > state.now]
    return next(iter(ahead or found), None)


def _sources(state: Governance, orders: Sequence[ChainedOrder]) -> dict[str, Source]:
    lookup = state.lookup(orders[0].id if orders else "", state.now)
    return {name: lookup(name) for name in ("changes-apply", "cancel-notice", "cancel-form")}


def _posting(
    state: Governance, orders: Sequence[ChainedOrder], last: datetime | None
) -> tuple[datetime | None, str]:
    if last is None:
        return None, _("No last moment to cancel is stated; post it as early as you can.")
    return posting_by(state, state.lookup(orders[0].id if orders else "", state.now), last)


def posting_by(state: Governance, lookup: Lookup, last: datetime) -> tuple[datetime, str]:
    """By when to post a letter that has to count by `last`, and why, in words."""
    found = notice_rules.posting(last, lookup, calendar_of(state))
    words = notice_rules.posting_words(found, state.zone)
    if found.at <= state.now:
        late = _("The safe day for the post is over: bring the letter by hand or by courier.")
        words = _("{late} {words}").format(late=late, words=notice_rules.working_words(found))
    return found.at, words


def calendar_of(state: Governance) -> BusinessCalendar:
    """The business days of the vendor's place."""
    return BusinessCalendar(state.library.vendor_country(), zone=state.zone)


def cited(source: Source | None) -> str:
    """The clause on which a value rests; "" where it rests on none."""
    return clause_words(source) if source is not None and source.clause else ""
