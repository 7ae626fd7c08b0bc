"""Credentials in wrong hands: the report that goes before everything else, and what comes next.

User ids are personal, and the customer tells the vendor at once when somebody else may use them
(terms §7.3). The vendor handles such a report before all other requests.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from app.base import ids
from app.base.text import _
from app.licenses import noted
from app.portal.wire_sent import UnauthorizedUseBody
from app.support.requests import kept, problems
from app.support.requests.drafting import whole
from app.support.requests.kept import Sent
from app.support.requests.local import who
from app.support.requests.records import UNAUTHORIZED
from app.support.requests.searching import index_text
from app.support.requests.tools import Tools
from app.support.requests.words import unauthorized_subject

_TICKS = "unauthorized"


class Unauthorized(msgspec.Struct, frozen=True, kw_only=True):
    """What is reported. `users`: whose credentials, by the ids of the feed."""

    noticed_at: datetime
    text: str
    users: tuple[str, ...] = ()


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to do after a report, ticked off by a person."""

    id: str
    title: str
    text: str
    done: bool = False


def report(tools: Tools, told: Unauthorized, subject: str, corrects: str = "") -> str:
    """Queue a report, urgent; its item. It is on the disk when this returns.

    `corrects` is a refused report that it takes the place of. Raises NothingWritten, TooLong.
    """
    text = whole(told.text)
    if not text.strip():
        raise problems.no_text()
    for said, name, most in problems.limits("", text, "", ""):
        if len(said) > most:
            raise problems.too_long(name, most)
    item, now = ids.new_id(tools.clock), tools.clock.now()
    sent = Sent(
        id=item, kind=UNAUTHORIZED, request_id=item, at=now, by=who(tools), text=text,
        noticed_at=told.noticed_at, users=told.users,
    )  # fmt: skip
    body = UnauthorizedUseBody(
        client_id=item, created_at=now, noticed_at=told.noticed_at, text=text, users=told.users
    )
    with tools.own.write() as tx:
        if corrects:
            tools.outbox.edit(corrects, body, new_id=item, tx=tx)
        else:
            tools.outbox.put(tx, UNAUTHORIZED, body, subject, id=item)
        kept.keep_sent(tx, sent, index_text((unauthorized_subject(), text)))
    return item


def steps(tools: Tools, item: str) -> tuple[Step, ...]:
    """What to do after a report, with what was ticked off."""
    ticked = {name.rpartition("/")[2] for name, _body in noted.bodies(tools.own, _TICKS, item)}
    return tuple(msgspec.structs.replace(step, done=step.id in ticked) for step in checklist())


def tick(tools: Tools, item: str, step_id: str, *, done: bool) -> None:
    """Tick a step off, or take the tick away."""
    name = f"{item}/{step_id}"
    with tools.own.write() as tx:
        if done:
            noted.put(tx, _TICKS, [noted.Noted(name, b"{}")])
        else:
            noted.remove(tx, _TICKS, [name])


def reports(tools: Tools) -> tuple[Sent, ...]:
    """The reports that were made here, the latest first."""
    return tuple(kept.reports(tools.own))


def checklist() -> tuple[Step, ...]:
    """What to do after a report; nothing is ticked off."""
    return (
        Step(
            id="passwords",
            title=_("Change the passwords of these users"),
            text=_("Where they sign in to the portal, and wherever else they used the same one."),
        ),
        Step(
            id="devices",
            title=_("End their sign-ins on other devices"),
            text=_("The vendor ends those at the portal; end those of your own sign-in service."),
        ),
        Step(
            id="activity",
            title=_("Look at what was done since you noticed"),
            text=_("Orders, named users, contacts, machines and requests that nobody here made."),
        ),
        Step(
            id="users",
            title=_("Check who is a named user"),
            text=_("User ids are personal (§7.3): remove who left, and name who took over."),
        ),
        Step(
            id="keys",
            title=_("Have exposed license keys exchanged"),
            text=_("Ask the vendor in the request where keys or license files were within reach."),
        ),
        Step(
            id="inside",
            title=_("Tell your own security and data protection people"),
            text=_("They decide whether others have to be told, and by when."),
        ),
        Step(
            id="return",
            title=_("Sign in again with new credentials"),
            text=_("The profile stays locked on this computer until then."),
        ),
    )
