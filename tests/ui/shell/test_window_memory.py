"""What the window remembers survives a restart, and a damaged memory does no harm."""

from __future__ import annotations

from pathlib import Path

from ui.shell.memory import FILE_NAME, WindowMemory


def test_what_was_kept_is_there_at_the_next_start(tmp_path: Path) -> None:
    memory = WindowMemory(tmp_path / "state")
    memory["page"] = "orders"
    assert memory.save()
    assert dict(WindowMemory(tmp_path / "state")) == {"page": "orders"}


def test_only_this_user_may_read_it(tmp_path: Path) -> None:
    memory = WindowMemory(tmp_path)
    memory["page"] = "orders"
    memory.save()
    assert (tmp_path / FILE_NAME).stat().st_mode & 0o077 == 0


def test_a_damaged_or_foreign_file_counts_as_none(tmp_path: Path) -> None:
    for content in (b"", b"{", b"[1]", b'{"page": 3}', b"\xff\xfe", b"x" * 300_000):
        (tmp_path / FILE_NAME).write_bytes(content)
        assert not WindowMemory(tmp_path)


def test_a_disk_that_takes_nothing_does_not_stop_the_window(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("a file where a folder should be")
    memory = WindowMemory(blocked / "state")
    memory["page"] = "orders"
    assert not memory.save()
