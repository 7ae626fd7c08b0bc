"""A file is the old one or the new one, never a half, and for this user only."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from app.base.errors import DiskFull, FileTrouble, ReadOnlyPlace, from_os_error
from app.base.files import private_folder, replacing, write_bytes
from tests.support.sources import ROOT

HALF = """
import sys, pathlib
from app.base.files import replacing
with replacing(pathlib.Path(sys.argv[1])) as stream:
    stream.write(b"new" * 100_000)
    stream.flush()
    print("half way", flush=True)
    sys.stdin.read()
"""

posix = pytest.mark.skipif(os.name == "nt", reason="Windows has no file modes and no SIGKILL")


def test_the_new_content_takes_the_place_of_the_old(tmp_path):
    path = tmp_path / "export.csv"
    write_bytes(path, b"old")
    write_bytes(path, b"new")
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


def test_an_error_while_writing_keeps_the_old_file(tmp_path):
    path = tmp_path / "export.csv"
    write_bytes(path, b"old")
    with pytest.raises(ZeroDivisionError), replacing(path) as stream:
        stream.write(b"half")
        raise ZeroDivisionError
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@posix
def test_a_process_killed_while_writing_keeps_the_old_file(tmp_path):
    path = tmp_path / "export.csv"
    write_bytes(path, b"old")
    with subprocess.Popen(
        [sys.executable, "-c", HALF, str(path)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as writer:
        assert writer.stdout.readline() == b"half way\n"
        writer.send_signal(signal.SIGKILL)
    assert path.read_bytes() == b"old"


@posix
def test_files_and_folders_are_for_this_user_only(tmp_path, monkeypatch):
    previous = os.umask(0)
    try:
        folder = private_folder(tmp_path / "a" / "b")
        write_bytes(folder / "secret", b"x")
    finally:
        os.umask(previous)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "secret").stat().st_mode) == 0o600


def test_a_folder_that_is_a_file_is_a_problem_with_a_next_step(tmp_path):
    (tmp_path / "taken").write_bytes(b"")
    with pytest.raises(FileTrouble) as caught:
        write_bytes(tmp_path / "taken" / "file", b"x")
    report = caught.value.report()
    assert report.next_step
    assert report.kept


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this platform has no full device")
def test_a_full_disk_is_told_as_such():
    with pytest.raises(OSError, match="space") as caught, open("/dev/full", "wb") as stream:
        stream.write(b"x")
        stream.flush()
    problem = from_os_error(caught.value, "export.csv")
    assert isinstance(problem, DiskFull)
    assert "export.csv" in problem.explanation


@pytest.mark.parametrize("number", [1, 13, 30])
def test_a_place_that_may_not_be_written_is_told_as_such(number):
    problem = from_os_error(OSError(number, "refused"), "place")
    assert isinstance(problem, ReadOnlyPlace)
    assert problem.report().code == "CP-1002"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes are a thing of Unix")
def test_a_pipe_or_device_is_refused_and_stays_what_it_is(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(FileTrouble):
        write_bytes(pipe, b"x")
    assert pipe.is_fifo()
    assert list(tmp_path.iterdir()) == [pipe]
