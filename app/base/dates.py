"""Dates as people read them: in words of the user's language, in the user's zone, zone named.

Month and weekday names come from the catalogs, not from the C library's locale, so that a screen
speaks one language whatever the system was set up with.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta, tzinfo

from app.base.text import N_, _, ngettext

_MONTHS = (
    N_("Jan"), N_("Feb"), N_("Mar"), N_("Apr"), N_("May"), N_("Jun"),
    N_("Jul"), N_("Aug"), N_("Sep"), N_("Oct"), N_("Nov"), N_("Dec"),
)  # fmt: skip
_LONG_MONTHS = (
    N_("January"), N_("February"), N_("March"), N_("April"), N_("May"), N_("June"),
    N_("July"), N_("August"), N_("September"), N_("October"), N_("November"), N_("December"),
)  # fmt: skip
_WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))
_LONG_WEEKDAYS = (
    N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"),
    N_("Friday"), N_("Saturday"), N_("Sunday"),
)  # fmt: skip


def local(instant: datetime, zone: tzinfo | None = None) -> datetime:
    """`instant` in `zone`, or in the zone this computer is set to.

    Raises ValueError for a naive instant.
    """
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return instant.astimezone(zone)


def month_name(month: int) -> str:
    """The short name of `month` (1 to 12)."""
    return _(_MONTHS[month - 1])


def day_words(day: date) -> str:
    """A date of even width, for tables and pairs: "02 Nov 2026"."""
    return _("{day:02d} {month} {year}").format(
        day=day.day, month=month_name(day.month), year=day.year
    )


def short_day(day: date) -> str:
    """A date near enough to need no year: "2 Nov"."""
    return _("{day} {month}").format(day=day.day, month=month_name(day.month))


def near_day(day: date) -> str:
    """A date near enough to need no year, with its weekday: "Thu 26 Nov"."""
    return _("{weekday} {day} {month}").format(
        weekday=_(_WEEKDAYS[day.weekday()]), day=day.day, month=month_name(day.month)
    )


def plain_day(day: date) -> str:
    """A date as it stands in running text: "2 Nov 2026"."""
    return _("{day} {month} {year}").format(day=day.day, month=month_name(day.month), year=day.year)


def weekday_words(day: date) -> str:
    """A date with its weekday, where a deadline is near: "Thu 26 Nov 2026"."""
    return _("{weekday} {day} {month} {year}").format(
        weekday=_(_WEEKDAYS[day.weekday()]),
        day=day.day,
        month=month_name(day.month),
        year=day.year,
    )


def long_day(day: date) -> str:
    """A date in full: "Tuesday 24 November 2026"."""
    return _("{weekday} {day} {month} {year}").format(
        weekday=_(_LONG_WEEKDAYS[day.weekday()]),
        day=day.day,
        month=_(_LONG_MONTHS[day.month - 1]),
        year=day.year,
    )


def deadline_words(instant: datetime, *, year: bool = True, zone: tzinfo | None = None) -> str:
    """An expiry with weekday, hour and zone: "Thu 26 Nov 2026, 23:59 CET"."""
    here = local(instant, zone)
    pattern = (
        _("{weekday} {day} {month} {year}, {time} {zone}")
        if year
        else _("{weekday} {day} {month}, {time} {zone}")
    )
    return pattern.format(
        weekday=_(_WEEKDAYS[here.weekday()]),
        day=here.day,
        month=month_name(here.month),
        year=here.year,
        time=here.strftime("%H:%M"),
        zone=zone_name(here),
    )


def clock_words(instant: datetime) -> str:
    """The hour and zone of an instant: "09:04 CET"."""
    here = local(instant)
    return _("{time} {zone}").format(time=here.strftime("%H:%M"), zone=zone_name(here))


def moment_words(instant: datetime, now: datetime) -> str:
    """An instant near now, without more than is needed: "today 08:31 CET", "20 Nov 08:31 CET"."""
    here, today = local(instant), local(now).date()
    time = clock_words(instant)
    if here.date() == today:
        return _("today {time}").format(time=time)
    if here.date() == today - timedelta(days=1):
        return _("yesterday {time}").format(time=time)
    if here.year == today.year:
        return _("{day} {time}").format(day=short_day(here.date()), time=time)
    return _("{day} {time}").format(day=day_words(here.date()), time=time)


def ago_words(then: datetime, now: datetime) -> str:
    """How long ago `then` was: "2 minutes ago"; a moment in the future counts as just now."""
    seconds = max(0, int((now - then).total_seconds()))
    if seconds < 60:
        return _("just now")
    minutes = seconds // 60
    if minutes < 60:
        return ngettext("{n} minute ago", "{n} minutes ago", minutes).format(n=minutes)
    hours = minutes // 60
    if hours < 24:
        return ngettext("{n} hour ago", "{n} hours ago", hours).format(n=hours)
    return ngettext("{n} day ago", "{n} days ago", hours // 24).format(n=hours // 24)


def left_words(by: datetime, now: datetime) -> str:
    """How many days are left or over, counted in calendar days of the user's zone."""
    days = (local(by).date() - local(now).date()).days
    if by < now:
        if days == 0:
            return _("overdue since today")
        return ngettext("{n} day overdue", "{n} days overdue", -days).format(n=-days)
    if days == 0:
        return _("today")
    return ngettext("{n} day left", "{n} days left", days).format(n=days)


def zone_name(instant: datetime) -> str:
    """The zone's own short name where the system has one, else its distance from UTC."""
    name = instant.tzname() or "UTC"
    return name if len(name) <= 6 and " " not in name else instant.strftime("UTC%z")
