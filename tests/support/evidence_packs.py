"""Evidence packs drawn up by hand: sources, rows and a statement that add up."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable, Iterable
from decimal import Decimal
from pathlib import Path

from msgspec.structs import replace

from app.certification.pack import rows
from app.certification.pack.chain import Log
from app.certification.pack.evidence import Content, Piece
from app.certification.pack.model import RowLine
from app.certification.statement import StatedInstance
from app.certification.usage.model import Environment, UsageRow
from app.documents.canonical import canonical
from tests.support.scoped_orders import stated_evidence, stated_line, statement

HOSTS = tuple(f"ham-conn-{n:02}" for n in range(1, 6))
CSV = "host;env\n" + "".join(f"{host};PRD\n" for host in HOSTS)
KEY = bytes(range(32))
PDF = b"%PDF-1.7 signed\n" + b" ".join(host.encode() for host in HOSTS)


def counted_rows() -> tuple[UsageRow, ...]:
    return tuple(
        UsageRow(
            product_id="relay", metric="production instances", name=host, unit="instances",
            environment=Environment.PRODUCTION, place="Hamburg", row=n, source_id="src-1",
        )
        for n, host in enumerate(HOSTS, 2)
    )  # fmt: skip


def content(
    used: str = "5",
    *,
    lines: Callable[[], Iterable[RowLine]] | None = None,
    explanation: str = "",
) -> Content:
    """A pack of one source, five hosts, and a certificate that states `used`."""
    source = CSV.encode()
    said = statement(
        stated_line(used, "4", "over", explanation=explanation),
        evidence=(stated_evidence("hosts.csv", hashlib.sha256(source).hexdigest()),),
        instances=tuple(
            StatedInstance(n=n, host=host, product="Relay", production=True, hosted_by="",
                           company="", evidence="E1", row=n + 1)
            for n, host in enumerate(HOSTS, 1)
        ),
    )  # fmt: skip

    def log(hashes: object) -> Log:
        made = Log()
        made.add("2026-11-23T12:00:00.000000Z", "Dana Weber", "created", "compliance")
        made.add("2026-11-23T12:05:00.000000Z", "Dana Weber", "source", "E1 file",
                 hashes["file-1"])  # type: ignore[index]  # fmt: skip
        return made

    return Content(
        certification="cert-1",
        kind="compliance",
        made_at="2026-11-23T12:10:00.000000Z",
        statement=canonical(said),
        key=KEY,
        log=log,
        rows=lines or (lambda: rows.usage_lines(counted_rows(), {"src-1": "E1"}, KEY)),
        pieces=(
            Piece(name="document/certificate.pdf", kind="document", file="file-0",
                  open=lambda: io.BytesIO(PDF)),
            Piece(name="sources/E1.csv", kind="source", ref="E1", file="file-1",
                  open=lambda: io.BytesIO(source)),
        ),
    )  # fmt: skip


def halved() -> tuple[RowLine, ...]:
    """The rows with half a quantity in the first of them."""
    first, *rest = rows.usage_lines(counted_rows(), {"src-1": "E1"}, KEY)
    part = replace(first.open, quantity=str(Decimal("0.5")))
    return (replace(first, open=part), *rest)


def members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rewritten(path: Path, changed: dict[str, bytes | None]) -> Path:
    """The pack with some members changed, added, or (None) taken out."""
    found = members(path) | changed
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in found.items():
            if data is not None:
                archive.writestr(name, data)
    return path
