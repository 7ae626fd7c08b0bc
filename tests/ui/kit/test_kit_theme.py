"""A theme switches everything at once and keeps nothing outside itself."""

from __future__ import annotations

import importlib
import pkgutil

import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QColor, QFont, QFontInfo, QFontMetricsF, QIcon, QPalette, QPixmap

import ui.kit
from tests.ui.kit.specimens import drawn
from ui.kit.labels import Label
from ui.kit.theme import Scheme, Theme, load_inter
from ui.kit.tokens import DARK, LIGHT, TextStyle, Token

ROLE = QPalette.ColorRole
EXPECTED = {
    ROLE.Window: Token.BG,
    ROLE.Base: Token.SURFACE,
    ROLE.Text: Token.TEXT,
    ROLE.PlaceholderText: Token.TEXT3,
    ROLE.Link: Token.ACCENT,
    ROLE.ToolTipBase: Token.SURFACE,
    ROLE.ToolTipText: Token.TEXT,
    ROLE.Accent: Token.FILL,
    ROLE.Highlight: Token.SELECT,
    ROLE.HighlightedText: Token.TEXT,
}


@pytest.mark.parametrize(("scheme", "colors"), [(Scheme.LIGHT, LIGHT), (Scheme.DARK, DARK)])
def test_the_palette_carries_the_tokens(theme: Theme, qapp, scheme: Scheme, colors) -> None:
    theme.set_scheme(scheme)
    palette = qapp.palette()
    shown = {role: palette.color(role).name().upper() for role in EXPECTED}
    assert shown == {role: colors[token] for role, token in EXPECTED.items()}
    off = palette.color(QPalette.ColorGroup.Disabled, ROLE.Text)
    assert off.name().upper() == colors[Token.DISABLED]


def test_a_switch_is_announced_once_and_in_force_by_then(theme: Theme, qtbot) -> None:
    seen: list[str] = []
    theme.changed.connect(lambda: seen.append(theme.color(Token.BG).name().upper()))
    with qtbot.waitSignal(theme.changed):
        theme.set_scheme(Scheme.DARK)
    assert seen == [DARK[Token.BG]]
    theme.set_scheme(Scheme.DARK)
    assert len(seen) == 1


def test_a_widget_shows_the_other_theme_without_being_told(theme: Theme, qtbot) -> None:
    label = Label(theme, "Ordered", TextStyle.TITLE)
    qtbot.addWidget(label)
    label.resize(label.sizeHint())
    dark_pixels = _darkest(label)
    theme.set_scheme(Scheme.DARK)
    assert _darkest(label, lightest=True) > 150
    assert dark_pixels < 80


def test_the_system_scheme_is_followed_only_when_asked(theme: Theme) -> None:
    theme.set_scheme(Scheme.SYSTEM)
    system_is_dark = theme.dark
    theme.set_scheme(Scheme.DARK)
    assert theme.dark
    theme.set_scheme(Scheme.SYSTEM)
    assert theme.dark == system_is_dark


def test_inter_is_used_where_its_package_is_installed(theme: Theme) -> None:
    family = load_inter()
    assert family == "Inter"
    assert QFontInfo(theme.font(TextStyle.BODY)).family() == "Inter"


@pytest.mark.parametrize("style", list(TextStyle))
def test_a_line_of_text_fits_its_line_box(theme: Theme, style: TextStyle) -> None:
    metrics = QFontMetricsF(theme.font(style))
    assert metrics.ascent() + metrics.descent() <= style.line


def test_figures_are_of_one_width(theme: Theme) -> None:
    metrics = QFontMetricsF(theme.font(TextStyle.BODY))
    assert len({metrics.horizontalAdvance(figure) for figure in "0123456789"}) == 1


def test_weights_differ(theme: Theme) -> None:
    widths = {
        QFontMetricsF(theme.font(style)).horizontalAdvance("Renewal")
        for style in (TextStyle.BODY, TextStyle.BODY_MEDIUM, TextStyle.BODY_STRONG)
    }
    assert len(widths) == 3


def test_without_inter_the_system_font_carries_the_layout(theme: Theme, qapp, monkeypatch) -> None:
    monkeypatch.setattr("ui.kit.theme.load_inter", str)
    plain = Theme(qapp, Scheme.LIGHT)
    try:
        font = plain.font(TextStyle.BODY_STRONG)
        assert font.pixelSize() == 13
        assert font.weight() == QFont.Weight.DemiBold
    finally:
        plain.deleteLater()


def test_no_module_of_the_kit_keeps_a_qt_object() -> None:
    kept = []
    for info in pkgutil.iter_modules(ui.kit.__path__, "ui.kit."):
        module = importlib.import_module(info.name)
        for name, value in vars(module).items():
            if isinstance(value, QObject | QColor | QFont | QIcon | QPixmap | QPalette):
                kept.append(f"{info.name}.{name}")
    assert not kept


def _darkest(label: Label, *, lightest: bool = False) -> int:
    image = drawn(label)
    values = [
        image.pixelColor(x, y).lightness()
        for x in range(image.width())
        for y in range(image.height())
    ]
    return max(values) if lightest else min(values)
