"""Colors can be told apart and texts can be read, in both themes."""

from __future__ import annotations

import subprocess
import sys
from itertools import product

import pytest

from ui.kit.tokens import DARK, LIGHT, TextStyle, Token, contrast

T = Token
GROUNDS = (T.NAV, T.NAV_HOVER, T.BG, T.SURFACE, T.SUNKEN, T.HOVER, T.SELECT, T.SELECT_HOVER)
INKS = (T.TEXT, T.TEXT2, T.TEXT3, T.ACCENT, T.DANGER, T.WARN, T.OK)
FILLS = (T.FILL, T.FILL_HOVER, T.FILL_PRESS)
TINTS = ((T.DANGER, T.DANGER_BG), (T.WARN, T.WARN_BG), (T.OK, T.OK_BG))
TEXTS = [
    *product(INKS, GROUNDS),
    *((T.ON_FILL, fill) for fill in FILLS),
    *TINTS,
    *product((T.TEXT, T.TEXT2, T.ACCENT), (T.DANGER_BG, T.WARN_BG, T.OK_BG)),
    (T.TEXT, T.ADD),
    (T.TEXT, T.CUT),
    (T.SURFACE, T.ACCENT),
]
SHAPES = [
    *product((T.BORDER, T.FOCUS), (T.SURFACE, T.BG)),
    (T.BORDER, T.SUNKEN),
    (T.FOCUS, T.NAV),
    (T.FOCUS, T.SELECT),
    (T.FILL, T.SURFACE),
    (T.FILL, T.BG),
    (T.METER, T.SURFACE),
    (T.METER, T.TRACK),
    (T.DANGER_FILL, T.SURFACE),
    (T.WARN_FILL, T.SURFACE),
    (T.OK_FILL, T.SURFACE),
]


@pytest.mark.parametrize("colors", [LIGHT, DARK], ids=["light", "dark"])
def test_every_text_stands_out_from_its_ground(colors) -> None:
    weak = [
        f"{ink} on {ground}: {ratio:.2f}"
        for ink, ground in TEXTS
        if (ratio := contrast(colors[ink], colors[ground])) < 4.5
    ]
    assert not weak


@pytest.mark.parametrize("colors", [LIGHT, DARK], ids=["light", "dark"])
def test_every_shape_that_means_something_stands_out(colors) -> None:
    weak = [
        f"{shape} on {ground}: {ratio:.2f}"
        for shape, ground in SHAPES
        if (ratio := contrast(colors[shape], colors[ground])) < 3
    ]
    assert not weak


def test_both_themes_define_every_token() -> None:
    assert set(LIGHT) == set(DARK) == set(Token)


def test_contrast_agrees_with_its_definition_at_the_ends() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#777777") == pytest.approx(1)


def test_line_boxes_lie_on_the_grid_of_the_scale() -> None:
    boxes = {style.px: style.line for style in TextStyle if not style.mono}
    assert boxes == {11: 16, 13: 20, 15: 24, 20: 28}


def test_tokens_are_read_without_qt() -> None:
    code = "import sys, ui.kit.tokens; sys.exit(any(m.startswith('PySide6') for m in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
