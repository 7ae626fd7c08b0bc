"""Which notices were opened is remembered in own.db, whatever stands there."""

from __future__ import annotations

from pathlib import Path

from app.notices.opened import note_opened, opened
from app.storage.key import StoreKey
from app.storage.opening import open_own


def test_an_opened_notice_is_remembered_once(tmp_path: Path) -> None:
    with open_own(tmp_path / "own.db", StoreKey.new()) as own:
        assert opened(own) == frozenset()
        for key in ("n1", "n2", "n1"):
            note_opened(own, key)
        assert opened(own) == {"n1", "n2"}


def test_a_list_that_cannot_be_read_counts_as_none(tmp_path: Path) -> None:
    with open_own(tmp_path / "own.db", StoreKey.new()) as own:
        with own.write() as tx:
            tx.execute("INSERT INTO meta VALUES ('notices-opened', x'7b')")
        assert opened(own) == frozenset()
        note_opened(own, "n1")
        assert opened(own) == {"n1"}
