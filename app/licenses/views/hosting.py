"""Who hosts a machine, kept by a person, and what the agreement says about that host (§5, §6.2)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec

from app.base.text import _
from app.deadlines.model import Source
from app.licenses.views.model import Clause, HostedBy
from app.storage.database import Database

KIND = "machine"
"""The kind of these notes in own.db."""

OWNERSHIP = "affiliate-ownership"
"""The rule value that says from which share on a company is an affiliate."""

_USERS, _SYSTEMS = "5", "6.2"
"""Where agreements of this kind speak of authorized users and of whose systems are used."""


class HostNote(msgspec.Struct, frozen=True):
    """What a person noted about the host of a machine."""

    hosted_by: HostedBy = HostedBy.UNKNOWN
    words: str = ""


class HostRule(msgspec.Struct, frozen=True):
    """What the agreement says about a kind of host."""

    words: str
    clause: Clause | None = None


def read(own: Database) -> dict[str, HostNote]:
    """All notes, by fingerprint; one that cannot be read is left out."""
    found: dict[str, HostNote] = {}
    for key, body in own.iterate("SELECT id, body FROM noted WHERE kind = ?", (KIND,)):
        try:
            found[str(key)] = msgspec.json.decode(body, type=HostNote)
        except msgspec.MsgspecError:
            continue
    return found


def keep(own: Database, fingerprint: str, note: HostNote) -> None:
    """Keep a note; nothing noted is no note."""
    with own.write() as tx:
        if note == HostNote():
            tx.execute("DELETE FROM noted WHERE kind = ? AND id = ?", (KIND, fingerprint))
            return
        tx.execute(
            "INSERT OR REPLACE INTO noted (kind, id, body, words) VALUES (?, ?, ?, ?)",
            (KIND, fingerprint, msgspec.json.encode(note), note.words.casefold()),
        )


def rules_of(look: Callable[[str], Source]) -> Mapping[HostedBy, HostRule]:
    """What the agreement says about each kind of host, from its rule values and clauses."""
    return {hosted_by: _rule(hosted_by, look) for hosted_by in HostedBy}


def _rule(hosted_by: HostedBy, look: Callable[[str], Source]) -> HostRule:
    match hosted_by:
        case HostedBy.UNKNOWN:
            words = _("Say who hosts it: the certification asks for it")
            return HostRule(words)
        case HostedBy.SELF:
            return HostRule(_("Your own system; its instance counts as yours"), Clause(_SYSTEMS))
        case HostedBy.AFFILIATE:
            return _affiliate(look(OWNERSHIP))
        case HostedBy.CONTRACTOR:
            words = _("A contractor may use it for you; you answer for what it does")
            return HostRule(words, Clause(_USERS))
        case HostedBy.PROVIDER:
            words = _("A system that your provider runs for you counts as your own")
            return HostRule(words, Clause(_SYSTEMS))


def _affiliate(stated: Source) -> HostRule:
    """The share of ownership is data of the rule set; without it only the clause is cited."""
    if not stated.value:
        words = _("An affiliate may use it; what makes one is not stated as a value here")
        return HostRule(words, Clause(_USERS))
    words = _("An affiliate may use it: a company you control, or own by {share} or more")
    clause = Clause(stated.clause or _USERS, stated.version_id, stated.version_label)
    return HostRule(words.format(share=stated.words), clause)
