"""What the window remembers between two starts: its place, its columns, the page that was open.

A small JSON file under the state folder: of this computer, without secrets, without the customer's
texts. A damaged file is no trouble worth telling: the window then looks as on its first day.
"""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from pathlib import Path

import msgspec

from app.base.errors import Problem
from app.base.files import private_folder, write_bytes

FILE_NAME = "window.json"
_LIMIT = 256 * 1024


class WindowMemory(MutableMapping[str, str]):
    """Texts by name, kept in `<folder>/window.json` when `save` is called."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE_NAME
        self._values = _read(self._path)
        self._saved = dict(self._values)

    def __getitem__(self, name: str) -> str:
        return self._values[name]

    def __setitem__(self, name: str, value: str) -> None:
        self._values[name] = value

    def __delitem__(self, name: str) -> None:
        del self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def save(self) -> bool:
        """Write what changed; False where the disk would not take it (the window goes on)."""
        if self._values == self._saved:
            return True
        content = msgspec.json.format(msgspec.json.encode(self._values), indent=2)
        try:
            private_folder(self._path.parent)
            write_bytes(self._path, content + b"\n")
        except Problem:
            return False
        self._saved = dict(self._values)
        return True


def _read(path: Path) -> dict[str, str]:
    try:
        if path.stat().st_size > _LIMIT:
            return {}
        return msgspec.json.decode(path.read_bytes(), type=dict[str, str])
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return {}
