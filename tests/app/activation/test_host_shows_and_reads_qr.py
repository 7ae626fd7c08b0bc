"""`license qr` on a host: out as text, sheets or signs, and back from what a scanner types."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from app.activation import host_program
from app.activation.qr.frames import frames, seen_words
from app.activation.qr.parts import Seen
from tests.support.isolated_shell import Ran


@pytest.fixture
def qr(capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)

    def run(*arguments: object, typed: str = "", as_json: bool = True) -> Ran:
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        capsys.readouterr()
        words = [*map(str, arguments), *(["--json"] if as_json else [])]
        code = host_program.main("qr", words)
        said = capsys.readouterr()
        return Ran(code, said.out, said.err)

    return run


@pytest.fixture
def file(tmp_path):
    made = tmp_path / "big.bin"
    made.write_bytes(os.urandom(2000))
    return made


def test_what_one_host_shows_the_other_reads_in_any_order(qr, file, tmp_path):
    shown = qr(file)
    assert shown.code == 0
    lines = shown.document["frames"]
    assert len(lines) == shown.document["parts"] == 4
    typed = "\r\n".join(["foreign", "", lines[2], lines[2], *lines[::-1], "not read any more"])
    back = qr("--read", "--out", tmp_path / "back", typed=typed)
    assert back.code == 0, back
    assert (tmp_path / "back").read_bytes() == file.read_bytes()
    assert back.document["set_hash"] == shown.document["set_hash"]
    assert seen_words(Seen.NOT_OURS) in back.err
    assert seen_words(Seen.AGAIN) in back.err
    assert "3 of 4 parts" in back.err


def test_a_pipe_carries_the_texts_a_line_each(qr, file, tmp_path):
    shown = qr(file, as_json=False)
    (tmp_path / "scans.txt").write_text(shown.out)
    back = qr("--read", "scans.txt", "--out", "copy", as_json=False)
    assert back.code == 0
    assert (tmp_path / "copy").read_bytes() == file.read_bytes()
    assert "copy" in back.out


def test_an_unfinished_set_names_what_is_missing(qr, file, tmp_path):
    lines = qr(file).document["frames"]
    back = qr("--read", "--out", "copy", typed=f"{lines[0]}\n{lines[3]}\n")
    assert (back.code, back.problem) == (1, "CP-7021")
    assert "2–3" in back.document["problem"]["explanation"]
    assert not (tmp_path / "copy").exists()
    assert qr("--read", typed="").problem == "CP-7021"


def test_several_files_are_one_set_and_come_back_under_their_names(qr, file, tmp_path):
    (tmp_path / "vendor.json").write_text('{"a": 1}')
    lines = qr(file, "vendor.json").document["frames"]
    back = qr("--read", "--out", tmp_path / "in", typed="\n".join(lines))
    assert back.document["kind"] == "bundle"
    assert (tmp_path / "in" / "big.bin").read_bytes() == file.read_bytes()
    assert (tmp_path / "in" / "vendor.json").read_text() == '{"a": 1}'


def test_a_bundle_replaces_no_other_file(qr, file, tmp_path):
    (tmp_path / "vendor.json").write_text('{"a": 1}')
    lines = qr(file, "vendor.json").document["frames"]
    file.write_bytes(b"mine")
    back = qr("--read", typed="\n".join(lines))
    assert (back.code, back.problem) == (1, "CP-7003")
    assert file.read_bytes() == b"mine"


def test_a_single_file_is_called_by_its_kind_where_nobody_names_it(qr, tmp_path):
    [line] = frames(b'{"client_id":"x","responses":[]}', "answers")
    back = qr("--read", typed=line)
    assert back.document["files"] == ["activation-answers.json"]
    assert (tmp_path / "activation-answers.json").exists()


def test_sheets_are_written_as_svg_or_as_one_document(qr, tmp_path):
    (tmp_path / "set.bin").write_bytes(os.urandom(525 * 7))
    svg = qr("set.bin", "--sheet", "out.svg")
    assert svg.document["sheets"] == ["out-1.svg", "out-2.svg"]
    assert qr("set.bin", "--sheet", "out.svg", "--part", 7).document["sheets"] == ["out.svg"]
    page = qr("set.bin", "--sheet", "out.html", "--paper", "letter", as_json=False)
    assert page.code == 0
    assert (tmp_path / "out.html").read_text().count("<svg") == 2
    assert "set hash" in page.out


def test_a_terminal_gets_codes_cut_to_fit_it(qr, file, monkeypatch):
    monkeypatch.setattr(shutil, "get_terminal_size", lambda: os.terminal_size((100, 60)))
    ran = qr(file, "--terminal", "--part", 1, as_json=False)
    lines = ran.out.splitlines()
    assert ran.code == 0
    assert 20 < len(lines) <= 57
    assert max(map(len, lines)) <= 100
    assert "Part 1 of" in ran.err


@pytest.mark.parametrize("size", [(10, 5), (80, 10)])
def test_a_window_too_small_is_said_so(qr, file, monkeypatch, size):
    monkeypatch.setattr(shutil, "get_terminal_size", lambda: os.terminal_size(size))
    ran = qr(file, "--terminal", as_json=False)
    assert ran.code == 1
    assert "CP-7022" in ran.err


def test_a_window_that_would_need_too_many_codes_is_said_so(qr, tmp_path, monkeypatch):
    (tmp_path / "large").write_bytes(os.urandom(60_000))
    monkeypatch.setattr(shutil, "get_terminal_size", lambda: os.terminal_size((80, 25)))
    ran = qr("large", "--terminal", as_json=False)
    assert ran.code == 1
    assert "--sheet" in ran.err


def test_wrong_usage_is_refused(qr, file):
    for words in ((), (file, "--read"), (file, "--part", 9), (file, "--sheet", "a.png")):
        assert qr(*words).code == 2
    assert qr("no-such-file").problem == "CP-7003"
    assert qr("--read", "no-such-file").problem == "CP-7003"


def test_too_large_a_file_is_refused_with_the_number_of_codes(qr, tmp_path):
    (tmp_path / "large").write_bytes(os.urandom(200_000))
    ran = qr("large")
    assert ran.problem == "CP-7022"
    assert "381" in ran.document["problem"]["explanation"]


@pytest.mark.skipif(os.name == "nt", reason="a pseudoterminal is POSIX")
def test_what_a_scanner_types_into_a_terminal_is_not_echoed(tmp_path):
    data = os.urandom(900)
    texts = frames(data, "answers")
    keyboard, screen = os.openpty()
    command = [sys.executable, "-m", "app.cli", "license", "qr", "--read", "--out",
               str(tmp_path / "got")]  # fmt: skip
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}
    with subprocess.Popen(
        command, stdin=screen, stdout=screen, stderr=subprocess.PIPE, text=True, env=environment
    ) as process:
        os.close(screen)
        assert process.stderr is not None
        process.stderr.readline()  # comes when the terminal is quiet
        for text in texts:
            os.write(keyboard, f"{text}\n".encode())
        said = process.stderr.read()
        shown = b""
        with suppress(OSError):
            while piece := os.read(keyboard, 4096):
                shown += piece
    os.close(keyboard)
    assert process.returncode == 0, said
    assert (tmp_path / "got").read_bytes() == data
    assert texts[0][:40].encode() not in shown
