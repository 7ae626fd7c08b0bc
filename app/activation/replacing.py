"""What a new host takes the place of: the proof that an old one gave its license up, or a machine.

The proof goes along in the request, so that one file carries both: the vendor frees the old
instance before it counts the new one. A machine that is named only has to be free already.
"""

from __future__ import annotations

import re
from pathlib import Path

from app.activation import filing, receipts, signed
from app.activation.called import tool
from app.activation.problems import BadFile
from app.activation.words import _

_NAME = re.compile(r"[A-Za-z0-9._-]{1,64}")


def named(given: str, license_id: str) -> str:
    """A file with the proof of a removal, or the id of a machine, as a request holds it.

    Raises BadFile for what is neither.
    """
    place = Path(given)
    if place.is_file():
        return proved(filing.content(place), license_id)
    return machine(given)


def machine(given: str) -> str:
    """The id of a machine that holds no instance any more. Raises BadFile for no id."""
    if not _NAME.fullmatch(given):
        raise BadFile(
            _("“{text}” is neither a file nor a machine").format(text=given[:80]),
            _("There is no such file, and the id of a machine looks otherwise."),
            _("Bring the file that “{tool} remove” wrote on the old host.").format(tool=tool()),
        )
    return _text({"machine_id": given})


def proved(data: bytes, license_id: str) -> str:
    """The proof in a file that this license was removed from another host. Raises BadFile."""
    found = receipts.read_set(data)
    for record, facts in zip(reversed(found.receipts), reversed(found.facts)):
        if facts.get("done") == "removed" and facts.get("license_id") == license_id:
            return _text({"payload": record["payload"], "jws": record["jws"]})
    raise BadFile(
        _("This file proves no removal of the license"),
        _("It says nothing of a removal of “{name}”.").format(name=license_id),
        _("Bring the file that “{tool} remove” wrote on the old host.").format(tool=tool()),
    )


def _text(value: dict[str, str]) -> str:
    return signed.canonical(value).decode("utf-8")
