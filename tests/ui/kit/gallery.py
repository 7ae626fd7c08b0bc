"""Every part of the kit on four sheets, in both themes, to be looked at.

Run as ``python -m tests.ui.kit.gallery --out DIR``; `--scale 2` renders at 200 %.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from tests.ui.kit.components import components_sheet
from tests.ui.kit.pages import orders_sheet, overview_sheet, states_sheet
from tests.ui.kit.sheets import icon_sheet
from ui.kit.focus import FocusRing
from ui.kit.theme import Scheme, Theme

SHEETS = {
    "components": components_sheet,
    "overview": overview_sheet,
    "orders": orders_sheet,
    "states": states_sheet,
}


def render(widget: QWidget, size: tuple[int, int], scale: float) -> QPixmap:
    """The widget as a picture at `scale`."""
    widget.resize(*size)
    widget.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    widget.show()
    QApplication.processEvents()
    picture = QPixmap(round(size[0] * scale), round(size[1] * scale))
    picture.setDevicePixelRatio(scale)
    widget.render(picture, QPoint(0, 0), QRect(0, 0, *size))
    return picture


def main(argv: list[str]) -> int:
    """Render all sheets."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--rtl", action="store_true")
    options = parser.parse_args(argv)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    options.out.mkdir(parents=True, exist_ok=True)
    app = QApplication.instance() or QApplication([])
    if options.rtl:
        app.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    theme = Theme(app, Scheme.LIGHT)
    theme.apply()
    for scheme in (Scheme.LIGHT, Scheme.DARK):
        theme.set_scheme(scheme)
        for name, make in SHEETS.items():
            sheet, rings = make(theme)
            sheet.resize(1280, 800)
            sheet.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
            sheet.show()
            for widget in rings:
                FocusRing(sheet, theme).pin(widget)
            picture = render(sheet, (1280, 800), options.scale)
            picture.save(str(options.out / f"{name}-{scheme.value}.png"))
            sheet.close()
            sheet.deleteLater()
        icon_sheet(theme).save(str(options.out / f"icons-{scheme.value}.png"))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
