"""Deadlines as a calendar file (iCalendar, RFC 5545) that any calendar opens.

Instants are in UTC, so that no calendar needs our zones; the words name the place's hour. A file
that is opened again replaces what it brought before: identifiers stay, sequence numbers grow.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from app.base.clock import Clock
from app.base.text import _
from app.deadlines.model import DeadlineEntry, DeadlineState
from app.deadlines.words import clause_words, not_stated, when_words

if TYPE_CHECKING:
    from icalendar import Event

    from app.deadlines.ics_text import Text

PRODUCT = "-//Counterpart//Deadlines//EN"
MEDIA_TYPE = "text/calendar"
_SEQUENCE_FROM = datetime(2026, 1, 1, tzinfo=UTC)
_MAX_SEQUENCE = 2**31 - 1
_ALARMS_TO_ACT = (timedelta(days=7), timedelta(days=1))
_ALARMS_TO_KNOW = (timedelta(days=1),)
_MEANT: dict[int, str] = {
    **dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)), "\N{REPLACEMENT CHARACTER}"),
    0xFEFF: "",
}
"""What is set for characters that would turn the words behind them, or that readers drop."""


def calendar_bytes(entries: Iterable[DeadlineEntry], clock: Clock, name: str) -> bytes:
    """The calendar of these entries, named `name`, as it stands at the clock's now."""
    from icalendar import Calendar

    now = clock.now().astimezone(UTC).replace(microsecond=0)
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", _text(name))
    calendar.add("x-wr-calname", _text(name))
    for entry in entries:
        calendar.add_component(_event(entry, now))
    return bytes(calendar.to_ical())


def uid(entry: DeadlineEntry) -> str:
    """What the entry is known by in a calendar, the same in every file that is written."""
    place = f"{entry.profile_id}.counterpart" if entry.profile_id else "counterpart"
    return f"{plain(entry.deadline.uid)}@{place}"


def _event(entry: DeadlineEntry, now: datetime) -> Event:
    from icalendar import Event

    deadline = entry.deadline
    event = Event()
    event.add("uid", uid(entry))
    event.add("dtstamp", now)
    event.add("last-modified", now)
    event.add("sequence", sequence(now))
    event.add("dtstart", deadline.at.astimezone(UTC).replace(microsecond=0))
    event.add("summary", _text(deadline.title))
    event.add("description", _text(description(entry)))
    event.add("categories", [deadline.kind.value.replace("_", "-")])
    event.add("status", "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    if entry.state in (DeadlineState.DUE_SOON, DeadlineState.LATER):
        _add_alarms(event, entry)
    return event


def _add_alarms(event: Event, entry: DeadlineEntry) -> None:
    from icalendar import Alarm

    for before in _ALARMS_TO_ACT if entry.deadline.acts else _ALARMS_TO_KNOW:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", _text(entry.deadline.title))
        alarm.add("trigger", -before)
        event.add_component(alarm)


def sequence(now: datetime) -> int:
    """A number that grows with time, so that a later file counts as the later one (in minutes)."""
    minutes = int((now - _SEQUENCE_FROM).total_seconds() // 60)
    return max(0, min(minutes, _MAX_SEQUENCE))


def description(entry: DeadlineEntry) -> str:
    """What the entry rests on, in plain lines: hour and zone, source with clause, working."""
    deadline = entry.deadline
    lines = [when_words(deadline.at, deadline.zone)]
    if deadline.text:
        lines.append(deadline.text)
    value = deadline.source.words or not_stated()
    place = clause_words(deadline.source)
    lines.append(
        _("Rests on: {value} ({place})").format(value=value, place=place)
        if place
        else _("Rests on: {value}").format(value=value)
    )
    if not deadline.stated:
        lines.append(_("No period is stated; this is the last safe moment"))
    lines.extend(deadline.working)
    if deadline.changed_by:
        lines.append(_("From the next renewal: {change}").format(change=deadline.changed_by))
    if deadline.order_number:
        lines.append(_("Order {number}").format(number=deadline.order_number))
    if entry.profile_name:
        lines.append(entry.profile_name)
    return "\n".join(lines)


def _text(words: str) -> Text:
    from app.deadlines.ics_text import Text  # noqa: PLC0415 - loads icalendar

    return Text(plain(words))


def plain(text: str) -> str:
    """`text` without control characters but line breaks, which a calendar file cannot hold.

    What turns the direction of the words behind it is shown as a replacement sign. A byte order
    mark is left out as well: it shows nothing, and readers take it away where a value begins.
    """
    one = text.replace("\r\n", "\n").replace("\r", "\n").translate(_MEANT)
    return "".join(
        character
        for character in one
        if character in "\n\t" or character.isprintable() or ord(character) > 0x9F
    )
