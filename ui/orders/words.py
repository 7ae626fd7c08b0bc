"""How kinds and states of orders look and read: one word, one icon, one tone each."""

from __future__ import annotations

from typing import NamedTuple

from app.base.text import N_, _
from app.orders.model import OrderColumn, OrderKind, OrderState
from ui.kit.icons import Icon
from ui.kit.tokens import Token


class Look(NamedTuple):
    """Icon, word (marked, not yet translated) and tones; nothing is told by color alone."""

    icon: Icon
    word: str
    tone: Token
    icon_tone: Token


_KINDS = {
    OrderKind.SOFTWARE: Look(Icon.PACKAGE, N_("Software"), Token.TEXT, Token.TEXT2),
    OrderKind.HOSTED: Look(Icon.CLOUD, N_("Hosted"), Token.TEXT, Token.TEXT2),
    OrderKind.SUPPORT: Look(Icon.HEADSET, N_("Support"), Token.TEXT, Token.TEXT2),
    OrderKind.TRAINING: Look(Icon.TRAINING, N_("Training"), Token.TEXT, Token.TEXT2),
    OrderKind.NO_CHARGE: Look(Icon.GIFT, N_("No charge"), Token.TEXT, Token.TEXT2),
    OrderKind.MIXED: Look(Icon.STACK, N_("Mixed"), Token.TEXT, Token.TEXT2),
}

_STATES = {
    OrderState.ACTIVE: Look(Icon.CHECK_CIRCLE, N_("Active"), Token.TEXT, Token.OK),
    OrderState.DUE_SOON: Look(Icon.CLOCK, N_("Due soon"), Token.WARN, Token.WARN),
    OrderState.UNPAID: Look(Icon.OCTAGON, N_("Unpaid"), Token.DANGER, Token.DANGER),
    OrderState.SUSPENDED: Look(Icon.PROHIBIT, N_("Suspended"), Token.DANGER, Token.DANGER),
    OrderState.TRIAL: Look(Icon.FLASK, N_("Trial"), Token.TEXT, Token.TEXT2),
    OrderState.DONE: Look(Icon.CHECK_CIRCLE, N_("Done"), Token.TEXT, Token.OK),
    OrderState.ENDED: Look(Icon.MINUS_CIRCLE, N_("Ended"), Token.TEXT2, Token.TEXT2),
    OrderState.CANCELLED: Look(Icon.MINUS_CIRCLE, N_("Cancelled"), Token.TEXT2, Token.TEXT2),
}

_COLUMNS = {
    OrderColumn.NUMBER: N_("Number"),
    OrderColumn.PLACED: N_("Placed"),
    OrderColumn.PRODUCTS: N_("Products"),
    OrderColumn.KIND: N_("Kind"),
    OrderColumn.BOUGHT_FROM: N_("Bought from"),
    OrderColumn.TERM_END: N_("Term end"),
    OrderColumn.STATUS: N_("Status"),
    OrderColumn.AMOUNT: N_("Amount"),
}

QUIET_STATES = frozenset({OrderState.ENDED, OrderState.CANCELLED})
"""States whose whole row is painted quietly."""


def kind_look(kind: OrderKind) -> Look:
    """Icon, word and tones of a kind; the word is translated."""
    look = _KINDS[kind]
    return look._replace(word=_(look.word))


def state_look(state: OrderState) -> Look:
    """Icon, word and tones of a state; the word is translated."""
    look = _STATES[state]
    return look._replace(word=_(look.word))


def column_title(column: OrderColumn) -> str:
    """The head of a column."""
    return _(_COLUMNS[column])
