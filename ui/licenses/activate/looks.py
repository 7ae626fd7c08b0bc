"""How a host stands, in an icon, a word and a next step; the steps of the way in words."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from app.base.dates import day_words, local, short_day
from app.base.text import N_, _
from app.licenses.batches.model import BatchHost, HostStanding
from ui.kit.icons import Icon
from ui.kit.tokens import Token

NOTHING = "—"
_SHORT_NAME = 9


class Look(NamedTuple):
    """How a standing is shown."""

    icon: Icon
    words: str
    tone: Token
    icon_tone: Token


class Next(NamedTuple):
    """What is to be done about a host. `key` names the act behind the link, "" for none."""

    words: str
    key: str = ""


_LOOKS = {
    HostStanding.MISSING: (Icon.CIRCLE_DASHED, N_("No file yet"), Token.TEXT2, Token.TEXT2),
    HostStanding.FOREIGN: (Icon.OCTAGON, N_("Not yours"), Token.DANGER, Token.DANGER),
    HostStanding.STALE: (Icon.HISTORY, N_("Out of date"), Token.WARN, Token.WARN),
    HostStanding.CHANGED: (Icon.WARNING, N_("Hardware changed"), Token.WARN, Token.WARN),
    HostStanding.REFUSED: (Icon.PROHIBIT, N_("Refused"), Token.DANGER, Token.DANGER),
    HostStanding.REQUESTED: (Icon.CHECK_CIRCLE, N_("In the set"), Token.TEXT, Token.OK),
    HostStanding.SENT: (Icon.PLANE, N_("Sent"), Token.TEXT, Token.ACCENT),
    HostStanding.ANSWERED: (Icon.MAIL_OPEN, N_("Answered"), Token.TEXT, Token.OK),
    HostStanding.INSTALLED: (Icon.DEVICE, N_("Installed"), Token.TEXT, Token.OK),
    HostStanding.RETURNED: (Icon.CHECK_CIRCLE, N_("Receipt seen"), Token.TEXT, Token.OK),
    HostStanding.REMOVED: (Icon.MINUS_CIRCLE, N_("Removed"), Token.TEXT2, Token.TEXT2),
}
_NEXT = {
    HostStanding.MISSING: (N_("Collect"), "collect"),
    HostStanding.FOREIGN: (N_("Why"), "why"),
    HostStanding.STALE: (N_("Collect again"), "again"),
    HostStanding.DUPLICATE: (N_("Give it an id"), "identify"),
    HostStanding.CHANGED: (N_("Confirm"), "confirm"),
    HostStanding.REFUSED: (N_("Why"), "why"),
    HostStanding.REQUESTED: (N_("Ready to carry"), ""),
    HostStanding.SENT: (N_("Wait for vendor"), ""),
    HostStanding.ANSWERED: (N_("Carry back"), ""),
    HostStanding.INSTALLED: (N_("Receipt sent"), ""),
    HostStanding.RETURNED: (N_("Done"), ""),
    HostStanding.REMOVED: (N_("Free again"), ""),
}


def look_of(host: BatchHost) -> Look:
    """Icon and word of where a host is."""
    if host.standing is HostStanding.DUPLICATE:
        return Look(Icon.COPY, _same_as(host), Token.WARN, Token.WARN)
    icon, words, tone, icon_tone = _LOOKS[host.standing]
    return Look(icon, _(words), tone, icon_tone)


def next_of(host: BatchHost) -> Next:
    """What is to be done about a host."""
    words, key = _NEXT[host.standing]
    return Next(_(words), key)


def why_words(host: BatchHost) -> str:
    """Why a host stands so, in a sentence."""
    if host.words:
        return host.words
    match host.standing:
        case HostStanding.MISSING:
            return _("You expect this host, but no request file of it was read yet.")
        case HostStanding.DUPLICATE:
            return _(
                "It has the same id as {other}: one of them was cloned from the other, or from the"
                " same image."
            ).format(other=host.same_as)
        case HostStanding.CHANGED:
            return _(
                "A host of this name is known with another fingerprint: its hardware was changed,"
                " or its name was given to another computer."
            )
        case HostStanding.STALE:
            return _("Its request is too old for the vendor.")
        case HostStanding.FOREIGN:
            return _("Its request is for a license that this account has not.")
        case HostStanding.REFUSED:
            return _("The vendor refused the request and gave no reason.")
        case _:
            return look_of(host).words


def collected_words(host: BatchHost, now: datetime) -> str:
    """When its file was read: "24 Nov, 08:12"; the year where it is another one."""
    if host.collected_at is None:
        return NOTHING
    here = local(host.collected_at)
    if here.year != local(now).year:
        return day_words(here.date())
    return _("{day}, {time}").format(day=short_day(here.date()), time=here.strftime("%H:%M"))


def _same_as(host: BatchHost) -> str:
    """The other host's name without what both begin with: “Same as hist-01”."""
    other = host.same_as
    parts, mine = other.split("-"), host.host_name.split("-")
    while len("-".join(parts)) > _SHORT_NAME and len(parts) > 1 and mine and parts[0] == mine[0]:
        parts, mine = parts[1:], mine[1:]
    short = "-".join(parts)
    if not short or len(short) > _SHORT_NAME:
        return _("Same as another")
    return _("Same as {host}").format(host=short)
