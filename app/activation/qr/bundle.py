"""What a file is, so that a set of codes can say it, and several small files in one set.

What goes back to a host is three files: answers, vendor file, list of revoked licenses. As one
bundle they are one set of codes, and compress together.
"""

from __future__ import annotations

import base64
import json
import re
from typing import Any, NamedTuple

from app.activation.faults import Malformed, Unusable
from app.activation.problems import BadFile, QrSetUnusable
from app.activation.qr.parts import MOST_BYTES
from app.activation.strict import json_object, standard_base64, url_base64
from app.activation.words import _

FORMAT, VERSION = "counterpart-bundle", 1
MOST_FILES = 16
NAMES = {
    "requests": "activation-request.json",
    "answers": "activation-answers.json",
    "receipts": "activation-receipt.json",
    "vendor": "vendor.json",
    "revocations": "revocations.json",
    "bundle": "bundle.json",
    "license": "license.lic",
    "file": "file.bin",
}
"""What a file of each kind is called where nobody says otherwise."""

_FORMATS = {
    "counterpart-activation-requests": "requests",
    "counterpart-host-receipts": "receipts",
    FORMAT: "bundle",
}
_SAFE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,79}")
_BEGINS = (b"-----BEGIN LICENSE FILE-----", b"-----BEGIN MACHINE FILE-----", b"key/")


class Carried(NamedTuple):
    """One file of a bundle; its name is one that no path can be hidden in."""

    name: str
    data: bytes


def kind_of(data: bytes) -> str:
    """What kind of file this is, by what it says of itself; "file" for any other."""
    if data.lstrip().startswith(_BEGINS):
        return "license"
    if len(data) > MOST_BYTES:
        return "file"
    try:
        document = json_object(data)
        return _FORMATS.get(str(document.get("format"))) or _unnamed(document)
    except Unusable:
        return "file"


def kind_words(kind: str) -> str:
    """What a set holds, for a person."""
    return {
        "requests": _("requests of hosts"),
        "answers": _("answers for hosts"),
        "receipts": _("receipts of hosts"),
        "vendor": _("a vendor file"),
        "revocations": _("a list of revoked licenses"),
        "bundle": _("several files"),
        "license": _("a license file"),
    }.get(kind, _("a file"))


def bundle(files: list[Carried]) -> bytes:
    """Several files as one. Raises BadFile for a name that cannot travel, or too many files."""
    names = [one.name for one in files]
    if not 1 <= len(files) <= MOST_FILES or len(set(names)) < len(names):
        raise BadFile(
            _("These files cannot be carried as one set"),
            _("A set has at most {count} files, each with a name of its own.").format(
                count=MOST_FILES
            ),
            _("Rename them, or carry them one by one."),
        )
    for name in names:
        if not _SAFE.fullmatch(name):
            raise BadFile(
                _("“{name}” is no name that can travel").format(name=name[:80]),
                _("Letters, digits, dots, dashes and underscores are the same on every system."),
                _("Rename the file, then try again."),
            )
    document = {"format": FORMAT, "version": VERSION, "files": [_entry(one) for one in files]}
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def files_of(data: bytes) -> tuple[Carried, ...]:
    """The files in a bundle. Raises QrSetUnusable for anything that is not exactly one."""
    try:
        document = json_object(data)
        entries = document.get("files")
        if document.get("format") != FORMAT or document.get("version") != VERSION:
            raise Malformed(_("It does not say that it is a bundle, or is of a newer version."))
        if not isinstance(entries, list) or not 1 <= len(entries) <= MOST_FILES:
            raise Malformed(_("It holds no files, or too many."))
        files = tuple(map(_file, entries))
        if len({one.name.lower() for one in files}) < len(files):
            raise Malformed(_("Two files in it have the same name."))
    except Unusable as fault:
        raise QrSetUnusable(
            _("This is not a bundle of files"),
            fault.reason,
            _("Show the set once more where it was made."),
        ) from fault
    return files


def _entry(one: Carried) -> dict[str, str]:
    try:
        return {"name": one.name, "text": one.data.decode("utf-8")}
    except UnicodeDecodeError:
        return {"name": one.name, "base64": base64.b64encode(one.data).decode("ascii")}


def _file(entry: Any) -> Carried:
    name, text, raw = (
        (entry.get("name"), entry.get("text"), entry.get("base64"))
        if isinstance(entry, dict)
        else (None, None, None)
    )
    if not isinstance(name, str) or not _SAFE.fullmatch(name):
        raise Malformed(_("A file in it has no name, or one that could hide a path."))
    if isinstance(text, str) and raw is None:
        return Carried(name, text.encode("utf-8"))
    if isinstance(raw, str) and text is None:
        return Carried(name, standard_base64(raw))
    raise Malformed(_("A file in it has no content."))


def _unnamed(document: dict[str, Any]) -> str:
    """Files that carry no format: answers, and what a vendor signed."""
    if isinstance(document.get("responses"), list):
        return "answers"
    jws = document.get("jws")
    if not isinstance(jws, str):
        return "file"
    signed_as = str(json_object(url_base64(jws.partition(".")[0])).get("typ"))
    for start, kind in (("vendor", "vendor"), ("revo", "revocations")):
        if signed_as.startswith(start):
            return kind
    return "file"
