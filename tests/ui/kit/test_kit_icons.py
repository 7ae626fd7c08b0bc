"""Icons: one drawing each, tinted, sharp, open where they should be."""

from __future__ import annotations

import re

import pytest
from PySide6.QtGui import QColor
from PySide6.QtSvg import QSvgRenderer

from ui.kit.icons import DIRECTED, Icon, Icons, icon_folder


def test_every_icon_has_its_drawing_and_every_drawing_its_icon() -> None:
    assert {path.stem for path in icon_folder().glob("*.svg")} == {icon.value for icon in Icon}


@pytest.mark.parametrize("icon", list(Icon), ids=lambda icon: icon.value)
def test_a_drawing_is_valid_on_the_grid_and_of_one_stroke(qapp, icon: Icon) -> None:
    path = icon_folder() / f"{icon.value}.svg"
    text = path.read_text()
    assert 'viewBox="0 0 16 16"' in text
    assert 'stroke-width="1.1" stroke-linecap="round" stroke-linejoin="round"' in text
    assert not re.search(r"#(?!fff\b)", text), "colors come from tokens"
    assert QSvgRenderer(str(path)).isValid()


@pytest.mark.parametrize("icon", list(Icon), ids=lambda icon: icon.value)
def test_an_icon_stays_inside_its_square_and_can_be_seen(qapp, icon: Icon) -> None:
    image = Icons().pixmap(icon, QColor("#123456"), 16, 4.0).toImage()
    inked = [(x, y) for x in range(64) for y in range(64) if image.pixelColor(x, y).alpha() > 128]
    assert len(inked) > 60
    edge = [point for point in inked if 0 in point or 63 in point]
    assert not edge, "it would be cut at its edge"


def test_an_icon_takes_the_color_it_is_given(qapp) -> None:
    image = Icons().pixmap(Icon.CHECK_CIRCLE, QColor("#1B653C"), 16, 2.0).toImage()
    assert image.pixelColor(16, 5).name() == "#1b653c"


def test_the_check_in_a_filled_disc_is_open(qapp) -> None:
    image = Icons().pixmap(Icon.CHECK_CIRCLE, QColor("#000000"), 16, 4.0).toImage()
    assert image.pixelColor(29, 40).alpha() < 60


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0])
def test_a_pixmap_has_the_device_pixels_of_its_ratio(qapp, ratio: float) -> None:
    pixmap = Icons().pixmap(Icon.LICENSES, QColor("#000"), 16, ratio)
    assert pixmap.width() == round(16 * ratio)
    assert pixmap.devicePixelRatio() == ratio


def test_a_rendered_icon_is_kept(qapp) -> None:
    icons = Icons()
    first = icons.pixmap(Icon.ORDERS, QColor("#000"))
    assert icons.pixmap(Icon.ORDERS, QColor("#000")) is first


def test_only_icons_that_point_are_mirrored(qapp) -> None:
    icons, black = Icons(), QColor("#000")
    turned = icons.pixmap(Icon.ARROW_RIGHT, black, mirrored=True).toImage()
    assert turned != icons.pixmap(Icon.ARROW_RIGHT, black).toImage()
    same = icons.pixmap(Icon.CHECK, black, mirrored=True).toImage()
    assert same == icons.pixmap(Icon.CHECK, black).toImage()
    assert Icon.CHECK not in DIRECTED
