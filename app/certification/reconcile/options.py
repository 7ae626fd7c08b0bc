"""What can be done about a finding, each way with what the certificate would then say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

import msgspec

from app.base.text import _
from app.certification.reconcile.model import Line, Option, Resolution, Result
from app.certification.reconcile.words import figure, measured
from app.certification.scope.units import converted, difference, is_size, normalized, total
from app.certification.usage.model import Source

_PLACES = 5
"""So many places with room are named."""


def previewed(line: Line, option: Option) -> Line:
    """The line as it would be compared once an option was carried out, not merely chosen.

    Until then the certificate states the line as it is: choosing changes no figure.
    """
    used, entitlement = line.used, line.entitlement
    if used is None or option.needed is None:
        return line
    match option.resolution:
        case Resolution.REDUCE | Resolution.REASSIGN:
            used = difference(used, option.needed)
        case Resolution.BUY if entitlement.permitted is not None:
            more = total((entitlement.permitted, option.needed))
            entitlement = msgspec.structs.replace(entitlement, permitted=more)
        case _:
            return line
    permitted = entitlement.permitted
    over = difference(used, permitted) if permitted is not None else None
    within = over is not None and over <= 0
    return msgspec.structs.replace(
        line,
        entitlement=entitlement,
        used=used,
        difference=over,
        result=Result.WITHIN if within else line.result,
    )


class Rooms:
    """Where a measure has room left, found once for all lines; only of counted figures."""

    def __init__(self, lines: Iterable[Line]) -> None:
        found: dict[tuple[str, bool, bool], list[tuple[Line, Decimal]]] = {}
        for line in lines:
            if line.result is Result.WITHIN and line.difference is not None and line.difference < 0:
                found.setdefault(_measure(line), []).append((line, -line.difference))
        for places in found.values():
            places.sort(key=lambda one: (-_base(*one), one[0].entitlement.id))
        self._found = found

    def beside(self, line: Line) -> list[tuple[Line, Decimal]]:
        """The places with the most room for the measure of a line, with how much in its unit."""
        unit = line.entitlement.unit
        return [
            (place, converted(left, place.entitlement.unit, unit))
            for place, left in self._found.get(_measure(line), [])[:_PLACES]
        ]


def of_over(line: Line, rooms: Rooms) -> tuple[Option, ...]:
    """What can be done about use over scope: correct, explain, reduce, reassign, buy."""
    over = line.difference or Decimal(0)
    entitlement = line.entitlement
    stands = _stands(line)
    found = [
        Option(
            Resolution.CORRECTED,
            _("Correct the figure"),
            _("Counted again from better evidence; within scope at {permitted} or fewer.").format(
                permitted=figure(entitlement.permitted)
            ),
        ),
        Option(
            Resolution.EXPLAINED,
            _("Explain"),
            _("{stands} Your explanation stands beside it.").format(stands=stands),
        ),
        Option(
            Resolution.REDUCE,
            _("Reduce by {measure}").format(measure=measured(over, entitlement)),
            _("{stands} It says that use will be reduced; once counted again: {after}.").format(
                stands=stands, after=_pair(entitlement.permitted, entitlement.permitted)
            ),
            over,
        ),
    ]
    room = rooms.beside(line)
    if room:
        found.append(_reassign(over, room, stands))
    if not entitlement.ended:
        found.append(_buy(line, over, stands))
    return tuple(found)


def of_unknown(line: Line) -> tuple[Option, ...]:
    """What can be done about use of what no order grants."""
    stands = _stands(line)
    used = line.used or Decimal(0)
    return (
        Option(
            Resolution.CORRECTED,
            _("Correct the usage"),
            _("Say in the mapping which product it is, or take the source out."),
        ),
        Option(
            Resolution.EXPLAINED,
            _("Explain"),
            _("{stands} Your explanation stands beside it.").format(stands=stands),
        ),
        Option(
            Resolution.REDUCE,
            _("Stop using it"),
            _("{stands} It says that the use will end.").format(stands=stands),
            used,
        ),
        _buy(line, used, stands),
    )


def of_missing(line: Line) -> tuple[Option, ...]:
    """What can be done where nothing says how much is used."""
    return (
        Option(
            Resolution.CORRECTED,
            _("Bring evidence"),
            _("Add a source, or type the figure with a reason; a zero has to be stated as well."),
        ),
        Option(
            Resolution.EXPLAINED,
            _("Leave it uncertified"),
            _("The certificate names {metric} of {product} as not certified, and why.").format(
                metric=line.entitlement.metric, product=line.entitlement.product_name
            ),
        ),
    )


def of_not_stated(line: Line) -> tuple[Option, ...]:
    """What can be done where no figure says how much is permitted."""
    used = _("not known") if line.used is None else figure(line.used)
    return (
        Option(
            Resolution.EXPLAINED,
            _("State the use"),
            _("The certificate says: used {used}, permitted not stated; your words beside it.")
            .format(used=used),
        ),
    )  # fmt: skip


def of_duplicates(line: Line, count: int) -> tuple[Option, ...]:
    """What can be done about names that stand in several rows."""
    used = figure(line.used)
    return (
        Option(
            Resolution.EXPLAINED,
            _("They are the same"),
            _("Each counts once: {used} used.").format(used=used),
        ),
        Option(
            Resolution.CORRECTED,
            _("Correct the source"),
            _("Where they are different things, give them different names; up to {n} more count.")
            .format(n=count),
        ),
    )  # fmt: skip


def of_outside(line: Line, quantity: Decimal) -> tuple[Option, ...]:
    """What can be done about use by somebody whom the terms do not let use it."""
    stands = _stands(line)
    return (
        Option(
            Resolution.CORRECTED,
            _("Correct whose it is"),
            _("Note the company in the register, or map the column again; then it is looked at"
              " anew."),
        ),
        Option(
            Resolution.EXPLAINED,
            _("Explain"),
            _("{stands} The use by others is named with your explanation.").format(stands=stands),
        ),
        Option(
            Resolution.REDUCE,
            _("End this use"),
            _("{stands} It says that the use by others will end.").format(stands=stands),
            quantity,
        ),
    )  # fmt: skip


def of_correctable(line: Line) -> tuple[Option, ...]:
    """What can be done about a contradiction in the evidence."""
    stands = _stands(line)
    return (
        Option(
            Resolution.CORRECTED,
            _("Correct the source"),
            _("Replace or map it again; the figure is then counted anew."),
        ),
        Option(
            Resolution.EXPLAINED,
            _("Explain"),
            _("{stands} Your explanation stands beside it.").format(stands=stands),
        ),
    )


def of_unread(source: Source) -> tuple[Option, ...]:
    """What can be done about rows that could not be read."""
    return (
        Option(
            Resolution.CORRECTED,
            _("Correct the file"),
            _("Mend the rows and put the file in the place of this one."),
        ),
        Option(
            Resolution.EXPLAINED,
            _("Explain"),
            _("The certificate says that rows of {source} were not read, with your explanation.")
            .format(source=source.title),
        ),
    )  # fmt: skip


def _buy(line: Line, needed: Decimal, stands: str) -> Option:
    entitlement = line.entitlement
    after = total((entitlement.permitted or Decimal(0), needed))
    return Option(
        Resolution.BUY,
        _("Buy {measure} more").format(measure=measured(needed, entitlement)),
        _("{stands} It says that more is being bought; with that order: {after}.").format(
            stands=stands, after=_pair(line.used, after)
        ),
        needed,
    )


def _reassign(over: Decimal, room: Sequence[tuple[Line, Decimal]], stands: str) -> Option:
    places = ", ".join(
        _("{product} ({room} left)").format(
            product=line.entitlement.product_name, room=figure(left)
        )
        for line, left in room
    )
    movable = min(over, total(left for _line, left in room))
    return Option(
        Resolution.REASSIGN,
        _("Reassign {n}").format(n=figure(movable)),
        _("{stands} It says that use moves to where there is room: {places}.").format(
            stands=stands, places=places
        ),
        movable,
    )


def _measure(line: Line) -> tuple[str, bool, bool]:
    """What has to be alike for use to move: the measure, and software or hosted service."""
    one = line.entitlement
    return normalized(one.metric), one.software, is_size(one.unit)


def _base(line: Line, left: Decimal) -> Decimal:
    unit = line.entitlement.unit
    return converted(left, unit, "B") if is_size(unit) else left


def _stands(line: Line) -> str:
    """What the certificate says as long as nothing is counted anew."""
    if line.used is None:
        return _("The certificate says that there is no figure.")
    if not line.entitlement.stated:
        return _("The certificate says: used {used}, permitted not stated.").format(
            used=figure(line.used)
        )
    pair = _pair(line.used, line.entitlement.permitted)
    return _("The certificate says: {pair}.").format(pair=pair)


def _pair(used: Decimal | None, permitted: Decimal | None) -> str:
    return _("used {used}, permitted {permitted}").format(
        used=figure(used), permitted=figure(permitted)
    )
