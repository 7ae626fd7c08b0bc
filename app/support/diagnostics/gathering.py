"""Gathers a bundle: the program and its system, licenses, last errors, the doctor, product logs."""

from __future__ import annotations

import codecs
import os
import platform
import re
import stat
import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from app import __version__
from app.base.errors import from_os_error
from app.base.findings import DoctorFinding
from app.base.tasks import CancelToken
from app.base.text import _
from app.licenses.views.model import LicenseView
from app.support.diagnostics.cleaning import cleaned
from app.support.diagnostics.model import Bundle, BundleFile
from app.support.scan import words as scan_words
from app.support.scan.files import shown_name
from app.support.scan.kinds import SAMPLE, Kind, kind_of
from app.support.scan.pieces import wide_encoding

LOG_TAIL = 5_000_000
"""Bytes of a product's log that are taken, from its end."""
_OWN_TAIL = 1_000_000
_ERROR_LINES = 400
_CRASHES = 5
_CRASH_BYTES = 200_000
_ENTRY = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} (\w+) ")
_TOLD = frozenset(("WARNING", "ERROR", "CRITICAL"))


def bundle(
    licenses: Iterable[LicenseView] = (),
    *,
    logs: Path,
    now: datetime,
    doctor: Sequence[DoctorFinding] = (),
    named: bool = False,
    product_logs: Sequence[Path] = (),
    cancel: CancelToken | None = None,
) -> Bundle:
    """Everything that support may ask for, blacked out; nothing of it has left.

    `logs` is the program's own folder of logs. The names of this computer and its user are only
    in it where `named`. Raises Cancelled, and the Problem of a product log that cannot be read.
    """

    def made(name: str, text: str, about: str) -> BundleFile:
        clean, covered = cleaned(text, named=named, cancel=cancel)
        return BundleFile(name=name, text=clean, about=about, covered=covered)

    files = [
        made("system.txt", system_text(now, named=named), _system_about(named=named)),
        made("licenses.txt", license_text(licenses),
             _("The state of your licenses, without their keys.")),
        made("errors.txt", error_text(logs),
             _("Warnings and errors that this program noted lately.")),
        *(made(name, text, _("The report of a crash of this program."))
          for name, text in crash_texts(logs / "crashes")),
    ]  # fmt: skip
    if doctor:
        files.append(made("doctor.txt", doctor_text(doctor), _("What the doctor found.")))
    found = Bundle().adding(*files)
    return found.adding(*(product_log(one, named=named, cancel=cancel) for one in product_logs))


def product_log(
    path: Path, *, named: bool = False, cancel: CancelToken | None = None
) -> BundleFile:
    """The end of a product's log, blacked out. What is no text is said and not chosen.

    Raises Cancelled, and the Problem of a file that cannot be read or is no regular one.
    """
    name = f"logs/{_file_name(path)}"
    head, data, cut = _tail(path, LOG_TAIL)
    kind, _form = kind_of(head, path.name)
    if kind is not Kind.TEXT:
        return BundleFile(
            name=f"{name}.txt", text=scan_words.binary() + "\n", chosen=False,
            about=_("A file that is no text; attach it by itself if support needs it."),
        )  # fmt: skip
    encoding, mark = wide_encoding(head)
    text = data[0 if cut else mark :].decode(encoding or "utf-8", "replace")
    clean, covered = cleaned(text, named=named, cancel=cancel)
    about = _("A log that you chose.")
    if cut:
        about = _("The last {size} MB of a log that you chose.").format(
            size=LOG_TAIL // 1_000_000
        )  # fmt: skip
    return BundleFile(name=name, text=clean, about=about, covered=covered)


def system_text(now: datetime, *, named: bool = False) -> str:
    """The program, Python and the system; the computer's name only where `named`."""
    lines = [
        _("Gathered: {when}").format(when=now.strftime("%Y-%m-%d %H:%M UTC")),
        f"Counterpart {__version__}",
        f"Python {platform.python_version()} ({platform.python_implementation()})",
        f"{platform.system()} {platform.release()} {platform.machine()}",
        *_distribution(),
        _("Language: {language}").format(language=os.environ.get("LANG", "")),
        _("Screen: {kind}").format(kind=os.environ.get("XDG_SESSION_TYPE", "")),
        _("Packaged: {yes_no}").format(yes_no=_("yes") if _is_packaged() else _("no")),
    ]
    if named:
        lines.append(_("Computer: {name}").format(name=platform.node()))
    return "\n".join(lines) + "\n"


def license_text(licenses: Iterable[LicenseView]) -> str:
    """Each license with its standing and use; no key, no machine."""
    lines = [
        f"{one.product_name}: {one.name} ({one.order_number})\n"
        f"  {one.standing.value}: {one.words}\n  "
        + _("used {used} of {permitted}").format(
            used=one.used, permitted=_("any number") if one.permitted is None else one.permitted
        )
        for one in licenses
    ]
    return "\n".join(lines or [_("No licenses are known here.")]) + "\n"


def error_text(logs: Path) -> str:
    """The last warnings and errors of our own logs, each with the lines that belong to it."""
    found: list[str] = []
    for path in sorted(logs.glob("*.log")) if logs.is_dir() else ():
        told: list[str] = []
        keeping = False
        for line in _text_of(path, _OWN_TAIL).splitlines():
            entry = _ENTRY.match(line)
            keeping = entry[1] in _TOLD if entry else keeping
            if keeping:
                told.append(line)
        if told:
            found += [f"== {path.name}", *told[-_ERROR_LINES:], ""]
    return "\n".join(found or [_("Nothing was noted.")]) + "\n"


def crash_texts(folder: Path) -> list[tuple[str, str]]:
    """Names and texts of the last reports of crashes, newest first."""
    if not folder.is_dir():
        return []
    paths = sorted(folder.glob("crash-*.txt"), reverse=True)[:_CRASHES]
    hard = folder / "hard-crash.txt"
    texts = [(path.name, _text_of(path, _CRASH_BYTES)) for path in (*paths, hard)]
    return [(name, text) for name, text in texts if text.strip()]


def doctor_text(findings: Sequence[DoctorFinding]) -> str:
    """The doctor's findings as lines."""
    lines: list[str] = []
    for one in findings:
        lines.append(f"[{one.level}] {one.area}: {one.title}")
        lines += [f"  {part}" for part in (one.cause, one.next_step) if part]
        lines += [f"  {name}: {value}" for name, value in one.facts]
    return "\n".join(lines) + "\n"


def _system_about(*, named: bool) -> str:
    if named:
        return _("Versions of this program and its system, and the name of this computer.")
    return _("Versions of this program and its system; neither this computer's name nor yours.")


def _distribution() -> list[str]:
    try:
        known = platform.freedesktop_os_release()
    except OSError:
        return []
    return [known.get("PRETTY_NAME", "")]


def _is_packaged() -> bool:
    return bool(getattr(sys, "frozen", False))


def _file_name(path: Path) -> str:
    """A name that is safe inside an archive: one part, no sign that a system refuses."""
    name = re.sub(r'[\\/:*?"<>|\s]+', "_", shown_name(path.name)).strip("._")
    return name or "log.txt"


def _text_of(path: Path, most: int) -> str:
    """The end of one of our own files; "" where it cannot be read: the rest is still of use."""
    try:
        with open(path, "rb") as stream:
            size = stream.seek(0, os.SEEK_END)
            stream.seek(max(0, size - most))
            return stream.read(most).decode("utf-8", "replace")
    except OSError:
        return ""


def _tail(path: Path, most: int) -> tuple[bytes, bytes, bool]:
    """The first bytes of a file, its end from the beginning of a line on, whether that was cut."""
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            raise FileNotFoundError(2, "not a regular file", str(path))
        with open(path, "rb") as stream:
            head = stream.read(SAMPLE)
            size = stream.seek(0, os.SEEK_END)
            start = max(0, size - most) // 4 * 4  # never within a sign of UTF-16 or UTF-32
            stream.seek(start)
            data = stream.read(most + 4)
    except OSError as error:
        raise from_os_error(error, path) from error
    if start and not head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        data = data[data.find(b"\n") + 1 :]
    return head, data, start > 0
