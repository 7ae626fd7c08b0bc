"""How kinds and states of orders look: one word, one icon, one tone each."""

from __future__ import annotations

from typing import NamedTuple

from app.orders.model import OrderKind, OrderState
from app.orders.words import kind_words, state_words
from ui.kit.icons import Icon
from ui.kit.tokens import Token


class Look(NamedTuple):
    """Icon, word and tones; nothing is told by color alone."""

    icon: Icon
    word: str
    tone: Token
    icon_tone: Token


_KIND_ICONS = {
    OrderKind.SOFTWARE: Icon.PACKAGE,
    OrderKind.HOSTED: Icon.CLOUD,
    OrderKind.SUPPORT: Icon.HEADSET,
    OrderKind.TRAINING: Icon.TRAINING,
    OrderKind.NO_CHARGE: Icon.GIFT,
    OrderKind.MIXED: Icon.STACK,
}

_STATE_LOOKS = {
    OrderState.ACTIVE: (Icon.CHECK_CIRCLE, Token.TEXT, Token.OK),
    OrderState.DUE_SOON: (Icon.CLOCK, Token.WARN, Token.WARN),
    OrderState.UNPAID: (Icon.OCTAGON, Token.DANGER, Token.DANGER),
    OrderState.SUSPENDED: (Icon.PROHIBIT, Token.DANGER, Token.DANGER),
    OrderState.TRIAL: (Icon.FLASK, Token.TEXT, Token.TEXT2),
    OrderState.DONE: (Icon.CHECK_CIRCLE, Token.TEXT, Token.OK),
    OrderState.ENDED: (Icon.MINUS_CIRCLE, Token.TEXT2, Token.TEXT2),
    OrderState.CANCELLED: (Icon.MINUS_CIRCLE, Token.TEXT2, Token.TEXT2),
}

QUIET_STATES = frozenset({OrderState.ENDED, OrderState.CANCELLED})
"""States whose whole row is painted quietly."""


def kind_look(kind: OrderKind) -> Look:
    """Icon, word and tones of a kind."""
    return Look(_KIND_ICONS[kind], kind_words(kind), Token.TEXT, Token.TEXT2)


def state_look(state: OrderState) -> Look:
    """Icon, word and tones of a state."""
    icon, tone, icon_tone = _STATE_LOOKS[state]
    return Look(icon, state_words(state), tone, icon_tone)
