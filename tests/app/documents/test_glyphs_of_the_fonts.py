"""What the fonts lack is known without typesetting, and the typesetter agrees."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime

import pytest

from app.certification.paper import printing
from app.documents.glyphs import lacking
from tests.support import certificates as samples

WHEN = datetime(2026, 11, 23, tzinfo=UTC)


def test_letters_of_all_four_scripts_are_there() -> None:
    for text in ("Größe œuvre İstanbul Łódź", "Ελληνικά", "Кириллица", "ひらがなカタカナ漢字、。"):
        assert lacking(text) == ()


def test_what_has_no_shape_is_not_missed() -> None:
    assert lacking("a\u200bb\u200d\n\t\u2028\ufeff") == ()


def test_what_no_font_has_is_told_once_in_its_order() -> None:
    assert lacking("\u13a0 \N{GRINNING FACE} \u13a0 x") == ("\u13a0", "\N{GRINNING FACE}")


@pytest.mark.parametrize("block", [0x2190, 0x2500, 0x0900, 0x1F600])
def test_the_typesetter_agrees(block: int) -> None:
    """Arrows, boxes, Devanagari, faces: the one and the other miss the same."""
    text = "".join(
        chr(point)
        for point in range(block, block + 0x40)
        if unicodedata.category(chr(point)) not in ("Cn", "Mn", "Mc")
    )
    statement = samples.clean(findings=(" ".join(text),), instances=(), users=(), evidence=())
    assert set(printing.unprintable(statement, fixed=WHEN)) == set(lacking(text))
