"""Across an air gap by light alone: sheets of codes, photos of them, and a scanner that types."""

from __future__ import annotations

import io
import json
import random
from pathlib import Path

import pytest
from PIL import Image, ImageFilter
from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from tests.support import secret_service
from tests.support.air_gap import IsolatedHost
from tests.support.sandbox import SandboxServer
from tests.support.shell import Shell

pytestmark = pytest.mark.skipif(
    bool(secret_service.missing()), reason="needs dbus-daemon and gnome-keyring-daemon"
)
BACK = ("activation-answers.json", "vendor.json", "revocations.json")
WIDE = 2000
"""Pixels across a photo of an A4 sheet: what any telephone takes, many times over."""
AtShell = tuple[Shell, SandboxServer]


def photographed(sheet: Path, photo: Path, dice: random.Random) -> None:
    """A photo of a printed sheet: askew, a little blurred, smaller, as JPEG."""
    renderer = QSvgRenderer(str(sheet))
    size = renderer.defaultSize()
    image = QImage(WIDE, WIDE * size.height() // size.width(), QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    picture = Image.open(io.BytesIO(bytes(buffer.data().data()))).convert("RGB")
    picture = picture.rotate(dice.uniform(-6, 6), expand=True, fillcolor=(225, 222, 215))
    picture = picture.filter(ImageFilter.GaussianBlur(0.8))
    small = (int(picture.width * 0.6), int(picture.height * 0.6))
    picture.resize(small, Image.Resampling.BILINEAR).save(photo, "JPEG", quality=80)


def photos_of(folder: Path, sheets: list[str]) -> Path:
    dice, photos = random.Random(len(sheets)), folder / "photos"
    photos.mkdir()
    for number, sheet in enumerate(sheets):
        photographed(Path(sheet), photos / f"IMG_{9 - number:04}.jpg", dice)
    return photos


def answered(shell: Shell, request: Path, out: Path) -> tuple[list[str], str]:
    """Exchange a request; the files to carry back, and the vendor's key."""
    done = shell.run("license", "exchange", str(request), "--out", str(out), "--json")
    assert done.code == 0, done
    key = str(shell.run("license", "vendor", "--json").document["fingerprint"])
    return [str(out / name) for name in BACK], key


def installed(host: IsolatedHost, came: Path, key: str) -> None:
    done = host.run(
        "install", came / BACK[0], "--vendor-file", came / BACK[1], "--revocations",
        came / BACK[2], "--vendor-fingerprint", key, "--target", host.product, "--yes", "--json",
    )  # fmt: skip
    assert done.code == 0, done
    assert done.document["answers"][0]["outcome"] == "installed"
    assert host.run("status", "--json").document["installed"][0]["verdict"] == "valid"


def asks(host: IsolatedHost) -> Path:
    file = host.home / "activation-request.json"
    done = host.run(
        "request", "--product", "relay-gateway-eu", "--license", "lic-21640-1", "--out", file
    )
    assert done.code == 0, done
    return file


def test_a_host_is_activated_by_photos_of_sheets_both_ways(
    at_shell: AtShell, tmp_path: Path, qapp: QApplication
) -> None:
    shell, _sandbox = at_shell
    host, here, there = (IsolatedHost(tmp_path / "isolated"), tmp_path / "here", tmp_path / "there")
    here.mkdir()
    there.mkdir()
    request = asks(host)
    shown = host.run("qr", request, "--sheet", here / "request.svg", "--json")
    assert shown.code == 0, shown
    photos = photos_of(here, shown.document["sheets"])
    read = shell.run("license", "qr-read", str(photos), "--out", str(here / "came.json"), "--json")
    assert read.code == 0, read
    assert read.document["set_hash"] == shown.document["set_hash"]
    assert (here / "came.json").read_bytes() == request.read_bytes()

    files, key = answered(shell, here / "came.json", here / "back")
    sheet = shell.run("license", "qr", *files, "--sheet", str(there / "back.svg"), "--json")
    assert sheet.code == 0, sheet
    photos = photos_of(there, sheet.document["sheets"])
    (photos / "holiday.jpg").write_bytes(b"no picture at all")
    came = there / "came"
    back = host.run_whole_program("qr-read", photos, "--out", came, "--json")
    assert back.code == 0, back
    assert "holiday.jpg" in back.err, "what cannot be read is named"
    for name in BACK:
        assert (came / name).read_bytes() == (here / "back" / name).read_bytes()
    installed(host, came, key)


def test_a_host_is_activated_by_a_scanner_that_types(at_shell: AtShell, tmp_path: Path) -> None:
    shell, _sandbox = at_shell
    host, there = IsolatedHost(tmp_path / "isolated"), tmp_path / "there"
    there.mkdir()
    request = asks(host)
    shown = host.run("qr", request, "--json").document
    lines = [*shown["frames"]]
    random.Random(3).shuffle(lines)
    came = there / "came.json"
    read = shell.run("license", "qr", "--read", "--out", str(came), stdin="\n".join(lines) + "\n")
    assert read.code == 0, read
    assert came.read_bytes() == request.read_bytes()

    files, key = answered(shell, came, there / "back")
    back = shell.run("license", "qr", *files, "--json").document
    assert back["kind"] == "bundle"
    frames = back["frames"]
    incomplete = host.run("qr", "--read", "--out", there / "none", stdin=frames[0] + "\n")
    assert incomplete.code == 1
    assert "missing" in incomplete.err
    assert not (there / "none").exists()
    damaged = frames[1][:40] + str((int(frames[1][40]) + 1) % 10) + frames[1][41:]
    menu = "https://example.com/menu"
    mixed = [menu, frames[0], frames[0], lines[0], damaged, *reversed(frames)]
    typed = host.run("qr", "--read", "--out", there / "typed", "--json", stdin="\n".join(mixed))
    assert typed.code == 0, typed
    for words in ("nothing to do with licenses", "another set", "damaged", "read before"):
        assert words in typed.err, words
    assert typed.document["set_hash"] == back["set_hash"]
    installed(host, there / "typed", key)
    receipt = host.home / "receipt.json"
    assert host.run("receipt", "--out", receipt).code == 0
    texts = host.run("qr", receipt, "--json").document["frames"]
    (there / "texts.txt").write_text("\r\n".join(texts))
    home = there / "receipt.json"
    assert shell.run(
        "license", "qr", "--read", str(there / "texts.txt"), "--out", str(home)
    ).code == 0  # fmt: skip
    assert home.read_bytes() == receipt.read_bytes()
    returned = shell.run("license", "return", str(home), "--json")
    assert (returned.code, returned.document["queued"]) == (0, 1), returned
    assert json.loads(home.read_text())["receipts"]


def test_photos_of_two_sets_are_told_apart(
    at_shell: AtShell, tmp_path: Path, qapp: QApplication
) -> None:
    shell, _sandbox = at_shell
    hosts = [IsolatedHost(tmp_path / name) for name in ("first", "second")]
    sheets, hashes = [], []
    for number, host in enumerate(hosts):
        file = asks(host) if number == 0 else host.home / "r.json"
        if number:
            assert host.run("request", "--product", "relay-gateway-eu", "--license", "lic-21640-1",
                            "--host-name", "other", "--out", file).code == 0  # fmt: skip
        shown = host.run("qr", file, "--sheet", tmp_path / f"{number}.svg", "--json").document
        sheets += shown["sheets"]
        hashes.append(shown["set_hash"])
    photos = photos_of(tmp_path, sheets)
    out = tmp_path / "out.json"
    unclear = shell.run("license", "qr-read", str(photos), "--out", str(out))
    assert unclear.code == 2, unclear
    assert all(digits in unclear.err for digits in hashes)
    assert not out.exists()
    chosen = shell.run(
        "license", "qr-read", str(photos), "--out", str(out), "--set", hashes[1], "--json"
    )
    assert (chosen.code, chosen.document["set_hash"]) == (0, hashes[1]), chosen
    assert out.read_bytes() == (hosts[1].home / "r.json").read_bytes()
