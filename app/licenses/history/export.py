"""The history for somebody else: CSV for a spreadsheet, JSON, or a zip with the files."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

import msgspec

from app.base.clock import to_wire
from app.base.files import replacing, write_bytes
from app.base.spreadsheets import safe_text
from app.base.tasks import CancelToken, Progress, Report
from app.base.text import _
from app.licenses.history import journal
from app.licenses.history.words import act_words
from app.licenses.views.model import HistoryEntry
from app.storage.database import Database

_ALL = 1_000_000_000
_FIELDS = (
    "at", "act", "name", "kind", "size", "sha256", "hosts", "product_id", "license_id",
    "request_id", "note",
)  # fmt: skip
_EARLIEST = (1980, 1, 1, 0, 0, 0)
"""What a zip file can say."""


def export(own: Database, path: Path, text: str, report: Report, cancel: CancelToken | None) -> int:
    """Write the entries with all words of `text`, whole or not at all; how many.

    The form follows the name's ending: .json, .zip, anything else is CSV. Raises the disk's
    problems, Cancelled.
    """
    found = journal.entries(own, text, _ALL)
    match path.suffix.casefold():
        case ".json":
            write_bytes(path, _json(found))
        case ".zip":
            _zip(own, path, found, report, cancel)
        case _:
            write_bytes(path, _csv(found))
    return len(found)


def _json(found: Sequence[HistoryEntry]) -> bytes:
    return msgspec.json.format(msgspec.json.encode({"history": found}), indent=2) + b"\n"


def _csv(found: Sequence[HistoryEntry]) -> bytes:
    """UTF-8 with a byte order mark; nothing in it can be taken for a formula (threat 42)."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([*_heads()])
    for one in found:
        values = {**msgspec.structs.asdict(one), "at": to_wire(one.at), "act": act_words(one.act)}
        writer.writerow([safe_text(str(values[name])) for name in _FIELDS])
    return out.getvalue().encode("utf-8-sig")


def _heads() -> tuple[str, ...]:
    return (
        _("Time (UTC)"), _("What"), _("File"), _("Kind"), _("Bytes"), _("SHA-256"), _("Hosts"),
        _("Product"), _("License"), _("Request"), _("Note"),
    )  # fmt: skip


def _zip(
    own: Database,
    path: Path,
    found: Sequence[HistoryEntry],
    report: Report,
    cancel: CancelToken | None,
) -> None:
    with (
        replacing(path) as stream,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        archive.writestr("history.json", _json(found))
        archive.writestr("history.csv", _csv(found))
        there: set[str] = set()
        for place, one in enumerate(found):
            if cancel is not None:
                cancel.check()
            report(Progress(_("Exporting the history"), place, len(found)))
            data = journal.file_of(own, one.id) if one.kept and one.sha256 not in there else None
            if data is None:
                continue
            there.add(one.sha256)
            at = max(one.at.timetuple()[:6], _EARLIEST)
            archive.writestr(zipfile.ZipInfo(_member(one), at), data, zipfile.ZIP_DEFLATED)


def _member(one: HistoryEntry) -> str:
    """A name within the archive that unpacks nowhere else, whatever the file was called."""
    name = PurePosixPath(one.name.replace("\\", "/")).name
    plain = "".join(sign if sign.isalnum() or sign in "._-" else "_" for sign in name)[-100:]
    return f"files/{one.sha256[:16]}-{plain.lstrip('.') or 'file'}"
