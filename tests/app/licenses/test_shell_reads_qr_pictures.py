"""`license qr-read` at a workstation: photos of what a host printed or showed become its file."""

from __future__ import annotations

import io
import json
import os
import sys

import pytest

from app.activation import host_program
from app.activation.qr.frames import frames, short_hash
from app.cli import main
from tests.support import qr_pictures as shot
from tests.support.isolated_shell import Ran


@pytest.fixture
def shell(capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("COUNTERPART_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)

    def run(*arguments: object, as_json: bool = True) -> Ran:
        capsys.readouterr()
        words = ["license", "qr-read", *map(str, arguments), *(["--json"] if as_json else [])]
        code = main(words)
        said = capsys.readouterr()
        return Ran(code, said.out, said.err)

    return run


def photos(folder, data, kind="requests", leave_out=()):
    folder.mkdir(exist_ok=True)
    for number, text in enumerate(frames(data, kind), 1):
        if number not in leave_out:
            picture = shot.turned(shot.code(text), number * 9)
            (folder / f"{kind}-{number}.jpg").write_bytes(shot.jpeg(picture))
    return folder


def test_photos_become_the_file_that_was_shown(shell, tmp_path):
    data = os.urandom(1200)
    ran = shell(photos(tmp_path / "dcim", data), "--out", tmp_path / "got")
    assert ran.code == 0, ran
    assert (tmp_path / "got").read_bytes() == data
    assert ran.document["parts"] == 3
    assert ran.document["other_sets"] == []
    assert [one["parts"] for one in ran.document["pictures"]] == [1, 1, 1]
    words = shell(tmp_path / "dcim", "--out", tmp_path / "got", as_json=False)
    assert ran.document["set_hash"] in words.out


def test_a_part_that_is_missing_is_named(shell, tmp_path):
    folder = photos(tmp_path / "dcim", os.urandom(1200), leave_out=(2,))
    ran = shell(folder, "--out", tmp_path / "got")
    assert (ran.code, ran.problem) == (1, "CP-5422")
    assert "Part 2 is missing" in ran.document["problem"]["explanation"]
    assert not (tmp_path / "got").exists()


def test_pictures_without_any_part_are_explained_one_by_one(shell, tmp_path):
    (tmp_path / "menu.png").write_bytes(shot.encoded(shot.code("https://example.org")))
    (tmp_path / "bad.png").write_bytes(b"no picture")
    ran = shell("menu.png", "bad.png", "gone.png", "--out", "got", as_json=False)
    assert ran.code == 1
    for name in ("menu.png: ", "bad.png: ", "gone.png: "):
        assert name in ran.err


def test_of_two_whole_sets_one_is_chosen_by_its_hash(shell, tmp_path):
    first, second = os.urandom(600), os.urandom(600)
    folder = photos(tmp_path / "dcim", first)
    photos(folder, second, "answers")
    ran = shell(folder, "--out", tmp_path / "got")
    assert ran.code == 2
    ran = shell(folder, "--out", tmp_path / "got", "--set", short_hash(second))
    assert ran.code == 0
    assert (tmp_path / "got").read_bytes() == second
    assert [one["kind"] for one in ran.document["other_sets"]] == ["requests"]


def test_a_place_that_cannot_be_written_is_told(shell, tmp_path):
    folder = photos(tmp_path / "dcim", os.urandom(300))
    ran = shell(folder, "--out", tmp_path / "no" / "such" / "folder")
    assert (ran.code, ran.problem) == (1, "CP-5423")


def test_usage_is_said(shell):
    assert shell().code == 2


def test_the_printed_sheet_of_a_host_is_read_from_one_photo(shell, tmp_path, capsys, monkeypatch):
    data = os.urandom(2500)
    (tmp_path / "answers.json").write_bytes(data)
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    capsys.readouterr()
    assert host_program.main("qr", [str(tmp_path / "answers.json"), "--json"]) == 0
    texts = json.loads(capsys.readouterr().out)["frames"]
    page = shot.skewed(shot.turned(shot.sheet(texts), 3), 0.03)
    (tmp_path / "page.jpg").write_bytes(shot.jpeg(page, 50))
    ran = shell("page.jpg", "--out", tmp_path / "got")
    assert ran.code == 0, ran
    assert (tmp_path / "got").read_bytes() == data
