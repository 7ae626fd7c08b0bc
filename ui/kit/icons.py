"""The icon set: one 16 px grid, one stroke width, tinted from a token and kept as sharp pixmaps.

The drawings are SVG files in ``resources/icons``. A group with the id "cut" is what a filled icon
leaves open (the check in a disc); it is taken out of the filled shape, so any ground shows through.
"""

from __future__ import annotations

import importlib.util
import re
from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer


class Icon(StrEnum):
    """What an icon stands for; the value is its file's name."""

    OVERVIEW = "squares-four"
    OVERVIEW_FILL = "squares-four-fill"
    ORDERS = "receipt"
    ORDERS_FILL = "receipt-fill"
    TERMS = "book-open-text"
    TERMS_FILL = "book-open-text-fill"
    LICENSES = "key"
    LICENSES_FILL = "key-fill"
    SUPPORT = "lifebuoy"
    SUPPORT_FILL = "lifebuoy-fill"
    CERTIFICATION = "seal-check"
    CERTIFICATION_FILL = "seal-check-fill"
    NOTICES = "envelope-simple"
    NOTICES_FILL = "envelope-simple-fill"
    ACCOUNT = "buildings"
    ACCOUNT_FILL = "buildings-fill"
    SETTINGS = "gear-six"
    SETTINGS_FILL = "gear-six-fill"
    PACKAGE = "package"
    CLOUD = "cloud"
    TRAINING = "graduation-cap"
    STACK = "stack-simple"
    HEADSET = "headset"
    GIFT = "gift"
    CHECK_CIRCLE = "check-circle-fill"
    CHECK_CIRCLE_OUTLINE = "check-circle"
    CLOCK = "clock-countdown-fill"
    CLOCK_OUTLINE = "clock-countdown"
    WARNING = "warning-fill"
    WARNING_OUTLINE = "warning"
    OCTAGON = "warning-octagon-fill"
    PROHIBIT = "prohibit"
    MINUS_CIRCLE = "minus-circle"
    MINUS_CIRCLE_FILL = "minus-circle-fill"
    PLUS_CIRCLE = "plus-circle-fill"
    PLUS_CIRCLE_OUTLINE = "plus-circle"
    FLASK = "flask"
    PLANE = "paper-plane-tilt-fill"
    PLANE_OUTLINE = "paper-plane-tilt"
    INFO = "info-fill"
    INFO_OUTLINE = "info"
    SEARCH = "magnifying-glass"
    CARET_DOWN = "caret-down"
    CARET_UP = "caret-up"
    CARET_LEFT = "caret-left"
    CARET_RIGHT = "caret-right"
    CARET_UP_DOWN = "caret-up-down"
    ARROW_RIGHT = "arrow-right"
    CLOSE = "x"
    DOTS = "dots-three"
    COLUMNS = "columns"
    COPY = "copy"
    EYE = "eye"
    EYE_SLASH = "eye-slash"
    DOWNLOAD = "download-simple"
    EXPORT = "export"
    SYNC = "arrows-clockwise"
    CLOUD_CHECK = "cloud-check"
    CLOUD_SLASH = "cloud-slash"
    USER_CIRCLE = "user-circle"
    PLUS = "plus"
    CHECK = "check"
    PENCIL = "pencil-simple"
    PENCIL_FILL = "pencil-simple-fill"
    PAPERCLIP = "paperclip"
    CHAT = "chat"
    CALENDAR = "calendar-blank"
    LOCK = "lock"
    SIGN_OUT = "sign-out"
    PRINTER = "printer"
    FILE = "file-text"
    FOLDER = "folder"
    SAVE = "floppy-disk"
    OPEN_OUT = "arrow-square-out"
    SHIELD = "shield-check"
    TRASH = "trash"
    DEVICE = "computer-tower"
    MAIL_OPEN = "envelope-open"
    HISTORY = "clock-counter-clockwise"
    EQUALS = "equals"
    COMMAND = "terminal-window"
    HANDSHAKE = "handshake"
    DOCTOR = "stethoscope"
    PHONE = "phone"
    CIRCLE_DASHED = "circle-dashed"
    FULL_SCREEN = "arrows-out"
    PLAY = "play"
    PAUSE = "pause"
    QR = "qr-code"
    FUNNEL = "funnel"
    PALETTE = "palette"
    GLOBE = "globe"
    BADGE = "identification-badge"


# Icons that point along the line of reading: mirrored in right-to-left layouts.
DIRECTED = frozenset(
    {
        Icon.CARET_LEFT,
        Icon.CARET_RIGHT,
        Icon.ARROW_RIGHT,
        Icon.SIGN_OUT,
        Icon.OPEN_OUT,
        Icon.HISTORY,
    }
)

_CUT = re.compile(rb'<g id="cut".*?</g>', re.DOTALL)
_HEAD = re.compile(rb"<svg[^>]*>")


class Icons:
    """Renders icons and keeps the results; one object for the whole window."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or icon_folder()
        self._drawings: dict[Icon, bytes] = {}
        self._pixmaps: dict[tuple[Icon, int, int, float, bool], QPixmap] = {}

    def pixmap(
        self, icon: Icon, color: QColor, size: int = 16, dpr: float = 1.0, *, mirrored: bool = False
    ) -> QPixmap:
        """`icon` in `color`, `size` device-independent px square, sharp at the ratio `dpr`."""
        key = (icon, int(color.rgba()), size, dpr, mirrored and icon in DIRECTED)
        found = self._pixmaps.get(key)
        if found is None:
            found = self._render(icon, color, size, dpr)
            if key[4]:
                found = QPixmap.fromImage(found.toImage().flipped(Qt.Orientation.Horizontal))
                found.setDevicePixelRatio(dpr)
            self._pixmaps[key] = found
        return found

    def icon(self, icon: Icon, color: QColor, size: int = 16) -> QIcon:
        """`icon` as a QIcon for menus and windows, with pixmaps for ratios 1 and 2."""
        made = QIcon(self.pixmap(icon, color, size))
        made.addPixmap(self.pixmap(icon, color, size, 2.0))
        return made

    def _render(self, icon: Icon, color: QColor, size: int, dpr: float) -> QPixmap:
        pixels = max(1, round(size * dpr))
        made = QPixmap(pixels, pixels)
        made.fill(Qt.GlobalColor.transparent)
        drawing = self._drawing(icon)
        drawing = drawing.replace(b'stroke-width="1.1"', _stroke(size), 1)
        shape = _CUT.sub(b"", drawing).replace(b"currentColor", color.name().encode())
        painter = QPainter(made)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        whole = QRectF(0, 0, pixels, pixels)
        QSvgRenderer(QByteArray(shape)).render(painter, whole)
        cut = _CUT.search(drawing)
        head = _HEAD.match(drawing)
        if cut and head:
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationOut)
            QSvgRenderer(QByteArray(head[0] + cut[0] + b"</svg>")).render(painter, whole)
        painter.end()
        made.setDevicePixelRatio(dpr)
        return made

    def _drawing(self, icon: Icon) -> bytes:
        found = self._drawings.get(icon)
        if found is None:
            found = (self._folder / f"{icon.value}.svg").read_bytes()
            self._drawings[icon] = found
        return found


def icon_folder() -> Path:
    """The folder of the drawings, found without importing the package it lies in."""
    spec = importlib.util.find_spec("resources")
    for place in (spec.submodule_search_locations or ()) if spec else ():
        return Path(place) / "icons"
    raise FileNotFoundError("resources/icons")


def _stroke(size: int) -> bytes:
    """Small carets are drawn bold and large pictures light, as type is."""
    width = 1.6 if size <= 12 else 0.8 if size >= 32 else 1.1
    return f'stroke-width="{width}"'.encode()
