"""What goes on the medium to the hosts: answers, vendor file, revocations, and their slip."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from app.activation.requests import MOST
from app.activation.slip import slip
from app.base.clock import Clock
from app.base.files import private_folder, write_bytes
from app.licenses import answers, vendor
from app.licenses.answers import AnswerFacts
from app.licenses.history import journal
from app.licenses.history.journal import Event
from app.licenses.model import ANSWERS, REVOCATIONS, SLIP, VENDOR
from app.licenses.views.model import Act
from app.storage.database import Database

_MODE = 0o644
_KINDS = {VENDOR: "vendor", REVOCATIONS: "revocations", SLIP: "slip"}


def answer_files(own: Database, facts: Mapping[str, AnswerFacts], client_id: str) -> list[bytes]:
    """The answers with these facts, in files of as many as a host reads."""
    raw, issued_at = answers.raw_answers(own, facts)
    names = list(raw)
    return [
        _file(client_id, issued_at, [raw[name] for name in names[start : start + MOST]])
        for start in range(0, len(names), MOST)
    ]


def carry(
    own: Database,
    mirror: Database,
    files: Sequence[bytes],
    folder: Path,
    clock: Clock,
    hosts: Sequence[str],
) -> tuple[Path, ...]:
    """Write all of it into `folder`, and note it.

    Raises NoVendorFile before anything is written, and the disk's problems.
    """
    parts: dict[str, bytes] = {}
    for number, data in enumerate(files, 1):
        parts[ANSWERS if number == 1 else _numbered(number)] = data
    parts[VENDOR] = vendor.export(own).content
    revoked = vendor.revocations(mirror)
    if revoked is not None:
        parts[REVOCATIONS] = revoked
    private_folder(folder)
    written = []
    for name, data in parts.items():
        write_bytes(folder / name, data, mode=_MODE)
        written.append(folder / name)
    parts[SLIP] = slip(written, clock.now()).encode("utf-8")
    write_bytes(folder / SLIP, parts[SLIP], mode=_MODE)
    with own.write() as tx:
        journal.note(
            tx,
            [
                Event(
                    act=Act.CARRIED,
                    name=name,
                    kind=_KINDS.get(name, "answers"),
                    data=data,
                    hosts=hosts if name not in _KINDS else (),
                )
                for name, data in parts.items()
            ],
            clock,
        )
    return (*written, folder / SLIP)


def _numbered(number: int) -> str:
    stem, dot, ending = ANSWERS.partition(".")
    return f"{stem}-{number}{dot}{ending}"


def _file(client_id: str, issued_at: str, found: list[msgspec.Raw]) -> bytes:
    document = {"client_id": client_id, "issued_at": issued_at, "responses": found}
    return msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"
