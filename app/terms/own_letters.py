"""Letters of one's own that rest on a clause: demands to consult, objections to publicity."""

from __future__ import annotations

from collections.abc import Sequence

from app.base.text import _
from app.deadlines.model import Source
from app.deadlines.words import source_words
from app.notices import letters, problems
from app.notices import rules as notice_rules
from app.notices.model import DraftKind
from app.notices.service import NewDraft, NoticeService
from app.terms import citation
from app.terms.governance import Governance
from app.terms.objection import (
    cited,
    customer_party,
    draft_objection,
    letter_order,
    vendor_party,
)

_RESTS_ON = {
    DraftKind.DISPUTE: "consultation-period",
    DraftKind.PUBLICITY: "publicity-opt-out",
}
"""The rule value whose clause such a letter cites."""
_ROLES = {DraftKind.DISPUTE: "legal", DraftKind.PUBLICITY: "publicity"}
"""Who gets it, as the vendor's profile names its contacts."""


def draft_letter(
    notices: NoticeService,
    state: Governance,
    kind: DraftKind,
    order_numbers: Sequence[str],
    about: str,
    by: str,
) -> str:
    """Keep a draft of this kind and return its id. `about` is what a person says it is about.

    Raises UnknownOrder, and NoOrders for a notice of no renewal that names none. An objection to
    new terms needs their version: see `draft_objection`.
    """
    if kind not in _RESTS_ON:
        if not order_numbers:
            raise problems.no_orders()
        return draft_objection(notices, state, "", order_numbers, by)
    orders = [state.order(number) for number in dict.fromkeys(order_numbers)]
    lookup = state.lookup(orders[0].id if orders else "", state.now)
    rests, counts = lookup(_RESTS_ON[kind]), lookup("own-notice-given")
    facts = letters.LetterFacts(
        kind=kind,
        customer=customer_party(state),
        vendor=vendor_party(state, _ROLES[kind]),
        day=citation.day_of(state.now, state.library.account_zone()),
        by=by,
        orders=tuple(letter_order(state, order) for order in orders),
        about=about,
        rule_clause=cited(rests),
        period=notice_rules.period_words(rests) if rests.value else "",
        counts_clause=cited(counts) if counts.value == "on-receipt" else "",
    )
    return notices.keep_draft(
        NewDraft(
            kind=kind,
            title=letters.title(facts),
            letter=letters.letter(facts),
            recipient=letters.recipient(facts),
            version_id=rests.version_id,
            order_ids=tuple(order.id for order in orders),
            order_numbers=tuple(order.number for order in facts.orders),
            post_by_words=_no_date(kind, rests, counts),
        )
    )


def _no_date(kind: DraftKind, rests: Source, counts: Source) -> str:
    """That nothing says by when to send it, and what runs once it counts."""
    said = _("No clause says by when to send it. It counts {rule}.")
    if not counts.value:
        said = _("No clause says by when to send it. From when it counts is {rule}.")
    said = said.format(rule=source_words(counts))
    if not rests.value:
        return said
    then = _("Then you consult for {period}, {clause}.")
    if kind is DraftKind.PUBLICITY:
        then = _("Then the vendor has {period} to act, {clause}.")
    period = notice_rules.period_words(rests)
    return f"{said} {then.format(period=period, clause=cited(rests))}"
