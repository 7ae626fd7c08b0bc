"""The deadlines of licenses: when one ends, and when files that were carried to hosts are stale.

The end of a license that is the end of its order line's term is told by the order line; only
another end is told here. A stale file is a duty: the product on its host stops reading it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime

import msgspec

from app.base.clock import to_wire
from app.base.text import _, ngettext
from app.deadlines.model import Deadline, DeadlineKind, DeadlineQuery, Origin, Source
from app.deadlines.words import when_words
from app.licenses.views import files_made
from app.licenses.views import records as view_records
from app.licenses.views.files_made import MadeFile
from app.licenses.views.model import LicenseStanding, LicenseView
from app.licenses.views.views import LicenseViews
from app.storage.database import Database

_NAMED = 3
"""So many hosts are named; of more only the number is said."""

_GONE = (LicenseStanding.REVOKED,)


class Stale(msgspec.Struct, frozen=True, kw_only=True):
    """The files of one set for one license, of hosts that have no newer one."""

    set_id: str
    license_id: str
    files: tuple[MadeFile, ...]
    batch_id: str = ""
    batch_name: str = ""

    @property
    def at(self) -> datetime:
        """When the first of them is stale, UTC."""
        return min(one.expires_at for one in self.files if one.expires_at is not None)


class LicenseDeadlines:
    """What licenses and their files are due for. `zone` gives the vendor's IANA zone."""

    def __init__(
        self, mirror: Database, own: Database, views: LicenseViews, zone: Callable[[], str]
    ) -> None:
        self._mirror = mirror
        self._own = own
        self._views = views
        self._zone = zone

    def due(self, query: DeadlineQuery, now: datetime) -> Iterator[Deadline]:
        """Those that the query can want."""
        if query.notice_id:
            return
        kinds = query.kinds
        ends = not kinds or DeadlineKind.LICENSE_END in kinds
        stale = not kinds or DeadlineKind.LICENSE_FILE_END in kinds
        if not ends and not stale:
            return
        views = {
            one.id: one
            for one in self._views.licenses()
            if not query.order_id or one.order_id == query.order_id
        }
        zone = self._zone()
        if ends:
            for view in views.values():
                if _tells_its_end(view):
                    yield _end(view, zone)
        if stale:
            for one in self._stale():
                license_ = views.get(one.license_id)
                if license_ is not None or not query.order_id:
                    yield _file_end(one, license_, zone)

    def _stale(self) -> Iterator[Stale]:
        """Files by set and license, of hosts that still hold an instance."""
        newest: dict[tuple[str, str], MadeFile] = {}
        for one in files_made.made(self._own):
            newest[one.license_id, one.fingerprint] = one
        if not newest:
            return
        over = {
            (record.license_id, record.fingerprint)
            for _key, record in view_records.machines(self._mirror)
            if record.state != "active"
        }
        active = {
            (record.license_id, record.fingerprint)
            for _key, record in view_records.machines(self._mirror)
            if record.state == "active"
        }
        grouped: dict[tuple[str, str], list[MadeFile]] = {}
        for key, one in newest.items():
            if one.expires_at is not None and (key in active or key not in over):
                grouped.setdefault((one.set_id, one.license_id), []).append(one)
        batches = files_made.batches(self._own)
        for (set_id, license_id), files in grouped.items():
            yield _stale(set_id, license_id, files, batches)


def _stale(
    set_id: str,
    license_id: str,
    files: Iterable[MadeFile],
    batches: Mapping[str, files_made.Batched],
) -> Stale:
    found = tuple(sorted(files, key=lambda one: one.host_name.casefold()))
    batch = batches.get(found[0].request_id)
    return Stale(
        set_id=set_id,
        license_id=license_id,
        files=found,
        batch_id=batch.id if batch is not None else "",
        batch_name=batch.name if batch is not None else "",
    )


def _tells_its_end(view: LicenseView) -> bool:
    if view.expires_at is None or view.standing in _GONE:
        return False
    return view.line_ends_at is not None or not view.order_number


def _end(view: LicenseView, zone: str) -> Deadline:
    assert view.expires_at is not None
    when = when_words(view.expires_at, zone)
    working = [_("The license states its own end: {when}").format(when=when)]
    if view.line_ends_at is not None:
        working.append(
            _("The term of its order line ends {when}").format(
                when=when_words(view.line_ends_at, zone)
            )
        )
    return Deadline(
        uid=f"{DeadlineKind.LICENSE_END.value}:license:{view.id}",
        kind=DeadlineKind.LICENSE_END,
        at=view.expires_at,
        zone=zone,
        title=_("License of {product} ends").format(product=view.product_name),
        text=ngettext("{n} machine holds it", "{n} machines hold it", view.used).format(n=view.used)
        if view.used
        else _("No machine holds it"),
        source=Source(
            origin=Origin.LICENSE,
            value=to_wire(view.expires_at),
            words=_("The license's own end"),
        ),
        working=tuple(working),
        acts=False,
        order_id=view.order_id,
        order_number=view.order_number,
        license_part=f"licenses:{view.id}",
        done=view.standing is LicenseStanding.EXPIRED and not view.used,
    )


def _file_end(one: Stale, view: LicenseView | None, zone: str) -> Deadline:
    count = len(one.files)
    product = view.product_name if view is not None else one.files[0].product_id
    if count == 1:
        host = one.files[0].host_name or one.files[0].fingerprint[:8]
        title = _("License file on {host} expires").format(host=host)
    else:
        title = ngettext(
            "License files on {n} isolated host expire",
            "License files on {n} isolated hosts expire",
            count,
        ).format(n=count)
    text = product
    if one.batch_name:
        text = _("{product}, batch {name}").format(product=product, name=one.batch_name)
    elif 1 < count <= _NAMED:
        names = _(", ").join(file.host_name for file in one.files)
        text = _("{product} on {hosts}").format(product=product, hosts=names)
    when = when_words(one.at, zone)
    return Deadline(
        uid=f"{DeadlineKind.LICENSE_FILE_END.value}:{one.set_id}:{one.license_id}",
        kind=DeadlineKind.LICENSE_FILE_END,
        at=one.at,
        zone=zone,
        title=title,
        text=text,
        source=Source(
            origin=Origin.LICENSE,
            value=to_wire(one.at),
            words=_("The license file's own end"),
        ),
        working=_working(one, view, when, zone),
        order_id=view.order_id if view is not None else "",
        order_number=view.order_number if view is not None else "",
        license_part=f"activate:{one.batch_id}" if one.batch_id else "activate",
    )


def _working(one: Stale, view: LicenseView | None, when: str, zone: str) -> tuple[str, ...]:
    steps = [_("The first of these files is out of date {when}").format(when=when)]
    ends = view.expires_at if view is not None else None
    if ends is not None:
        license_ends = when_words(ends, zone)
        steps.append(_("The license itself ends {when}").format(when=license_ends))
    steps.append(_("Renew: a new request of each host, answered and carried back"))
    return tuple(steps)
