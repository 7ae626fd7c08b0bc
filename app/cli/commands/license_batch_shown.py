"""Batches on a terminal, and how a person names one or a host of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.base.dates import deadline_words, plain_day
from app.base.text import _, ngettext
from app.cli.context import usage
from app.cli.output import Output
from app.cli.tables import Head
from app.licenses.batches.model import HELD_BACK, Batch, BatchCard, BatchHost, HostStanding, Unread
from app.licenses.batches.words import standing_words
from app.licenses.errors import unknown_batch
from app.licenses.model import VendorExport, install_command

if TYPE_CHECKING:
    from app.licenses.service import LicenseService

_SHORT = 6
"""Digits of an id that tell batches apart; what comes before is the time."""


def batch_id(licenses: LicenseService, text: str) -> str:
    """The batch that is called so, or whose id is or ends so. Raises UnknownBatch, Usage."""
    cards = licenses.batches()
    named = [one.id for one in cards if one.name.casefold() == " ".join(text.split()).casefold()]
    found = [one.id for one in cards if one.id == text] or named
    if not found and len(text) >= _SHORT:
        found = [one.id for one in cards if one.id.endswith(text)]
    if len(found) > 1:
        raise usage(_("Several batches are called “{name}”: give an id.").format(name=text))
    if not found:
        raise unknown_batch()
    return found[0]


def host_ids(found: Batch, names: Sequence[str]) -> list[str]:
    """The hosts of these names or ids. Raises Usage for one that is not there, or not alone."""
    if not names:
        raise usage(_("Name the hosts."))
    chosen = []
    for name in names:
        fits = [one.id for one in found.hosts if name in (one.id, one.host_name)]
        if not fits:
            raise usage(_("There is no host “{name}” in this batch.").format(name=name))
        if len(fits) > 1:
            raise usage(_("Several hosts are called “{name}”: give an id.").format(name=name))
        chosen += fits
    return chosen


def card_lines(output: Output, cards: Sequence[BatchCard]) -> list[str]:
    """The table of batches."""
    heads = (
        Head(_("Id")), Head(_("Name"), shrinks=True), Head(_("Made")), Head(_("Hosts"), end=True),
        Head(_("Held back"), end=True), Head(_("Done"), end=True), Head(_("State")),
    )  # fmt: skip
    rows = [
        (
            one.id[-_SHORT:],
            one.name,
            plain_day(one.made_at.date()),
            str(one.hosts),
            str(one.held_back),
            str(one.done),
            _("closed") if one.closed_at else _("open"),
        )
        for one in cards
    ]
    return output.table(heads, rows) or [_("No batches.")]


def batch_lines(output: Output, found: Batch) -> list[str]:
    """A batch with all its hosts."""
    return [found.name, *count_lines(found), "", *_table(output, found.hosts)]


def held_lines(output: Output, found: Batch) -> list[str]:
    """The hosts that are held back, and why."""
    return _table(output, [one for one in found.hosts if one.standing in HELD_BACK])


def count_lines(found: Batch) -> list[str]:
    """How many hosts stand where, in one line."""
    counted = [(one, found.count(one)) for one in HostStanding]
    parts = [f"{standing_words(one)}: {count}" for one, count in counted if count]
    total = len(found.hosts)
    words = ngettext("{count} host", "{count} hosts", total).format(count=total)
    return [f"{words} ({', '.join(parts)})" if parts else words]


def unread_lines(unread: Sequence[Unread]) -> list[str]:
    """Files that could not be used, and why."""
    return [f"{one.name}: {one.title}. {one.words} {one.next_step}".rstrip() for one in unread]


def receipt_lines(queued: int, known: int) -> list[str]:
    """How many receipts go to the vendor, and how many it has already."""
    said = ngettext("{count} receipt queued.", "{count} receipts queued.", queued)
    before = ngettext(
        "{count} receipt was returned before.", "{count} receipts were returned before.", known
    )
    return [said.format(count=queued), *([before.format(count=known)] if known else [])]


def carried_lines(files: Sequence[Path], vendor: VendorExport) -> list[str]:
    """What is to be carried, and what is done with it at a host."""
    shown = _("The key of {vendor}, to be compared at a host the first time:")
    return [
        _("To be carried to the hosts:"),
        *(f"  {file}" for file in files),
        shown.format(vendor=vendor.vendor),
        f"  {vendor.fingerprint}",
        _("At each host:"),
        f"  {install_command([file.name for file in files], 'counterpart license')}",
    ]


def _table(output: Output, hosts: Sequence[BatchHost]) -> list[str]:
    heads = (
        Head(_("Host")), Head(_("License")), Head(_("Standing")), Head(_("File until")),
        Head(_("Why"), shrinks=True),
    )  # fmt: skip
    rows = [
        (
            one.host_name or one.request_id,
            one.license_id,
            standing_words(one.standing),
            deadline_words(one.expires_at) if one.expires_at else "",
            one.words,
        )
        for one in hosts
    ]
    return output.table(heads, rows)
