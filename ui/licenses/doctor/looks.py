"""How findings look: an icon, a word and a tone for each level, and what a button says."""

from __future__ import annotations

from app.activation.doctor.model import Action, Level
from app.activation.doctor.parts import Stability
from app.base.text import _
from ui.kit.icons import Icon
from ui.kit.tokens import Token

LEVELS = {
    Level.OK: (Icon.CHECK_CIRCLE, Token.OK),
    Level.NOTE: (Icon.INFO, Token.ACCENT),
    Level.WARN: (Icon.WARNING, Token.WARN),
    Level.BAD: (Icon.OCTAGON, Token.DANGER),
}
STABILITY = {
    Stability.FIRM: (Icon.CHECK_CIRCLE, Token.OK),
    Stability.FAIR: (Icon.CHECK_CIRCLE_OUTLINE, Token.TEXT2),
    Stability.LOOSE: (Icon.WARNING, Token.WARN),
    Stability.NONE: (Icon.MINUS_CIRCLE, Token.TEXT3),
}


def action_words(action: Action) -> str:
    """What the button for a finding says; "" for no button."""
    return {
        Action.NONE: "",
        Action.CLOCK_IS_RIGHT: _("The clock is right"),
        Action.CONNECTION: _("Open connection"),
        Action.SYNC: _("Synchronize"),
        Action.SIGN_IN: _("Sign in"),
        Action.RETRY_KEYRING: _("Try again"),
    }[action]
