"""Statements of certificates for tests: an ordinary one, a large one, a deletion."""

from __future__ import annotations

import hashlib
from decimal import Decimal

import msgspec

from app.certification import statement as s

HASH = hashlib.sha256(b"evidence").hexdigest()
ADDRESSES = {
    "customer": ("Lindenstraße 12", "10969 Berlin", "Germany"),
    "vendor": ("Havenkade 12", "1019 AB Amsterdam", "Netherlands"),
}
_LINES = (
    ("beacon-monitor", "Beacon Monitor", "named users", "", "500", "512", "over", "KO-21033", "E1"),
    (
        "relay-gateway",
        "Relay Gateway",
        "production instances",
        "",
        "6",
        "6",
        "within",
        "KO-20655",
        "E2",
    ),
    (
        "relay-gateway-eu",
        "Relay Gateway EU",
        "production instances",
        "",
        "12",
        "9",
        "within",
        "KO-21640",
        "E2",
    ),
    (
        "strata-archive",
        "Strata Archive",
        "storage",
        "TB",
        "60",
        "41.25",
        "within",
        "KO-21388",
        "E3",
    ),
    (
        "strata-archive",
        "Strata Archive",
        "production instances",
        "",
        None,
        "2",
        "unlimited",
        "KO-21388",
        "E2",
    ),
    ("strata-cloud", "Strata Cloud", "named users", "", "1250", None, "missing", "KO-20417", ""),
    (
        "strata-connector",
        "Strata Connector",
        "production instances",
        "",
        "4",
        "5",
        "over",
        "KO-20417",
        "E2",
    ),
)


def line(n: int, row: tuple[str | None, ...] = _LINES[1], **more: object) -> s.StatedLine:
    """A line from product id, name, metric, unit, permitted, used, result, order, evidence."""
    product_id, product, metric, unit, permitted, used, result, order, ref = row
    difference = None
    if permitted is not None and used is not None:
        difference = str(Decimal(used) - Decimal(permitted))
    explanations = {"over": ("Twelve accounts were not removed in time; ordered since.", "buy")}
    explanation, resolution = explanations.get(str(result), ("", ""))
    made = s.StatedLine(
        n=n,
        product_id=product_id or "",
        product=product or "",
        metric=metric or "",
        unit=unit or "",
        permitted=permitted,
        used=used,
        difference=difference,
        result=result or "",
        orders=(order or "",),
        clause="§4.1",
        evidence=(ref,) if ref else (),
        explanation=explanation,
        resolution=resolution,
        before="498" if n == 1 else None,
    )
    return msgspec.structs.replace(made, **more)


def evidence(n: int, kind: str = "file", title: str = "users-2026-11-23.csv") -> s.StatedEvidence:
    """A source of figures."""
    return s.StatedEvidence(
        ref=f"E{n}",
        kind=kind,
        title=title,
        sha256=HASH,
        size=38_412,
        rows_read=540,
        rows_counted=512,
        left_out={"deactivated": 28},
        counted_at="2026-11-23T15:20:00Z",
        added_by="Dana Weber",
        definition="Accounts that can sign in, each person once.",
        reason="",
        signature="",
    )


def instance(n: int, host: str = "") -> s.StatedInstance:
    """An installed instance."""
    return s.StatedInstance(
        n=n,
        host=host or f"ham-conn-{n:03d}.prod.example.net",
        product="Relay Gateway",
        production=(True, False, None)[n % 3],
        hosted_by="own",
        company="Brennholt SE",
        evidence="E2",
        row=n + 1,
    )


def statement(**more: object) -> s.Statement:
    """A certificate of compliance with every kind of line."""
    made = s.Statement(
        kind="compliance",
        id="0198f3a2-77c1-7d2e-9b1a-5e0c2f7d4a10",
        rehearsal=False,
        language="en",
        customer=s.Party(name="Brennholt SE", number="K-10442", address=ADDRESSES["customer"]),
        vendor=s.Party(name="Kestrane Software B.V.", address=ADDRESSES["vendor"]),
        request=s.Asked(
            id="CR-2026-118",
            reason="Yearly certification of use",
            issued_at="2026-11-16T09:00:00Z",
            due_at="2026-12-04T16:00:00Z",
        ),
        period_start="2025-12-31T23:00:00Z",
        period_end="2026-11-23T23:00:00Z",
        as_of="2026-11-23T17:00:00Z",
        made_at="2026-11-23T17:30:00Z",
        zone="Europe/Berlin",
        terms=(
            s.Terms(
                id="t1",
                label="End customer terms, 1 March 2025",
                sha256=HASH,
                orders=("KO-20417", "KO-20655", "KO-21033"),
            ),
            s.Terms(
                id="t2",
                label="End customer terms, 1 June 2026",
                sha256=HASH,
                orders=("KO-21388", "KO-21640"),
            ),
        ),
        lines=tuple(line(n, row) for n, row in enumerate(_LINES, start=1)),
        left_out=(),
        findings=("Strata Cloud, named users: no source counts them.",),
        evidence=(
            evidence(1),
            evidence(2, "machines", "Machines known to the vendor"),
            evidence(3, "report", "Storage report, November 2026"),
        ),
        instances=tuple(instance(n) for n in range(1, 9)),
        users=(
            s.StatedUser(
                n=1,
                name="Dana Weber",
                product="Beacon Monitor",
                belongs="own",
                company="",
                evidence="E1",
                row=2,
            ),
            s.StatedUser(
                n=2,
                name="",
                product="Beacon Monitor",
                belongs="affiliate",
                company="Brennholt France SAS",
                evidence="E1",
                row=3,
            ),
        ),
        attestations=(
            s.StatedAnswer(
                id="restrictions",
                clause="§12",
                statement="We do not sublicense the products, do not run them as a service for "
                "others and do not tamper with their key mechanisms.",
                reply="yes",
                text="",
            ),
            s.StatedAnswer(
                id="modifications",
                clause="§6.3",
                statement="We modify only parts that were shipped as source, "
                "and use them ourselves only.",
                reply="exception",
                text="One build script of Relay Gateway was changed for our own deployment.",
            ),
            s.StatedAnswer(
                id="export",
                clause="§25",
                statement="We are not in an embargoed country and on no list of denied parties.",
                reply="yes",
                text="",
            ),
        ),
        deletions=(),
        signatory=s.StatedSignatory(
            name="Dr. Ingrid Häberlin", title="General Counsel", place="Berlin", authority="officer"
        ),
        countersignatory=None,
        replaced={},
    )
    return msgspec.structs.replace(made, **more)


def clean(**more: object) -> s.Statement:
    """A certificate in which everything is within scope."""
    rows = [row for row in _LINES if row[6] in ("within", "unlimited")]
    base = statement(
        lines=tuple(line(n, row) for n, row in enumerate(rows, start=1)),
        findings=(),
        attestations=tuple(one for one in statement().attestations if not one.text),
    )
    return msgspec.structs.replace(base, **more)


def deletion(kept: bool = False, **more: object) -> s.Statement:
    """A certificate of deletion; `kept`: one item is not deleted."""
    rows = [
        s.StatedDeletion(
            n=1,
            product="Relay Gateway",
            what="Software",
            place="ham-conn-05.prod.example.net",
            method="Uninstalled, disk wiped",
            by="Jonas Keller",
            deleted_at="2026-11-20T10:12:00Z",
            note="",
        ),
        s.StatedDeletion(
            n=2,
            product="Relay Gateway",
            what="License key",
            place="Vault of the operations team",
            method="Removed from the vault",
            by="Jonas Keller",
            deleted_at="2026-11-20T11:00:00Z",
            note="",
        ),
        s.StatedDeletion(
            n=3,
            product="Relay Gateway",
            what="Backup",
            place="Tape store Hamburg",
            method="",
            by="Jonas Keller",
            deleted_at=None if kept else "2026-11-21T08:00:00Z",
            note="Tapes rotate by 31 January 2027." if kept else "",
        ),
    ]
    base = statement(
        kind="deletion",
        lines=(),
        findings=(),
        deletions=tuple(rows),
        instances=(),
        users=(),
        evidence=(),
    )
    return msgspec.structs.replace(base, **more)
