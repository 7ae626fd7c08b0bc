"""What a certificate says, put together from a draft and its figures: the data it embeds.

Every printed figure has its place here; nothing that is not here is printed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal

import msgspec

from app.account.store import read_discovery
from app.base.clock import to_wire
from app.base.text import _
from app.certification import statement as said
from app.certification.around import Around
from app.certification.model import Draft, Signatory
from app.certification.reconcile.model import FindingKind, Line, Reconciliation, Resolution
from app.certification.usage.model import Environment, Source, Usage, UsageRow

_EVERYWHERE = (Environment.PRODUCTION, Environment.OTHER)


class Stated(msgspec.Struct, frozen=True):
    """The figures that a statement is made of."""

    usage: Usage = Usage()
    found: Reconciliation = Reconciliation()
    left_out: tuple[Line, ...] = ()
    """What is not certified; the draft says why."""


def stated(
    around: Around, draft: Draft, figures: Stated, made_at: datetime | None = None
) -> said.Statement:
    """The whole certificate as data, of what is entered so far.

    `made_at` None: when it was last saved, so that the same draft gives the same pages.
    """
    refs = {source.id: f"E{n}" for n, source in enumerate(draft.sources, 1)}
    left = {one.entitlement_id: one.reason for one in draft.excluded}
    lines, out = figures.found.lines, figures.left_out
    names = {one.entitlement.product_id: one.entitlement.product_name for one in lines}
    resolutions = _resolutions(figures.found)
    return said.Statement(
        kind=draft.kind.value,
        id=draft.id,
        rehearsal=draft.rehearsal,
        language=draft.language,
        customer=_customer(around),
        vendor=_vendor(around),
        request=_asked(draft),
        period_start=_wire(draft.period_start),
        period_end=_wire(draft.period_end),
        as_of=to_wire(draft.as_of),
        made_at=to_wire(made_at or draft.saved_at),
        zone=_zone(around),
        terms=tuple(
            said.Terms(id=one.version_id, label=one.label, sha256=one.sha256, orders=one.orders)
            for one in draft.terms
        ),
        lines=tuple(
            _line(n, one, refs, resolutions.get(one.entitlement.id, ("", "")))
            for n, one in enumerate(lines, 1)
        ),
        left_out=tuple(
            _line(n, one, refs, (left[one.entitlement.id], "")) for n, one in enumerate(out, 1)
        ),
        findings=tuple(_findings(figures.found, left)),
        evidence=tuple(_evidence(refs[one.id], one) for one in draft.sources),
        instances=tuple(_instances(figures.usage, refs, names)),
        users=tuple(_users(figures.usage, draft, refs, names)),
        attestations=tuple(
            said.StatedAnswer(
                id=one.question_id, clause=one.clause.number, statement=one.statement,
                reply=one.reply.value, text=one.text,
            )
            for one in draft.attestations
        ),
        deletions=tuple(
            said.StatedDeletion(
                n=n, product=one.product_name, what=one.what, place=one.place, method=one.method,
                by=one.by, deleted_at=_wire(one.deleted_at), note=one.note,
            )
            for n, one in enumerate(draft.deletions, 1)
        ),
        signatory=_signatory(draft.signatory),
        countersignatory=(
            _signatory(draft.countersignatory) if draft.countersignatory is not None else None
        ),
        replaced=dict(sorted(draft.replaced.items())),
    )  # fmt: skip


def plain_figure(value: Decimal | None) -> str | None:
    """A figure as text, without an exponent or needless zeros."""
    if value is None:
        return None
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _line(
    n: int, line: Line, refs: Mapping[str, str], answered: tuple[str, str]
) -> said.StatedLine:
    one = line.entitlement
    return said.StatedLine(
        n=n,
        product_id=one.product_id,
        product=one.product_name,
        metric=one.metric,
        unit=one.unit,
        permitted=plain_figure(one.permitted),
        used=plain_figure(line.used),
        difference=plain_figure(line.difference),
        result=line.result.value,
        orders=one.orders,
        clause=one.clause.number if one.clause is not None else "",
        evidence=tuple(refs[key] for key in line.source_ids if key in refs),
        explanation=answered[0],
        resolution=answered[1],
        before=plain_figure(line.before),
    )


def _resolutions(found: Reconciliation) -> dict[str, tuple[str, str]]:
    """What was answered about each line: every explanation once, and the resolution.

    Of several answers to one line that about the excess says what is done about it.
    """
    answered = [one for one in found.findings if one.answer and one.entitlement_id]
    answered.sort(key=lambda one: (one.kind is not FindingKind.OVER, one.id))
    said_of: dict[str, tuple[str, str]] = {}
    for one in answered:
        if one.resolution is Resolution.OPEN:
            continue
        words, resolution = said_of.get(one.entitlement_id, ("", one.resolution.value))
        if one.answer not in words:
            words = f"{words} {one.answer}".strip()
        said_of[one.entitlement_id] = (words, resolution)
    return said_of


def _findings(found: Reconciliation, left: Mapping[str, str]) -> Iterator[str]:
    """Findings that are named in the certificate: open ones, and answers that have no line."""
    for one in found.findings:
        if one.entitlement_id in left:
            continue
        if one.resolution is Resolution.OPEN:
            yield one.title
        elif not one.entitlement_id and one.answer:
            yield _("{finding}: {answer}").format(finding=one.title, answer=one.answer)


def _evidence(ref: str, source: Source) -> said.StatedEvidence:
    left: dict[str, int] = {}
    for one in source.left_out:
        left[one.reason] = left.get(one.reason, 0) + one.rows
    return said.StatedEvidence(
        ref=ref, kind=source.kind.value, title=source.title, sha256=source.sha256,
        size=source.size, rows_read=source.rows_read, rows_counted=source.rows_counted,
        left_out=left, counted_at=to_wire(source.counted_at), added_by=source.added_by,
        definition=source.definition, reason=source.reason, signature=source.signature,
    )  # fmt: skip


def _instances(
    usage: Usage, refs: Mapping[str, str], names: Mapping[str, str]
) -> Iterator[said.StatedInstance]:
    """Each installed instance once, in the order of product and host."""
    found: dict[tuple[str, str], UsageRow] = {}
    for row in usage.rows:
        if not row.name or _is_user(row) or not _is_instance(row):
            continue
        key = (row.product_id, row.fingerprint or row.name)
        known = found.get(key)
        if known is None or known.environment is Environment.UNKNOWN:
            found[key] = row
    for n, row in enumerate(sorted(found.values(), key=_place), 1):
        yield said.StatedInstance(
            n=n,
            host=row.name,
            product=names.get(row.product_id, row.product_id),
            production=(
                row.environment is Environment.PRODUCTION
                if row.environment in _EVERYWHERE
                else None
            ),
            hosted_by=row.belongs.value,
            company=row.company,
            evidence=refs.get(row.source_id, ""),
            row=row.row,
        )


def _users(
    usage: Usage, draft: Draft, refs: Mapping[str, str], names: Mapping[str, str]
) -> Iterator[said.StatedUser]:
    """Each named user of each product once; without a name unless the draft names them."""
    found = {
        (row.product_id, row.name): row
        for row in reversed(usage.rows)
        if row.name and _is_user(row)
    }
    for n, row in enumerate(sorted(found.values(), key=_place), 1):
        yield said.StatedUser(
            n=n,
            name=row.name if draft.named_users else "",
            product=names.get(row.product_id, row.product_id),
            belongs=row.belongs.value,
            company=row.company,
            evidence=refs.get(row.source_id, ""),
            row=row.row,
        )


def _is_user(row: UsageRow) -> bool:
    return "user" in row.metric.casefold()


def _is_instance(row: UsageRow) -> bool:
    return bool(row.fingerprint) or "instance" in row.metric.casefold()


def _place(row: UsageRow) -> tuple[str, str]:
    return row.product_id, row.name.casefold()


def _customer(around: Around) -> said.Party:
    found = around.who.account()
    if found is None:
        return said.Party(name="")
    place = found.organization
    town = " ".join(part for part in (place.postal_code, place.city) if part)
    country = place.country or found.country
    # A code such as "DE" is no line of an address, and its name depends on the page's language.
    named = "" if len(country) == 2 else country
    address = (place.street, town, named)
    return said.Party(
        name=found.legal_name or found.name,
        number=found.customer_number,
        address=tuple(part for part in address if part),
    )


def _vendor(around: Around) -> said.Party:
    kept = read_discovery(around.own)
    if kept is None:
        return said.Party(name="")
    vendor, contacts = kept.document.vendor, kept.document.contacts
    name = vendor.legal_name or vendor.name
    post = next((one.post for one in contacts if one.role == "legal" and one.post), "") or ""
    parts = post.splitlines() if "\n" in post.strip() else post.split(", ")
    return said.Party(
        name=name, address=tuple(one.strip() for one in parts if one.strip() not in ("", name))
    )


def _zone(around: Around) -> str:
    """The customer's zone: pages show instants as the customer's calendar has them."""
    found = around.who.account()
    return found.time_zone if found is not None else "UTC"


def _asked(draft: Draft) -> said.Asked | None:
    one = draft.asked
    if one is None or not draft.request_id or draft.rehearsal:
        return None
    return said.Asked(
        id=one.id, reason=one.reason, issued_at=to_wire(one.issued_at), due_at=_wire(one.due_at)
    )


def _signatory(one: Signatory) -> said.StatedSignatory:
    return said.StatedSignatory(
        name=one.name, title=one.title, place=one.place, authority=one.authority
    )


def _wire(instant: datetime | None) -> str | None:
    return to_wire(instant) if instant is not None else None
