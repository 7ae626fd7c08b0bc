"""Codes as they are drawn: what a reader sees is what was cut, on paper and in a terminal."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest
import segno
import zxingcpp
from PIL import Image

from app.activation.qr import drawing as qr_drawing
from app.activation.qr.drawing import (
    Caption,
    Paper,
    code_svg,
    html,
    modules,
    sheets,
    terminal,
    terminal_payload,
)
from app.activation.qr.frames import frames, set_of

TITLE = "HAM-2026 & <b>\x1b[31m.request"


def read(rows: list[list[bool]], unit: int = 4) -> str:
    """What a reader sees in rows of modules, quiet zone included."""
    picture = Image.new("L", (len(rows[0]), len(rows)), 255)
    picture.putdata([0 if dark else 255 for row in rows for dark in row])
    picture = picture.resize(
        (picture.width * unit, picture.height * unit), Image.Resampling.NEAREST
    )
    [found] = zxingcpp.read_barcodes(picture)
    return found.text


def drawn(svg: str) -> list[list[bool]]:
    """The modules in a picture of one code."""
    root = ElementTree.fromstring(svg)
    side = int(root.get("viewBox").split()[-1])
    rows = [[False] * side for _row in range(side)]
    path = root.findall("{*}path")[-1].get("d")
    for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1", path):
        for step in range(int(width)):
            rows[int(y)][int(x) + step] = True
    return rows


def page_set(count: int) -> tuple[str, ...]:
    return frames(os.urandom(525 * count - 20), "requests")


@pytest.mark.parametrize("error", ["l", "m", "q"])
def test_a_reader_reads_what_was_cut(error):
    [text] = frames(os.urandom(500), "requests")
    rows = modules(text, error)
    framed = [[False] * (len(rows) + 8)] * 4
    framed += [[False] * 4 + list(row) + [False] * 4 for row in rows] + framed
    assert read(framed) == text


def test_a_part_of_the_usual_size_has_89_modules():
    assert len(modules(page_set(1)[0])) == 89


def test_a_picture_of_one_code_has_its_quiet_zone_and_reads():
    [text] = page_set(1)
    rows = drawn(code_svg(text))
    assert not any(any(row) for row in (*rows[:4], *rows[-4:]))
    assert not any(dark for row in rows for dark in (*row[:4], *row[-4:]))
    assert read(rows) == text


@pytest.mark.parametrize("paper", Paper)
@pytest.mark.parametrize("count", [1, 6, 7])
def test_a_sheet_says_on_every_page_what_it_is(paper, count):
    texts = page_set(count)
    head = set_of(texts[0])
    pages = sheets(texts, head, Caption(TITLE, datetime(2026, 11, 23, 6, 5, tzinfo=UTC)), paper)
    assert len(pages) == -(-count // 6)
    for number, page in enumerate(pages, 1):
        root = ElementTree.fromstring(page)
        words = [text.text for text in root.findall("{*}text")]
        assert root.get("width") == f"{paper.value[0] / 10:g}mm"
        assert words[0] == TITLE.replace("\x1b", "\ufffd")
        assert f"Set hash {head.set_id.hex()[:4]} {head.set_id.hex()[4:8]}" in words
        assert any("2026-11-23 06:05 UTC" in one for one in words)
        assert f"Page {number} of {len(pages)}" in words
        parts = [one for one in words if one.startswith("Part ")]
        first = 6 * (number - 1) + 1
        assert [one.partition("  ")[0] for one in parts] == [
            f"Part {part} of {count}" for part in range(first, min(first + 5, count) + 1)
        ]


def test_nothing_on_a_page_lies_over_anything_else_or_leaves_it():
    texts = page_set(6)
    for paper in Paper:
        [page] = sheets(texts, set_of(texts[0]), Caption("x", datetime.now(UTC)), paper)
        boxes = []
        for x, y, unit in re.findall(r"translate\((\d+) (\d+)\) scale\(([\d.]+)\)", page):
            side = float(unit) * 97
            boxes.append((int(x), int(y), int(x) + side, int(y) + side + 60))
        assert len(boxes) == 6
        for left, top, right, bottom in boxes:
            assert left >= 120
            assert right <= paper.value[0] - 120
            assert top >= 320
            assert bottom <= paper.value[1] - 150
        for one in boxes:
            assert not [
                other for other in boxes
                if other != one and other[0] < one[2] and one[0] < other[2]
                and other[1] < one[3] and one[1] < other[3]
            ]  # fmt: skip


def test_a_document_to_print_loads_nothing():
    texts = page_set(2)
    pages = sheets(texts, set_of(texts[0]), Caption(TITLE, datetime.now(UTC)))
    page = html(pages, TITLE)
    assert "<b>" not in page
    assert "default-src 'none'" in page
    assert not re.search(r"<script|href=|src=|url\(", page)


@pytest.mark.parametrize("colored", [True, False])
def test_a_terminal_shows_a_code_that_reads(colored):
    [text] = frames(b"hello host", "requests")
    lines = terminal(modules(text, "l"), colored=colored)
    signs = {" ": (0, 0), "▄": (0, 1), "▀": (1, 0), "█": (1, 1)}
    rows = []
    for line in lines:
        assert line.startswith("\x1b[30;107m") == colored
        bare = line.removeprefix("\x1b[30;107m").removesuffix("\x1b[0m")
        pairs = [signs[sign] for sign in bare]
        rows += [[bool(pair[half]) == colored for pair in pairs] for half in (0, 1)]
    assert read(rows) == text


def test_a_terminal_without_blocks_shows_ascii_that_reads():
    [text] = frames(b"hello host", "requests")
    lines = terminal(modules(text, "l"), colored=False, blocks=False)
    rows = [[line[at] == " " for at in range(0, len(line), 2)] for line in lines]
    assert all(line.isascii() for line in lines)
    assert read(rows) == text


@pytest.mark.parametrize(("columns", "lines"), [(80, 22), (80, 40), (120, 50), (300, 100)])
@pytest.mark.parametrize("blocks", [True, False])
def test_what_is_said_to_fit_a_terminal_fits(columns, lines, blocks):
    payload = terminal_payload(columns, lines, blocks=blocks)
    if payload == 0:
        assert not blocks
        return
    [text] = frames(os.urandom(payload), "file", payload)
    shown = terminal(modules(text, "l"), colored=False, blocks=blocks)
    assert len(shown) <= lines
    assert {len(line) for line in shown} <= set(range(columns + 1))


def test_the_table_of_capacities_is_the_encoders():
    for version, digits in enumerate(qr_drawing._DIGITS_L, 1):

        def fits(count, version=version):
            try:
                segno.make_qr("7" * count, error="l", version=version, mask=0)
            except segno.DataOverflowError:
                return False
            return True

        assert fits(digits)
        assert not fits(digits + 1)
