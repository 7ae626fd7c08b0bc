"""Usage reports: what a product counted of its own use, signed by the vendor, verified here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Annotated

import msgspec
from msgspec import Meta

from app.account.store import read_pins
from app.base.dates import plain_day
from app.base.text import _
from app.certification.around import Around
from app.certification.usage import problems
from app.certification.usage.known import known
from app.certification.usage.model import Source, SourceKind, UsageRow
from app.certification.usage.snapshot import Said, Signed, keep
from app.notices.inbox import verified
from app.portal.vendor_keys import VendorKey
from app.portal.wire import SignedRecord

KIND = "usage_report"

Instant = Annotated[datetime, Meta(tz=True)]


class _Figure(msgspec.Struct, frozen=True):
    metric: str
    value: Annotated[int, Meta(ge=0)]
    unit: str
    definition: str = ""


class _Report(msgspec.Struct, frozen=True):
    id: str
    product_id: str
    installation: str
    counted_from: Instant
    counted_to: Instant
    figures: tuple[_Figure, ...]


class _Come(msgspec.Struct, frozen=True):
    """A report as it came. `fault`: why it does not count; "" where its signature holds."""

    id: str
    signed: SignedRecord
    report: _Report | None
    fault: str


def products(around: Around) -> tuple[str, ...]:
    """The ids of the products of genuine reports."""
    found = {one.report.product_id for one in _come(around) if one.report and not one.fault}
    return tuple(sorted(found))


def source(around: Around, by: str, product_id: str, replaces: str) -> Source:
    """Each installation's newest report. Raises NoReport, NotGenuineReport."""
    product = known(around.mirror).product(product_id)
    name = product.name if product is not None else product_id
    come = [one for one in _come(around) if one.report and one.report.product_id == product_id]
    if not come:
        raise problems.no_report(name)
    newest = _newest(come)
    if not newest:
        raise problems.not_genuine_report(name, come[0].fault)
    reports = [one.report for one in newest if one.report is not None]
    until = max(one.counted_to for one in reports)
    said = Said(
        counted_at=until,
        definition=_definition(reports),
        problems=tuple(_refused(one) for one in come if one.fault),
        signature=_signature(newest),
        replaces=replaces,
        signed=tuple(Signed(one.id, one.signed) for one in newest),
    )
    title = _("Usage report of {product} to {day}").format(
        product=name, day=plain_day(until.date())
    )
    rows = [row for one in reports for row in _rows(one)]
    return keep(around, SourceKind.REPORT, title, "usage-report.json", rows, by, said)


def _come(around: Around) -> list[_Come]:
    keys = [VendorKey(key.jwk, key.pinned_at, key.replaced_by) for key in read_pins(around.own)]
    found: list[_Come] = []
    for key, body in around.mirror.read(
        "SELECT id, body FROM record WHERE kind = ? ORDER BY id", (KIND,)
    ):
        try:
            signed = msgspec.json.decode(body, type=SignedRecord)
        except msgspec.MsgspecError:
            continue
        found.append(_looked_at(str(key), signed, keys))
    return found


def _looked_at(key: str, signed: SignedRecord, keys: Sequence[VendorKey]) -> _Come:
    content, fault = verified(KIND, signed, keys)
    try:
        report = msgspec.json.decode(content, type=_Report)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return _Come(key, signed, None, fault)
    if not fault and report.id != key:
        fault = _("It was signed under another id ({id}).").format(id=report.id)
    return _Come(key, signed, report, fault)


def _newest(come: Iterable[_Come]) -> list[_Come]:
    """Of the genuine ones the last of each installation, by installation."""
    found: dict[str, _Come] = {}
    for one in come:
        if one.report is None or one.fault:
            continue
        before = found.get(one.report.installation)
        if before is None or before.report is None or _age(before.report) < _age(one.report):
            found[one.report.installation] = one
    return [found[name] for name in sorted(found)]


def _age(report: _Report) -> tuple[datetime, str]:
    return report.counted_to, report.id


def _rows(report: _Report) -> list[UsageRow]:
    return [
        UsageRow(
            product_id=report.product_id,
            metric=figure.metric,
            name=report.installation,
            quantity=Decimal(figure.value),
            unit=figure.unit,
        )
        for figure in report.figures
    ]


def _definition(reports: Iterable[_Report]) -> str:
    """How each metric was counted, in the product's own words."""
    said = {
        f"{figure.metric}: {figure.definition}": None
        for one in reports
        for figure in one.figures
        if figure.definition
    }
    return "\n".join(said)


def _signature(newest: Sequence[_Come]) -> str:
    ids = ", ".join(one.id for one in newest)
    return _("Signed by the vendor, and the signature holds ({ids})").format(ids=ids)


def _refused(one: _Come) -> str:
    return _("Usage report {id} does not count. {fault}").format(id=one.id, fault=one.fault)
