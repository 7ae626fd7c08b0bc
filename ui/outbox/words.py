"""How items of the outbox read: their kind, where they are, and why they are not on their way."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from app.base.dates import moment_words
from app.base.text import _, ngettext
from app.exchange.model import OutboxState
from app.exchange.waiting import Hold, OutboxCard, state_words
from app.orders.words import bytes_words
from ui.kit.icons import Icon
from ui.kit.tokens import Token
from ui.page import Standing

_ICONS: Mapping[str, Icon] = {
    "feedback": Icon.CHAT,
    "support_request": Icon.SUPPORT,
    "message": Icon.CHAT,
    "support_change": Icon.SUPPORT,
    "unauthorized_use": Icon.SHIELD,
    "upload": Icon.PAPERCLIP,
    "account_change": Icon.ACCOUNT,
    "formal_notice": Icon.NOTICES,
    "notice_read": Icon.MAIL_OPEN,
    "certification": Icon.CERTIFICATION,
    "terms_acceptance": Icon.TERMS,
    "activation": Icon.LICENSES,
    "host_receipts": Icon.LICENSES,
    "machine_deactivation": Icon.LICENSES,
}


class Look(NamedTuple):
    """Icon, word and tones of a state."""

    icon: Icon
    word: str
    tone: Token
    icon_tone: Token


def kind_icon(kind: str) -> Icon:
    """The icon of a kind."""
    return _ICONS.get(kind, Icon.FILE)


def look_of(card: OutboxCard) -> Look:
    """Where an item is: silhouette, word and color say the same."""
    word = state_words(card.state)
    match card.hold:
        case Hold.REFUSED:
            return Look(Icon.OCTAGON, word, Token.DANGER, Token.DANGER)
        case Hold.BLOCKED:
            return Look(Icon.OCTAGON, _("Held"), Token.DANGER, Token.DANGER)
        case Hold.LATER:
            return Look(Icon.CLOCK, word, Token.WARN, Token.WARN)
        case Hold.FOLLOWS:
            return Look(Icon.CLOCK, _("Follows"), Token.TEXT, Token.TEXT2)
        case Hold.OTHER_PERSON:
            return Look(Icon.USER_CIRCLE, _("Held"), Token.TEXT, Token.TEXT2)
        case Hold.NONE:
            return _moving(card.state, word)


def _moving(state: OutboxState, word: str) -> Look:
    match state:
        case OutboxState.SENT:
            return Look(Icon.CHECK_CIRCLE, word, Token.TEXT, Token.OK)
        case OutboxState.SENDING:
            return Look(Icon.SYNC, word, Token.TEXT, Token.ACCENT)
        case OutboxState.DISCARDED:
            return Look(Icon.MINUS_CIRCLE, word, Token.TEXT2, Token.TEXT2)
        case _:
            return Look(Icon.PLANE, word, Token.TEXT, Token.ACCENT)


def why_words(card: OutboxCard, standing: Standing, now: datetime) -> str:
    """Why it is not on its way, in one line."""
    match card.hold:
        case Hold.REFUSED:
            return card.problem.title if card.problem else _("The portal refused it")
        case Hold.BLOCKED:
            return _("What it follows was refused: “{title}”").format(title=card.after_title)
        case Hold.FOLLOWS:
            return _("Goes after “{title}”").format(title=card.after_title)
        case Hold.OTHER_PERSON:
            return _("Written under another sign-in, and leaves only under that one")
        case Hold.LATER:
            return " · ".join(filter(None, (_title(card), next_words(card, now))))
        case Hold.NONE:
            return _going(card, standing)


def _title(card: OutboxCard) -> str:
    return card.problem.title if card.problem else ""


def _going(card: OutboxCard, standing: Standing) -> str:
    if card.state is OutboxState.SENDING:
        return progress_words(card) or _("On its way at this moment")
    if not standing.signed_in:
        return _("Goes once you have signed in")
    if standing.offline:
        return _("Goes once the portal can be reached")
    return progress_words(card) or _("Goes with the next sending")


def next_words(card: OutboxCard, now: datetime) -> str:
    """When it is tried again; "" where that is not set."""
    if card.next_at is None:
        return ""
    if card.next_at <= now:
        return _("Tried again at once")
    return _("Next try {when}").format(when=moment_words(card.next_at, now))


def tries_words(attempts: int) -> str:
    """How often it was tried."""
    if not attempts:
        return _("Not tried yet")
    return ngettext("Tried once", "Tried {n} times", attempts).format(n=attempts)


def progress_words(card: OutboxCard) -> str:
    """How much of an upload has arrived safely; "" where nothing has."""
    if not card.total or not card.done:
        return ""
    return _("{done} of {total} are safely there").format(
        done=bytes_words(card.done), total=bytes_words(card.total)
    )


def followers_words(count: int) -> str:
    """What waits behind it; "" where nothing does."""
    if not count:
        return ""
    return ngettext("{n} item waits behind it.", "{n} items wait behind it.", count).format(n=count)
