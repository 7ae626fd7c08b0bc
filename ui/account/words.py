"""How changes of the account read: where each is on its way, and what roles and states are."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from app.account.changing import ChangeState, PendingChange
from app.base.dates import moment_words
from app.base.text import N_, _, ngettext
from ui.kit.icons import Icon
from ui.kit.tokens import Token

_ROLES: Mapping[str, str] = {
    "admin": N_("Administrator"),
    "member": N_("Member"),
    "read_only": N_("Read only"),
    "billing": N_("Billing"),
    "legal": N_("Legal"),
    "technical": N_("Technical"),
    "security": N_("Security"),
    "purchasing": N_("Purchasing"),
}

USER_ROLES = ("admin", "member", "read_only")
"""Offered beside those that are in use; the vendor decides what a role may do."""


class StateLook(NamedTuple):
    """Icon, word and tones of a state."""

    icon: Icon
    word: str
    tone: Token
    icon_tone: Token


def role_words(role: str) -> str:
    """A role for a person; an unknown one as the vendor calls it."""
    if role in _ROLES:
        return _(_ROLES[role])
    return role[:1].upper() + role[1:].replace("_", " ")


def change_look(change: PendingChange) -> StateLook:
    """Where a change is: silhouette, word and color say the same."""
    match change.state:
        case ChangeState.REFUSED:
            return StateLook(Icon.OCTAGON, _("Refused"), Token.DANGER, Token.DANGER)
        case ChangeState.WAITING:
            return StateLook(Icon.CLOCK, _("Waiting"), Token.WARN, Token.WARN)
        case ChangeState.SENDING:
            return StateLook(Icon.SYNC, _("Being sent"), Token.TEXT, Token.ACCENT)
        case ChangeState.RECEIVED:
            return StateLook(Icon.CHECK_CIRCLE_OUTLINE, _("Received"), Token.TEXT2, Token.TEXT2)
        case ChangeState.QUEUED:
            return StateLook(Icon.PLANE, _("Unsent"), Token.TEXT, Token.ACCENT)


def fate_words(change: PendingChange, now: datetime) -> str:
    """What became of a change so far, in a sentence."""
    made = _("Made {when}").format(when=moment_words(change.created_at, now))
    match change.state:
        case ChangeState.REFUSED:
            problem = change.problem
            said = (problem.title, problem.next_step) if problem else ()
            return ". ".join(part.rstrip(".") for part in (*said,) if part)
        case ChangeState.WAITING if change.next_at is not None:
            when = moment_words(change.next_at, now)
            tries = ngettext("tried once", "tried {n} times", change.attempts)
            return _("{made}, {tries}, next try {when}").format(
                made=made, tries=tries.format(n=change.attempts), when=when
            )
        case ChangeState.RECEIVED if change.received_at is not None:
            when = moment_words(change.received_at, now)
            return _("Your vendor has it since {when}; its answer comes by synchronization").format(
                when=when
            )
        case _ if change.after_refused:
            return _("It waits behind a change that was refused")
        case _:
            return _("{made}; it leaves with the next sending").format(made=made)


def tax_words(state: str) -> str:
    """How the vendor stands to a tax exemption; an unknown word as it is."""
    match state:
        case "received":
            return _("Received, being checked")
        case "accepted":
            return _("Accepted")
        case "refused":
            return _("Not accepted")
        case "expired":
            return _("Expired")
        case _:
            return state
