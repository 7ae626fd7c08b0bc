"""Numbers and instants as the document's language writes them, with the time zone named.

They are exact: a decimal keeps all its places, an instant shows its minute and its zone.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

import msgspec

from app.certification.paper.wording import Words
from app.documents.model import Paper


class Style(msgspec.Struct, frozen=True):
    """How one document writes figures: its words, its zone, and the paper's habits."""

    words: Words
    zone: tzinfo
    paper: Paper = Paper.A4


def zone_of(name: str) -> tzinfo:
    """The zone of an IANA name; UTC where there is none of that name."""
    try:
        return ZoneInfo(name) if name else UTC
    except (OSError, ValueError, KeyError):
        return UTC


def number(style: Style, text: str | None, *, signed: bool = False) -> str:
    """A decimal text with groups; "" for None; as it stands where it is no decimal.

    `signed` puts a plus before what is above zero; a minus is U+2212, as wide as a plus.
    """
    if text is None:
        return ""
    try:
        value = Decimal(text)
    except InvalidOperation:
        return text
    if not value.is_finite():
        return text
    # abs() and arithmetic would round to 28 digits.
    whole, point, places = f"{value.copy_abs():f}".partition(".")
    places = places.rstrip("0") if point else ""
    groups = f"{int(whole):,}".replace(",", style.words("group"))
    shown = f"{groups}{style.words('decimal')}{places}" if places else groups
    if value < 0:
        return f"\u2212{shown}"
    return f"+{shown}" if signed and value > 0 else shown


def count(style: Style, n: int) -> str:
    """A whole number with groups."""
    return number(style, str(n))


def size(style: Style, octets: int) -> str:
    """A size of a file in bytes, exact."""
    return style.words.count("bytes", octets) if octets < 1000 else (
        style.words("bytes", n=count(style, octets))
    )  # fmt: skip


def day(style: Style, instant: datetime) -> str:
    """The day of an instant, in the document's zone: "23 November 2026"."""
    here = instant.astimezone(style.zone)
    american = style.words.language == "en" and style.paper is Paper.US_LETTER
    return style.words("day_us" if american else "day").format(
        d=style.words("first") if here.day == 1 else here.day,
        m=here.month,
        month=style.words.names("months")[here.month - 1],
        y=here.year,
    )


def moment(style: Style, text: str | None) -> str:
    """An instant of the statement (RFC 3339): "23 November 2026, 18:00 CET"; "" for None."""
    if text is None:
        return ""
    instant = instant_of(text)
    if instant is None:
        return text
    here = instant.astimezone(style.zone)
    return style.words("moment", day=day(style, here), time=f"{here:%H:%M}", zone=zone_name(here))


def period(style: Style, start: str | None, end: str | None) -> str:
    """A half-open period; whole days where both ends are midnights of the document's zone."""
    first, last = (instant_of(one) if one else None for one in (start, end))
    if (
        first is not None
        and last is not None
        and _midnight(style, first)
        and _midnight(style, last)
    ):
        inner = last.astimezone(style.zone) - timedelta(minutes=1)
        days = (day(style, one).replace(" ", "\u00a0") for one in (first, inner))
        return style.words("period", start=next(days), end=next(days))
    if start and end:
        return style.words("period", start=moment(style, start), end=moment(style, end))
    if start:
        return style.words("period_from", start=moment(style, start))
    return style.words("period_until", end=moment(style, end)) if end else ""


def zone_name(instant: datetime) -> str:
    """The short name of the instant's zone: "CET"; "UTC+03:00" where it has only a number."""
    name = instant.tzname() or "UTC"
    if name[0] in "+-":
        offset = f"{instant:%z}"
        return f"UTC{offset[:3]}:{offset[3:5]}"
    return name


def instant_of(text: str) -> datetime | None:
    """The instant an RFC 3339 text stands for; None for one that stands for none."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return None
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def _midnight(style: Style, instant: datetime) -> bool:
    here = instant.astimezone(style.zone)
    return (here.hour, here.minute, here.second) == (0, 0, 0)
