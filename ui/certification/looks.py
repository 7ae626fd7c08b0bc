"""How certifications look and read: figures, results, findings, sources, requests. Pure words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from app.base.dates import day_words, deadline_words, local, plain_day, weekday_words
from app.base.text import _, ngettext
from app.certification.asked import Audit, Kind, Origin, Request, RequestState
from app.certification.model import Draft
from app.certification.reconcile.model import Finding, Line, Resolution, Result
from app.certification.usage.model import Source, SourceKind
from ui.kit.icons import Icon
from ui.kit.tokens import Token


class Look(NamedTuple):
    """Icon, word and tones."""

    icon: Icon
    word: str
    tone: Token
    icon_tone: Token


def figure(value: Decimal | None) -> str:
    """A figure with its thousands told apart and no idle zeros; "–" where none is known."""
    if value is None:
        return "–"
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def difference(value: Decimal | None) -> str:
    """Used less permitted: "+12", "−3", "0"."""
    if value is None or not value:
        return figure(value)
    return f"{'+' if value > 0 else '−'}{figure(abs(value))}"


def permitted(line: Line) -> str:
    """What may be used: a figure, "unlimited", or "–" where nobody states one."""
    if line.result is Result.UNLIMITED:
        return _("unlimited")
    if line.entitlement.permitted is None:
        return "–" if not line.entitlement.stated else _("unlimited")
    return figure(line.entitlement.permitted)


def counted_in(metric: str, unit: str) -> str:
    """What is counted: "named users", "storage (TB)"."""
    if not unit or unit.casefold() in metric.casefold():
        return metric
    return _("{metric} ({unit})").format(metric=metric, unit=unit)


def result_look(result: Result) -> Look:
    """Icon, word and tones of a line's result."""
    match result:
        case Result.WITHIN:
            return Look(Icon.CHECK_CIRCLE, _("Within scope"), Token.TEXT, Token.OK)
        case Result.OVER:
            return Look(Icon.OCTAGON, _("Over scope"), Token.DANGER, Token.DANGER)
        case Result.MISSING:
            return Look(Icon.CIRCLE_DASHED, _("No evidence"), Token.WARN, Token.WARN)
        case Result.NOT_STATED:
            return Look(Icon.MINUS_CIRCLE, _("Not stated"), Token.TEXT2, Token.TEXT2)
        case Result.UNLIMITED:
            return Look(Icon.CHECK_CIRCLE, _("Unlimited"), Token.TEXT, Token.OK)


def finding_look(finding: Finding) -> Look:
    """Whether a finding is open, and what was done about it."""
    match finding.resolution:
        case Resolution.OPEN if finding.blocks:
            return Look(Icon.OCTAGON, _("Open, holds it back"), Token.DANGER, Token.DANGER)
        case Resolution.OPEN:
            return Look(Icon.OCTAGON, _("Open"), Token.DANGER, Token.DANGER)
        case Resolution.CORRECTED:
            return Look(Icon.CHECK_CIRCLE, _("Corrected"), Token.OK, Token.OK)
        case Resolution.EXPLAINED:
            return Look(Icon.CHAT, _("Explained"), Token.TEXT, Token.ACCENT)
        case Resolution.REDUCE:
            return Look(Icon.CARET_DOWN, _("Use is reduced"), Token.TEXT, Token.ACCENT)
        case Resolution.REASSIGN:
            return Look(Icon.SYNC, _("Reassigned"), Token.TEXT, Token.ACCENT)
        case Resolution.BUY:
            return Look(Icon.PLUS_CIRCLE, _("More is bought"), Token.TEXT, Token.ACCENT)


def source_icon(kind: SourceKind) -> Icon:
    """What kind of source it is."""
    match kind:
        case SourceKind.MACHINES:
            return Icon.DEVICE
        case SourceKind.USERS:
            return Icon.USER_CIRCLE
        case SourceKind.REPORT:
            return Icon.BADGE
        case SourceKind.STORAGE:
            return Icon.CLOUD
        case SourceKind.TYPED:
            return Icon.PENCIL
        case SourceKind.FILE:
            return Icon.PAPERCLIP


def source_kind_words(kind: SourceKind) -> str:
    """What kind of source it is, in words."""
    match kind:
        case SourceKind.MACHINES:
            return _("Machines known to the vendor")
        case SourceKind.USERS:
            return _("Named users of the account")
        case SourceKind.REPORT:
            return _("Signed usage report")
        case SourceKind.STORAGE:
            return _("Storage that the service reports")
        case SourceKind.TYPED:
            return _("Typed in")
        case SourceKind.FILE:
            return _("File")


def short_title(source: Source) -> str:
    """What a source is called in a narrow column."""
    match source.kind:
        case SourceKind.MACHINES:
            return _("Machines")
        case SourceKind.USERS:
            return _("Users")
        case SourceKind.REPORT:
            return _("Report")
        case SourceKind.STORAGE:
            return _("Storage")
        case SourceKind.TYPED:
            return _("Typed in")
        case SourceKind.FILE:
            return _("File")


def row_quantity(quantity: Decimal, unit: str, metric: str) -> str:
    """How much a row counts as; the unit where the metric does not say it already: "3 TB"."""
    words = figure(quantity)
    if not unit or unit.casefold() in metric.casefold():
        return words
    return _("{n} {unit}").format(n=words, unit=unit)


def rows_words(source: Source) -> str:
    """How many rows counted, and why the others did not: "512 of 540, 28 deactivated"."""
    words = [
        _("{counted} of {read}").format(
            counted=f"{source.rows_counted:,}", read=f"{source.rows_read:,}"
        )
    ]
    words += [f"{one.rows:,} {one.reason}" for one in source.left_out if one.rows]
    return _(", ").join(words)


def short_hash(sha256: str) -> str:
    """The ends of a hash: "9f2c 07b1 … e3a0 41be"; the whole is in the tooltip and the export."""
    if len(sha256) < 16:
        return sha256
    return f"{sha256[:4]} {sha256[4:8]} … {sha256[-8:-4]} {sha256[-4:]}"


def size_words(size: int) -> str:
    """Bytes as people read them: "38 kB"."""
    if size < 1000:
        return ngettext("{n} byte", "{n} bytes", size).format(n=size)
    if size < 1_000_000:
        return _("{size:.0f} kB").format(size=size / 1000)
    return _("{size:.1f} MB").format(size=size / 1_000_000)


def orders_words(numbers: Sequence[str], most: int = 3) -> str:
    """Numbers of orders, the first few: "KO-20417, KO-21033 and 4 more"; "all orders"."""
    if not numbers:
        return _("all orders")
    shown = _(", ").join(numbers[:most])
    more = len(numbers) - most
    return _("{orders} and {n} more").format(orders=shown, n=more) if more > 0 else shown


def period_words(start: datetime | None, end: datetime | None) -> str:
    """A half-open period as people write it: "1 Jan 2026 to 31 Dec 2026"; "" for none."""
    if start is None and end is None:
        return ""
    first = plain_day(local(start)) if start else ""
    # The end is the first instant after it: its last day is the day before.
    last = plain_day(local(end - timedelta(microseconds=1))) if end else ""
    if not first:
        return _("until {last}").format(last=last)
    if not last:
        return _("since {first}").format(first=first)
    return _("{first} to {last}").format(first=first, last=last)


def kind_words(kind: Kind) -> str:
    """What is certified."""
    return _("Certificate of deletion") if kind is Kind.DELETION else _("Certificate of compliance")


def origin_words(origin: Origin, vendor: str) -> str:
    """Who wants it."""
    match origin:
        case Origin.PORTAL:
            return _("Requested by {vendor}").format(vendor=vendor)
        case Origin.BY_HAND:
            return _("Requested on paper, noted by hand")
        case Origin.REHEARSAL:
            return _("Dress rehearsal, never submitted")
        case Origin.OWN:
            return _("Given without a request")


def request_look(request: Request) -> Look:
    """Where a request stands."""
    match request.state:
        case RequestState.OPEN:
            return Look(Icon.CLOCK, _("Open"), Token.TEXT, Token.WARN)
        case RequestState.OVERDUE:
            return Look(Icon.OCTAGON, _("Overdue"), Token.DANGER, Token.DANGER)
        case RequestState.ANSWERED:
            return Look(Icon.CHECK_CIRCLE, _("Answered"), Token.TEXT, Token.OK)
        case RequestState.WITHDRAWN:
            return Look(Icon.MINUS_CIRCLE, _("Withdrawn"), Token.TEXT2, Token.TEXT2)
        case RequestState.NOT_GENUINE:
            return Look(Icon.PROHIBIT, _("Not genuine"), Token.DANGER, Token.DANGER)


def audit_look(audit: Audit) -> Look:
    """Whether an audit was announced early enough."""
    if not audit.genuine:
        return Look(Icon.PROHIBIT, _("Not genuine"), Token.DANGER, Token.DANGER)
    if audit.short_notice:
        return Look(Icon.WARNING, _("Short notice"), Token.WARN, Token.WARN)
    return Look(Icon.CALENDAR, _("Announced in time"), Token.TEXT, Token.TEXT2)


def due_words(due_at: datetime | None) -> str:
    """When something is due: with weekday, hour and zone, or that nobody said."""
    return deadline_words(due_at) if due_at else _("No date stated")


def subtitle_of(draft: Draft, request: Request | None, vendor: str) -> str:
    """What stands beside the page's title while a draft is open."""
    if request is not None and request.given_at is not None:
        day = weekday_words(local(request.given_at))
        return _("{who}, counts as given {day}").format(
            who=origin_words(draft.origin, vendor), day=day
        )
    if request is not None:
        return _("{who} on {day}").format(
            who=origin_words(draft.origin, vendor), day=day_words(local(request.issued_at))
        )
    return origin_words(draft.origin, vendor)
