"""How licenses and machines look: one word, one icon, one tone each; nothing by color alone."""

from __future__ import annotations

from typing import NamedTuple

from app.base.text import _
from app.licenses.views.model import LicenseStanding, LicenseView, MachineView
from app.licenses.views.words import standing_words, state_words
from ui.kit.icons import Icon
from ui.kit.tokens import Token

NOTHING = "—"


class Look(NamedTuple):
    """Icon, word and tones."""

    icon: Icon
    word: str
    tone: Token
    icon_tone: Token


_LOOKS = {
    LicenseStanding.REVOKED: (Icon.OCTAGON, Token.DANGER, Token.DANGER),
    LicenseStanding.SUSPENDED: (Icon.PROHIBIT, Token.DANGER, Token.DANGER),
    LicenseStanding.EXPIRED: (Icon.MINUS_CIRCLE, Token.TEXT2, Token.TEXT2),
    LicenseStanding.OVER: (Icon.OCTAGON, Token.DANGER, Token.DANGER),
    LicenseStanding.ENDING: (Icon.CLOCK, Token.WARN, Token.WARN),
    LicenseStanding.FULL: (Icon.WARNING, Token.WARN, Token.WARN),
    LicenseStanding.GOOD: (Icon.CHECK_CIRCLE, Token.TEXT, Token.OK),
}


def standing_look(standing: LicenseStanding) -> Look:
    """How a license's standing looks."""
    icon, tone, icon_tone = _LOOKS[standing]
    return Look(icon, standing_words(standing), tone, icon_tone)


def machine_look(machine: MachineView) -> Look:
    """How the state of a machine looks."""
    match machine.state:
        case "active":
            return Look(Icon.CHECK_CIRCLE, state_words(machine.state), Token.TEXT, Token.OK)
        case "revoked":
            return Look(Icon.OCTAGON, state_words(machine.state), Token.DANGER, Token.DANGER)
        case _:
            return Look(Icon.MINUS_CIRCLE, state_words(machine.state), Token.TEXT2, Token.TEXT2)


def use_words(view: LicenseView) -> str:
    """How many instances are in use of how many: "24 of 30", "3, not limited"."""
    if view.permitted is None:
        return _("{used}, not limited").format(used=f"{view.used:,}")
    return _("{used} of {permitted}").format(used=f"{view.used:,}", permitted=f"{view.permitted:,}")


def share(view: LicenseView) -> float | None:
    """Used of permitted, None where there is no limit; over 1 where more is used."""
    if view.permitted is None:
        return None
    if view.permitted == 0:
        return 2.0 if view.used else 0.0
    return view.used / view.permitted
