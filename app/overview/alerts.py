"""What is worth telling a person who does something else just now, and in how many words.

Pure. A matter is told once: its key stays the same for as long as it is the same matter, and
changes where a deadline comes closer or an item is refused again.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import msgspec

from app.base.dates import deadline_words, left_words
from app.base.text import _, ngettext
from app.deadlines.model import DeadlineEntry, DeadlineState
from app.exchange.model import OutboxItem, OutboxState
from app.notices.model import VendorNotice
from app.support.requests.model import RequestCard, RequestState

if TYPE_CHECKING:
    from app.certification.model import Draft, Filed

WEEK = timedelta(days=7)
DAY = timedelta(days=1)
NAMED = 3
"""So many titles stand in a notification for several matters."""


class AlertKind(enum.StrEnum):
    """What a matter is about, the most pressing first."""

    REFUSED = "refused"
    DEADLINE = "deadline"
    NOTICE = "notice"
    ANSWER = "answer"
    CERTIFICATION = "certification"


class Matter(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to tell, once, and where it is looked at."""

    key: str
    kind: AlertKind
    title: str
    text: str
    page: str
    part: str


class Alert(msgspec.Struct, frozen=True, kw_only=True):
    """One notification: of one matter, or of several."""

    title: str
    text: str
    page: str
    part: str = ""
    pressing: bool = False
    """It asks somebody to act: something was refused, or a deadline is near."""


def notice_matters(inbox: Iterable[VendorNotice]) -> Iterator[Matter]:
    """What the vendor sent and nobody here has opened; one that is not genuine says so."""
    for one in inbox:
        if one.read:
            continue
        title = _("New notice: {subject}").format(subject=one.subject)
        text = one.starts or one.given_words
        if not one.genuine:
            title = _("A notice that is not genuine")
            text = _("It starts nothing. {fault}").format(fault=one.fault)
        yield Matter(
            key=f"notice:{one.id}", kind=AlertKind.NOTICE, title=title, text=text,
            page="notices", part=one.id,
        )  # fmt: skip


def answer_matters(requests: Iterable[RequestCard]) -> Iterator[Matter]:
    """Requests whose answer nobody here has read, or that wait for an answer of one's own."""
    for one in requests:
        if not one.unread:
            continue
        match one.state:
            case RequestState.ANSWERED:
                text = _("It was answered.")
            case RequestState.WAITING:
                text = _("It was answered and waits for you.")
            case _:
                continue
        yield Matter(
            key=f"answer:{one.id}:{one.changed_at.isoformat()}",
            kind=AlertKind.ANSWER,
            title=_("Support: {subject}").format(subject=one.subject),
            text=text,
            page="support",
            part=f"request:{one.id}",
        )


def certification_matters(unseen: Iterable[tuple[Draft, Filed]]) -> Iterator[Matter]:
    """Certifications that the vendor questions or has countersigned."""
    for draft, said in unseen:
        questioned = said.state == "questioned"
        text = _("The vendor has countersigned it.")
        if questioned:
            text = said.note or _("The vendor has a question about it.")
        yield Matter(
            key=f"certification:{draft.id}:{said.state}",
            kind=AlertKind.CERTIFICATION,
            title=_("Certification: {title}").format(title=draft.title),
            text=text,
            page="certification",
            part=f"draft:{draft.id}",
        )


def refused_matters(items: Iterable[OutboxItem]) -> Iterator[Matter]:
    """What the portal refused, and why."""
    for one in items:
        if one.state is OutboxState.REFUSED:
            yield Matter(
                key=f"refused:{one.id}:{one.changed_at.isoformat()}",
                kind=AlertKind.REFUSED,
                title=_("The portal refused something you sent"),
                text=one.problem.title if one.problem else "",
                page="outbox",
                part=one.id,
            )


def deadline_matters(entries: Iterable[DeadlineEntry], now: datetime) -> Iterator[Matter]:
    """Deadlines that ask somebody to act: within a week, again within a day, and once overdue."""
    for entry in entries:
        one = entry.deadline
        stage = _stage(entry, now)
        if not one.acts or not stage:
            continue
        when = deadline_words(one.at)
        yield Matter(
            key=f"deadline:{one.uid}:{one.at.isoformat()}:{stage}",
            kind=AlertKind.DEADLINE,
            title=one.title,
            text=_("{when}, {left}").format(when=when, left=left_words(one.at, now)),
            page="deadlines",
            part=one.uid,
        )


def _stage(entry: DeadlineEntry, now: datetime) -> str:
    """How close it is, "" where that is not close enough to interrupt anybody."""
    match entry.state:
        case DeadlineState.OVERDUE:
            return "over"
        case DeadlineState.DUE_SOON | DeadlineState.LATER:
            left = entry.deadline.at - now
            return "day" if left <= DAY else "week" if left <= WEEK else ""
        case _:
            return ""


def alerts(matters: Sequence[Matter]) -> tuple[Alert, ...]:
    """One notification a kind: a single matter in its own words, several counted and named."""
    found = []
    for kind in AlertKind:
        alike = [one for one in matters if one.kind is kind]
        if alike:
            found.append(_single(alike[0]) if len(alike) == 1 else _several(kind, alike))
    return tuple(found)


def summary(matters: Sequence[Matter]) -> tuple[Alert, ...]:
    """All of it in one notification, after quiet hours or an absence; nothing where it is none."""
    kinds = [kind for kind in AlertKind if any(one.kind is kind for one in matters)]
    if len(kinds) <= 1:
        return alerts(matters)
    counted = [_counted(kind, sum(one.kind is kind for one in matters)) for kind in kinds]
    return (
        Alert(
            title=_("While it was quiet"),
            text="\n".join(counted),
            page="overview",
            pressing=any(map(_presses, kinds)),
        ),
    )


def _single(one: Matter) -> Alert:
    return Alert(
        title=one.title, text=one.text, page=one.page, part=one.part, pressing=_presses(one.kind)
    )


def _several(kind: AlertKind, alike: Sequence[Matter]) -> Alert:
    names = [one.text if kind is AlertKind.REFUSED else one.title for one in alike[:NAMED]]
    more = len(alike) - len(names)
    if more > 0:
        names.append(_("and {n} more").format(n=more))
    return Alert(
        title=_counted(kind, len(alike)),
        text="\n".join(names),
        page=alike[0].page,
        pressing=_presses(kind),
    )


def _counted(kind: AlertKind, n: int) -> str:
    match kind:
        case AlertKind.REFUSED:
            words = ngettext("{n} item was refused", "{n} items were refused", n)
        case AlertKind.DEADLINE:
            words = ngettext("{n} deadline is near", "{n} deadlines are near", n)
        case AlertKind.NOTICE:
            words = ngettext("{n} new notice", "{n} new notices", n)
        case AlertKind.CERTIFICATION:
            words = ngettext("{n} certification", "{n} certifications", n)
        case _:
            words = ngettext("{n} answer by support", "{n} answers by support", n)
    return words.format(n=n)


def _presses(kind: AlertKind) -> bool:
    return kind in (AlertKind.REFUSED, AlertKind.DEADLINE)
