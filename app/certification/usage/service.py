"""Usage with evidence: files mapped once, snapshots of what is known here, figures typed in.

Each makes a Source with a kept copy; rows are read again from that copy whenever they are counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from app.base.tasks import CancelToken, Report, no_report
from app.certification.around import Around
from app.certification.reconcile.model import Entitlement
from app.certification.usage.look import Evidence, Look, LookQuestion, Preview, Product
from app.certification.usage.model import Mapping, Source, Usage, UsageRow
from app.certification.usage.rules import CountRules
from app.exchange.attachments import KeptFile

if TYPE_CHECKING:
    from app.certification.usage.known import Known


class UsageService:
    """Sources of one profile; used by the thread that opened its stores. Nothing is cached."""

    def __init__(self, around: Around) -> None:
        self._around = around

    def products(self) -> tuple[Product, ...]:
        """The products of all orders with the metrics that they grant, by name."""
        return self._known().products

    def look(
        self,
        file: Path | KeptFile,
        mapping: Mapping | None = None,
        cancel: CancelToken | None = None,
    ) -> Look:
        """The head of a file, with a guess and what to ask; it is not kept.

        `mapping`: with this sheet, row of titles, delimiter and encoding, where the look should be
        another one. Raises the problems of `app.certification.usage.problems` (no table, password,
        another kind of file), CannotAttach, FileChanging, Cancelled.
        """
        from app.certification.usage import looking  # noqa: PLC0415 - only who brings usage (P1)

        return looking.look(self._around, self._known(), file, mapping, cancel)

    def questions(self, look: Look, mapping: Mapping) -> tuple[LookQuestion, ...]:
        """What a mapping still leaves open for the file that was looked at."""
        from app.certification.usage.asking import questions  # noqa: PLC0415 - as above

        return questions(look, mapping)

    def preview_rows(
        self,
        file: Path | KeptFile,
        mapping: Mapping,
        n: int = 20,
        cancel: CancelToken | None = None,
    ) -> Preview:
        """The first `n` rows as this mapping reads them. Raises as `look`, and BadMapping."""
        from app.certification.usage import looking  # noqa: PLC0415 - as above

        return looking.preview(self._around, file, mapping, n, cancel)

    def read_file(
        self,
        file: Path | KeptFile,
        mapping: Mapping,
        by: str,
        *,
        definition: str = "",
        as_of: datetime | None = None,
        replaces: str = "",
        report: Report = no_report,
        cancel: CancelToken | None = None,
    ) -> Source:
        """Keep a copy of the file, count its rows once, remember the mapping.

        `as_of`: as of when its figures hold; None: now. Raises as `look`, BadMapping,
        TooManyRows and the problems of disk and store; then nothing is kept.
        """
        from app.certification.usage import reading  # noqa: PLC0415 - as above

        return reading.read_file(
            self._around, file, mapping, by,
            definition=definition, as_of=as_of, replaces=replaces, report=report, cancel=cancel,
        )  # fmt: skip

    def from_machines(self, by: str, *, replaces: str = "") -> Source:
        """A snapshot of the machines that the vendor knows: a row a machine and metric (§6.2)."""
        from app.certification.usage import snapshots  # noqa: PLC0415 - as above

        return snapshots.machines(self._around, self._known(), by, replaces)

    def from_users(self, by: str, *, products: Sequence[str] = (), replaces: str = "") -> Source:
        """A snapshot of the account's named users, for these products or all that grant users."""
        from app.certification.usage import snapshots  # noqa: PLC0415 - as above

        return snapshots.users(self._around, self._known(), by, tuple(products), replaces)

    def from_storage(self, by: str, *, replaces: str = "") -> Source:
        """A snapshot of the storage that hosted services hold, in the unit of their orders."""
        from app.certification.usage import snapshots  # noqa: PLC0415 - as above

        return snapshots.storage(self._around, self._known(), by, replaces)

    def report_products(self) -> tuple[str, ...]:
        """The ids of the products for which signed usage reports have come."""
        from app.certification.usage import reports  # noqa: PLC0415 - as above

        return reports.products(self._around)

    def from_reports(self, by: str, product_id: str, *, replaces: str = "") -> Source:
        """The signed usage reports of a product: each installation's newest, verified.

        Raises NoReport where none has come, NotGenuineReport where no signature holds.
        """
        from app.certification.usage import reports  # noqa: PLC0415 - as above

        return reports.source(self._around, by, product_id, replaces)

    def typed(
        self,
        product_id: str,
        metric: str,
        quantity: Decimal,
        unit: str,
        reason: str,
        by: str,
        *,
        definition: str = "",
        as_of: datetime | None = None,
        replaces: str = "",
    ) -> Source:
        """A figure typed in, with its reason. Raises BadFigure (negative, huge, no reason)."""
        from app.certification.usage import snapshots  # noqa: PLC0415 - as above

        return snapshots.typed(
            self._around, product_id, metric, quantity, unit, reason, by,
            definition=definition, as_of=as_of, replaces=replaces,
        )  # fmt: skip

    def rows(self, source: Source, cancel: CancelToken | None = None) -> Iterator[UsageRow]:
        """All rows of a source that can be read, again from its kept copy, in their order.

        Rows that are left out come too and say why. Raises FileLost, FileAltered, Cancelled.
        """
        from app.certification.usage import reading  # noqa: PLC0415 - as above

        return reading.rows(self._around, source, cancel)

    def evidence(
        self,
        source: Source,
        metric: str,
        product_id: str,
        first: int = 0,
        count: int = 200,
        cancel: CancelToken | None = None,
    ) -> Evidence:
        """A page of the rows behind a figure, those left out too; "" is any metric or product."""
        from app.certification.usage import reading  # noqa: PLC0415 - as above

        return reading.evidence(self._around, source, metric, product_id, first, count, cancel)

    def rules(
        self,
        entitlements: Sequence[Entitlement] = (),
        period_start: datetime | None = None,
        period_end: datetime | None = None,
    ) -> CountRules:
        """What counting goes by: affiliates by the terms (§5), units by the entitlements."""
        from app.certification.usage import belonging  # noqa: PLC0415 - as above

        return belonging.rules(self._around, entitlements, period_start, period_end)

    def count(
        self,
        sources: Iterable[Source],
        rules: CountRules,
        report: Report = no_report,
        cancel: CancelToken | None = None,
    ) -> Usage:
        """Every figure of these sources, counted again from their kept copies."""
        from app.certification.usage import reading  # noqa: PLC0415 - as above

        return reading.count_all(self._around, tuple(sources), rules, report, cancel)

    def _known(self) -> Known:
        from app.certification.usage.known import known  # noqa: PLC0415 - as above

        return known(self._around.mirror)
