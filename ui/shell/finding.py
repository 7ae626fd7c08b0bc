"""What the palette finds beside orders: clauses, licenses, machines, certifications and more.

Runs in a job, never on the window's thread; what it gives back is ready to be shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from app.base.dates import day_words, deadline_words, local
from app.base.text import _
from app.deadlines.model import DeadlineQuery, DeadlineState
from app.deadlines.words import clause_name
from app.licenses.views.words import standing_words, state_words
from ui.kit.icons import Icon

if TYPE_CHECKING:
    from app.services import Rooms

_MOST = 4
_CLAUSES = 6
_BEHIND = (DeadlineState.PAST, DeadlineState.DONE)
_LEAST_LETTERS = 2
"""One letter stands in every clause."""


class Found(NamedTuple):
    """Something found: how it is shown, and the page and part that show it."""

    group: str
    icon: Icon
    title: str
    name: str
    detail: str
    page: str
    part: str


def find(rooms: Rooms, words: str) -> tuple[Found, ...]:
    """What fits `words`, a few of each sort."""
    if len(words) < _LEAST_LETTERS:
        return ()
    return (
        *_clauses(rooms, words),
        *_licenses(rooms, words),
        *_deadlines(rooms, words),
        *_certifications(rooms, words),
        *_notices(rooms, words),
        *_versions(rooms, words),
    )


def _clauses(rooms: Rooms, words: str) -> Iterator[Found]:
    for hit in rooms.terms.search(words, limit=_CLAUSES, any_word=False):
        number = clause_name(hit.number) or hit.clause_title
        name = (hit.number and hit.clause_title) or hit.snippet
        where = _("{document}, version {version}").format(
            document=hit.title, version=hit.version_label
        )
        part = f"{hit.version_id}#{hit.clause_id}"
        yield Found(_("Clauses"), Icon.TERMS, number, name, where, "terms", part)


def _licenses(rooms: Rooms, words: str) -> Iterator[Found]:
    views = rooms.licenses.views
    for one in views.licenses(words)[:_MOST]:
        state = standing_words(one.standing)
        part = f"licenses:{one.id}"
        yield Found(
            _("Licenses"), Icon.LICENSES, one.product_name, one.order_number, state, "licenses",
            part,
        )  # fmt: skip
    for machine in views.machines(words)[:_MOST]:
        part = f"machines:{machine.id}"
        yield Found(
            _("Machines"), Icon.DEVICE, machine.name, machine.license_name,
            state_words(machine.state), "licenses", part,
        )  # fmt: skip


def _deadlines(rooms: Rooms, words: str) -> Iterator[Found]:
    found = rooms.deadlines.entries(DeadlineQuery(text=words))
    for entry in sorted(found, key=lambda entry: entry.state in _BEHIND)[:_MOST]:
        one = entry.deadline
        when = deadline_words(one.at)
        number = _unsaid(one.order_number, one.title)
        yield Found(
            _("Deadlines"), Icon.CLOCK_OUTLINE, one.title, number, when, "deadlines", one.uid
        )


def _unsaid(number: str, title: str) -> str:
    """An order's number, unless the title says it."""
    return "" if number in title else number


def _certifications(rooms: Rooms, words: str) -> Iterator[Found]:
    wanted = words.casefold().split()

    def fits(*texts: str) -> bool:
        text = " ".join(texts).casefold()
        return all(word in text for word in wanted)

    group, page, service = _("Certifications"), "certification", rooms.certification
    asked = [one for one in service.requests() if fits(one.reason, *one.orders)]
    for one in asked[:_MOST]:
        when = deadline_words(one.due_at) if one.due_at is not None else ""
        orders = _(", ").join(one.orders)
        yield Found(group, Icon.CERTIFICATION, one.reason, orders, when, page, f"request:{one.id}")
    announced = [one for one in service.audits() if fits(one.site, one.scope, one.auditor)]
    for audit in announced[:_MOST]:
        when = deadline_words(audit.begins_at)
        yield Found(
            group, Icon.CALENDAR, audit.scope or audit.site, audit.site, when, page,
            f"audit:{audit.id}",
        )  # fmt: skip
    begun = [draft for draft in service.drafts() if fits(draft.title, *draft.orders)]
    for draft in begun[:_MOST]:
        state, icon = (_("Sent"), Icon.PLANE) if draft.finished else (_("Draft"), Icon.PENCIL)
        yield Found(group, icon, draft.title, "", state, page, f"draft:{draft.id}")


def _notices(rooms: Rooms, words: str) -> Iterator[Found]:
    wanted = words.casefold().split()

    def fits(*texts: str) -> bool:
        text = " ".join(texts).casefold()
        return all(word in text for word in wanted)

    group = _("Notices")
    sent = [n for n in rooms.notices.inbox() if fits(n.subject, n.order_number)]
    for notice in sent[:_MOST]:
        when = day_words(local(notice.sent_at))
        number = _unsaid(notice.order_number, notice.subject)
        yield Found(group, Icon.NOTICES, notice.subject, number, when, "notices", notice.id)
    drafts = [d for d in rooms.notices.drafts() if fits(d.title, *d.order_numbers)]
    for draft in drafts[:_MOST]:
        orders = _(", ").join(draft.order_numbers)
        state, icon = (_("Sent"), Icon.PLANE) if draft.sent else (_("Draft"), Icon.PENCIL)
        yield Found(group, icon, draft.title, orders, state, "notices", draft.id)


def _versions(rooms: Rooms, words: str) -> Iterator[Found]:
    wanted = words.casefold().split()
    fitting = [
        version
        for version in rooms.terms.versions()
        if all(word in f"{version.title} {version.label}".casefold() for word in wanted)
    ]
    for version in fitting[:_MOST]:
        since = version.effective_from
        yield Found(
            _("Terms"),
            Icon.FILE,
            version.title,
            version.label,
            _("in force from {day}").format(day=day_words(local(since))) if since else "",
            "terms",
            version.id,
        )
