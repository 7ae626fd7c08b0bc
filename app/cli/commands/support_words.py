"""The lines that `counterpart support` writes: requests, threads, findings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from app.base.dates import moment_words
from app.base.text import _, ngettext
from app.cli.safe import safe, safe_lines
from app.cli.tables import Head, pairs
from app.exchange.model import OutboxState
from app.orders.words import bytes_words
from app.support.requests.words import severity_words, side_words, state_words

if TYPE_CHECKING:
    from app.support.requests.model import Entitlement, Fate, Message, RequestCard, Thread
    from app.support.scan.model import Finding, ScanResult


def heads(*, found: bool) -> tuple[Head, ...]:
    """The columns of the list; a search shows where the words stand."""
    shown = (
        Head(_("Number")),
        Head(_("Changed")),
        Head(_("State")),
        Head(_("Severity")),
        Head(_("Clock")),
        Head(_("Subject"), shrinks=True),
    )
    return (*shown, Head(_("Found"), shrinks=True)) if found else (*shown, Head(_("Product")))


def card_rows(
    cards: Sequence[RequestCard], now: datetime, *, found: bool = False
) -> list[tuple[str, ...]]:
    """The rows of the list. An unsent request has no number yet: its id stands there."""
    return [
        (
            card.number or card.id,
            moment_words(card.changed_at, now),
            _state(card),
            severity_words(card.severity),
            card.clock_words,
            card.subject,
            card.found if found else card.product_name,
        )
        for card in cards
    ]


def thread_lines(thread: Thread, messages: Sequence[Message], now: datetime) -> list[str]:
    """A request with its messages, for a person."""
    card = thread.card
    lines = [safe(card.subject), ""]
    lines += pairs(
        [
            (_("Number"), card.number or card.id),
            (_("State"), _state(card)),
            (_("Severity"), severity_words(card.severity)),
            (_("Product"), " ".join(p for p in (card.product_name, thread.product_version) if p)),
            (_("Order"), card.order_number),
            (_("License"), thread.license_name),
            (_("Machine"), thread.machine_name),
            (_("Modified"), _("yes, without support for what was modified") * thread.modified),
            (_("Opened"), _opened(card, now)),
            (_("Clock"), card.clock_words),
            (_("Rating"), _("{rating} of 5").format(rating=card.rating) if card.rating else ""),
            (_("Business impact"), thread.business_impact),
            *entitlement_pairs(thread.entitlement),
        ]
    )
    hidden = len(thread.messages) + thread.earlier - len(messages)
    if thread.earlier and hidden > 0:
        said = ngettext("{n} earlier message; --all shows it.",
                        "{n} earlier messages; --all shows them.", hidden)  # fmt: skip
        lines += ["", said.format(n=hidden)]
    for message in messages:
        lines += ["", *_message_lines(message, now)]
    return lines


def entitlement_pairs(found: Entitlement | None) -> Iterator[tuple[str, str]]:
    """What the order grants, the partner first (terms §8)."""
    if found is None:
        return
    if found.partner is not None:
        partner = found.partner
        parts = (partner.name, partner.email, partner.phone)
        yield _("Ask first"), ", ".join(part for part in parts if part)
    clause = f" ({found.clause})" if found.clause else ""
    yield _("Support"), f"{found.words}{clause}"
    yield _("Lapsed"), found.lapsed_words


def finding_lines(result: ScanResult, findings: Sequence[Finding]) -> list[str]:
    """What was found and nobody decided about, place by place, never its value."""
    from app.support.scan.words import what_words  # noqa: PLC0415 - only where something is found

    lines: list[str] = []
    for one in findings:
        place = ", ".join(part for part in (one.name, one.place) if part)
        lines.append(safe(f"{place}: {what_words(one.what)} ({one.rule}). {one.reason}"))
        if one.excerpt:
            lines.append("    " + safe(one.excerpt))
    if result.more:
        lines.append(_("… and {n} more").format(n=f"{result.more:,}"))
    lines += [safe(f"{one.name}: {one.reason}") for one in result.unscanned]
    return lines


def fate_words(fate: Fate | None) -> str:
    """Where something is on its way."""
    if fate is None:
        return ""
    match fate.state:
        case OutboxState.REFUSED.value:
            why = fate.problem.title if fate.problem else ""
            return _("refused: {why}").format(why=why) if why else _("refused")
        case OutboxState.SENT.value:
            return _("arrived")
        case OutboxState.SENDING.value:
            return _("being sent")
        case _:
            return _("not sent yet")


def _state(card: RequestCard) -> str:
    said = state_words(card.state)
    fate = fate_words(card.fate)
    return f"{said}, {fate}" if fate and card.fate and card.fate.state == "refused" else said


def _opened(card: RequestCard, now: datetime) -> str:
    when = moment_words(card.opened_at, now)
    return _("{when} by {who}").format(when=when, who=card.opened_by) if card.opened_by else when


def _message_lines(message: Message, now: datetime) -> Iterator[str]:
    who = _("{side}, {name}").format(side=side_words(message.side), name=message.author)
    head = f"{who if message.author else side_words(message.side)} · "
    head += moment_words(message.sent_at, now)
    fate = fate_words(message.fate)
    yield safe(f"{head} · {fate}" if fate else head)
    if message.change:
        yield "  " + safe(message.change_words)
    for line in safe_lines(message.text):
        yield f"  {line}"
    for file in message.files:
        yield "  " + safe(f"[{file.name}, {bytes_words(file.size)}]")
