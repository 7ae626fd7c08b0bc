"""Licenses and machines as a person sees them: joined with orders, counted, judged, found.

Both lists are read whole, in a job: a pass over the records and one over the orders they name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from app.base.clock import Clock
from app.base.files import replacing
from app.base.tasks import CancelToken, Report, no_report
from app.licenses.views import files_made, hosting
from app.licenses.views import records as view_records
from app.licenses.views.granted import granted, sentence, standing_of
from app.licenses.views.granting import Rules
from app.licenses.views.hosting import HostNote, HostRule
from app.licenses.views.model import (
    Granted,
    HostedBy,
    LicenseCounts,
    LicenseStanding,
    LicenseView,
    MachineView,
)
from app.licenses.views.records import KeptLicense
from app.licenses.views.words import host_words
from app.orders.records import scope_of
from app.orders.words import scope_part, scope_words
from app.storage.database import Database
from app.terms.service import TermsService

if TYPE_CHECKING:
    from app.licenses.files.facts import FileFacts

ACTIVE = "active"

_PRESSING = frozenset({LicenseStanding.OVER, LicenseStanding.SUSPENDED, LicenseStanding.REVOKED})


class _Use(msgspec.Struct):
    """Machines that hold an instance of one license now."""

    used: int = 0
    production: int = 0


class LicenseViews:
    """The licenses of one profile over its two stores; used by the thread that opened them."""

    def __init__(
        self, mirror: Database, own: Database, clock: Clock, terms: Callable[[], TermsService]
    ) -> None:
        self._mirror = mirror
        self._own = own
        self._clock = clock
        self._terms = terms

    def licenses(self, text: str = "") -> tuple[LicenseView, ...]:
        """The licenses that hold these words; those that press first, then by product."""
        now = self._clock.now()
        use = self._use()
        kept = list(view_records.licenses(self._mirror))
        rules = Rules(self._mirror, self._terms).of(kept)
        views = (_license(one, use.get(one.id, _Use()), rules, now) for one in kept)
        found = [view for view in views if _holds(text, _said(view))]
        return tuple(sorted(found, key=_by_need))

    def license(self, license_id: str) -> LicenseView | None:
        """One license; None where there is none."""
        return next((one for one in self.licenses() if one.id == license_id), None)

    def machines(self, text: str = "", license_id: str = "") -> tuple[MachineView, ...]:
        """The machines that hold these words, of one license or of all; active ones first."""
        notes, made = hosting.read(self._own), files_made.latest(self._own)
        kept = {one.id: one for one in view_records.licenses(self._mirror)}
        host_rules = self.host_rules()
        found = [
            view
            for key, record in view_records.machines(self._mirror)
            if not license_id or record.license_id == license_id
            if _holds(
                text,
                _machine_said(
                    view := _machine(key, record, kept, notes, made, host_rules),
                ),
            )
        ]
        return tuple(sorted(found, key=_by_name))

    def host_rules(self) -> Mapping[HostedBy, HostRule]:
        """What the agreement that is in force says about each kind of host."""
        return hosting.rules_of(Rules(self._mirror, self._terms).in_force)

    def note_host(self, fingerprint: str, hosted_by: HostedBy, words: str = "") -> None:
        """Keep who hosts a machine; it is then on the disk."""
        hosting.keep(self._own, fingerprint, HostNote(hosted_by, " ".join(words.split())))

    def counts(self) -> LicenseCounts:
        """Figures for navigation and overview."""
        found = self.licenses()
        return LicenseCounts(
            licenses=len(found),
            machines=sum(view.used for view in found),
            need=sum(needs_somebody(view) for view in found),
        )

    def read_files(
        self,
        places: Sequence[Path],
        license_keys: Sequence[str] = (),
        report: Report = no_report,
        cancel: CancelToken | None = None,
    ) -> tuple[FileFacts, ...]:
        """Verify license files and folders of them, offline; the keys given are not kept.

        Raises Cancelled.
        """
        from app.licenses.files.reading import Reader  # noqa: PLC0415 - only who reads files

        reader = Reader(self._mirror, self._own, self._clock)
        return reader.read(places, license_keys, report, cancel)

    def save_file(self, data: bytes, path: Path) -> None:
        """Write a kept file exactly as it was. Raises the Problem that an OSError means."""
        with replacing(path, mode=0o644) as stream:
            stream.write(data)

    def export_licenses(
        self, path: Path, report: Report = no_report, cancel: CancelToken | None = None
    ) -> int:
        """Write all licenses as CSV, XLSX or JSON by the name's ending; how many."""
        from app.licenses.views import export as view_export  # noqa: PLC0415 - only who exports needs it

        return view_export.licenses(path, self.licenses(), report, cancel)

    def export_machines(
        self, path: Path, report: Report = no_report, cancel: CancelToken | None = None
    ) -> int:
        """Write all machines as CSV, XLSX or JSON by the name's ending; how many."""
        from app.licenses.views import export as view_export  # noqa: PLC0415 - as above

        return view_export.machines(path, self.machines(), report, cancel)

    def _use(self) -> dict[str, _Use]:
        found: dict[str, _Use] = {}
        for _key, record in view_records.machines(self._mirror):
            if record.state == ACTIVE:
                use = found.setdefault(record.license_id, _Use())
                use.used += 1
                use.production += record.production
        return found


def needs_somebody(view: LicenseView) -> bool:
    """Over its scope, withdrawn while machines hold it, or ending soon with machines on it."""
    if view.standing is LicenseStanding.OVER:
        return True
    pressing = view.standing in _PRESSING or view.standing is LicenseStanding.ENDING
    return bool(view.used) and pressing


def _license(
    kept: KeptLicense, use: _Use, rules: Mapping[str, Granted], now: datetime
) -> LicenseView:
    record, line = kept.record, kept.line
    allowed = rules.get(kept.id) or granted(line, None, record.machines)
    ends = line.term.end if line is not None else None
    view = LicenseView(
        id=kept.id,
        name=record.name,
        product_id=record.product_id,
        product_name=line.product_name if line is not None else record.name,
        order_id=record.order_id,
        order_number=kept.order_number,
        line_id=record.line_id,
        standing=LicenseStanding.GOOD,
        words="",
        key_hint=record.key_hint,
        starts_at=record.starts_at,
        expires_at=record.expires_at,
        permitted=allowed.total,
        used=use.used,
        production=use.production,
        scope=_scope(kept),
        entitlements=record.entitlements,
        granted=allowed,
        most=record.machines,
        line_words=scope_words(scope_of(line)) if line is not None else "",
        line_ends_at=ends if ends != record.expires_at else None,
    )
    view = msgspec.structs.replace(view, standing=standing_of(view, record.state, now))
    return msgspec.structs.replace(view, words=sentence(view, now))


def _scope(kept: KeptLicense) -> tuple[str, ...]:
    """The line's scope of use, a measure each."""
    if kept.line is None:
        return ()
    return tuple(
        scope_part(one.metric, one.quantity, one.unit, one.kind) for one in kept.line.scope
    )


def _machine(
    key: str,
    record: view_records.MachineRecord,
    kept: Mapping[str, KeptLicense],
    notes: Mapping[str, HostNote],
    made: Mapping[str, datetime | None],
    rules: Mapping[HostedBy, HostRule],
) -> MachineView:
    license_ = kept.get(record.license_id)
    about = license_.record if license_ is not None else None
    note = notes.get(record.fingerprint, HostNote())
    rule = rules[note.hosted_by]
    name = about.name if about is not None else record.license_id
    line = license_.line if license_ is not None else None
    return MachineView(
        id=key,
        name=record.name,
        fingerprint=record.fingerprint,
        license_id=record.license_id,
        license_name=name,
        product_id=about.product_id if about is not None else "",
        product_name=line.product_name if line is not None else name,
        order_number=license_.order_number if license_ is not None else "",
        order_id=about.order_id if about is not None else "",
        production=record.production,
        active=record.state == ACTIVE,
        state=record.state,
        activated_at=record.activated_at,
        ended_at=record.ended_at,
        hosted_by=note.hosted_by,
        hosted_words=note.words,
        hosted_rule=rule.words,
        hosted_clause=rule.clause,
        file_expires_at=made.get(record.fingerprint),
    )


def _holds(text: str, said: Iterable[str]) -> bool:
    words = text.casefold().split()
    if not words:
        return True
    whole = " ".join(said).casefold()
    return all(word in whole for word in words)


def _said(view: LicenseView) -> tuple[str, ...]:
    return (
        view.name, view.product_name, view.product_id, view.order_number, view.id, view.key_hint,
        *view.entitlements,
    )  # fmt: skip


def _machine_said(view: MachineView) -> tuple[str, ...]:
    return (
        view.name, view.product_name, view.license_name, view.license_id, view.order_number,
        view.fingerprint, view.hosted_words, host_words(view.hosted_by), view.id,
    )  # fmt: skip


def _by_need(view: LicenseView) -> tuple[bool, bool, str, str, str]:
    over = view.standing in (LicenseStanding.EXPIRED, LicenseStanding.REVOKED)
    return (
        not needs_somebody(view),
        over,
        view.product_name.casefold(),
        view.order_number,
        view.id,
    )


def _by_name(view: MachineView) -> tuple[bool, str, str]:
    return not view.active, view.name.casefold(), view.id
