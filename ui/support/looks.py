"""How requests look: severities, states, where something unsent is, and sizes in words."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from app.base.dates import moment_words
from app.base.text import _, ngettext
from app.support.requests.model import Fate, RequestCard, RequestState, Severity
from app.support.requests.words import severity_words, state_words
from ui.kit.icons import Icon
from ui.kit.tokens import Token


class Look(NamedTuple):
    """Icon, word and tones."""

    icon: Icon
    word: str
    tone: Token
    icon_tone: Token


def severity_look(severity: Severity) -> Look:
    """How bad it is."""
    word = severity_words(severity)
    match severity:
        case Severity.URGENT:
            return Look(Icon.OCTAGON, word, Token.DANGER, Token.DANGER)
        case Severity.HIGH:
            return Look(Icon.WARNING, word, Token.WARN, Token.WARN)
        case Severity.NORMAL:
            return Look(Icon.EQUALS, word, Token.TEXT, Token.TEXT2)
        case Severity.LOW:
            return Look(Icon.CARET_DOWN, word, Token.TEXT2, Token.TEXT2)


def state_look(card: RequestCard) -> Look:
    """Where a request stands; a refused or overdue one says so."""
    word = state_words(card.state)
    match card.state:
        case RequestState.UNSENT if card.fate is not None and card.fate.state == "refused":
            return Look(Icon.OCTAGON, _("Refused"), Token.DANGER, Token.DANGER)
        case RequestState.UNSENT:
            return Look(Icon.PLANE, word, Token.TEXT, Token.ACCENT)
        case RequestState.OPEN if card.overdue:
            return Look(Icon.CLOCK, _("Overdue"), Token.DANGER, Token.DANGER)
        case RequestState.OPEN:
            return Look(Icon.CLOCK_OUTLINE, word, Token.TEXT, Token.TEXT2)
        case RequestState.WAITING:
            return Look(Icon.USER_CIRCLE, word, Token.WARN, Token.WARN)
        case RequestState.ANSWERED:
            return Look(Icon.CHAT, word, Token.TEXT, Token.ACCENT)
        case RequestState.CLOSED:
            return Look(Icon.CHECK_CIRCLE_OUTLINE, word, Token.TEXT2, Token.TEXT2)


def size_words(size: int) -> str:
    """Bytes as people read them: "4.1 kB", "2.0 GB"."""
    if size < 1000:
        return ngettext("{n} byte", "{n} bytes", size).format(n=size)
    value = float(size)
    for unit in ("kB", "MB", "GB"):
        value /= 1000
        if value < 1000 or unit == "GB":
            digits = 0 if value >= 100 else 1
            return f"{value:.{digits}f} {unit}"
    return ""


def upload_words(done: int, total: int) -> str:
    """How far an upload is: "1.2 GB of 2.0 GB, 60 %"."""
    share = 100 * done // total if total else 0
    return _("{done} of {total}, {share} %").format(
        done=size_words(done), total=size_words(total), share=share
    )


def fate_words(fate: Fate, now: datetime) -> str:
    """Where something is on its way, and what happens next."""
    problem = fate.problem.title if fate.problem is not None else ""
    match fate.state:
        case "refused":
            return _("Refused: {reason}").format(reason=problem or _("the portal refused it"))
        case "waiting" | "blocked" if fate.next_at is not None:
            return _("{reason}; it is tried again {when}").format(
                reason=problem or _("The portal could not take it"),
                when=moment_words(fate.next_at, now),
            )
        case "waiting" | "blocked" if problem:
            return _("{reason}; it is tried again by itself").format(reason=problem)
        case "sent":
            return _("Delivered")
        case _ if fate.total > 0 and fate.done < fate.total and (fate.done or fate.attempts):
            return _("Uploading {progress}").format(progress=upload_words(fate.done, fate.total))
        case "sending":
            return _("Being sent now")
        case _:
            return _("Queued, leaves with the next synchronization")


def number_words(card: RequestCard) -> str:
    """The number, or that there is none yet."""
    return card.number or _("Not sent yet")


def about_words(card: RequestCard) -> str:
    """Number, product and order, as one line."""
    parts = (number_words(card), card.product_name, card.order_number)
    return " · ".join(part for part in parts if part)


def clock_line(card: RequestCard, now: datetime) -> str:
    """What the clock says: of an unsent one where it is on its way."""
    if card.fate is not None and card.state is RequestState.UNSENT:
        return fate_words(card.fate, now)
    if card.unsent:
        return ngettext("{n} thing not sent yet", "{n} things not sent yet", card.unsent).format(
            n=card.unsent
        )
    if card.state is RequestState.CLOSED and card.rating:
        return _("Rated {n} of 5").format(n=card.rating)
    return card.clock_words
