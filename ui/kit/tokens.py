"""Design tokens: every color, type size, space and height of the interface, for light and dark.

Plain Python constants, no Qt and no file to parse: reading them costs nothing at start-up.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, IntEnum, StrEnum
from types import MappingProxyType


class Token(StrEnum):
    """The name of a color. Grounds, lines, texts, accent and signals, as the design lists them."""

    NAV = "nav"
    NAV_HOVER = "navHover"
    BG = "bg"
    SURFACE = "surface"
    SUNKEN = "sunken"
    TRACK = "track"
    HOVER = "hover"
    HAIRLINE = "hairline"
    DIVIDER = "divider"
    BORDER = "border"
    TEXT = "text"
    TEXT2 = "text2"
    TEXT3 = "text3"
    DISABLED = "disabled"
    ACCENT = "accent"
    FILL = "fill"
    FILL_HOVER = "fillHover"
    FILL_PRESS = "fillPress"
    ON_FILL = "onFill"
    SELECT = "select"
    SELECT_HOVER = "selectHover"
    FOCUS = "focus"
    METER = "meter"
    DANGER = "danger"
    DANGER_BG = "dangerBg"
    DANGER_LINE = "dangerLine"
    DANGER_FILL = "dangerFill"
    WARN = "warn"
    WARN_BG = "warnBg"
    WARN_LINE = "warnLine"
    WARN_FILL = "warnFill"
    OK = "ok"
    OK_BG = "okBg"
    OK_LINE = "okLine"
    OK_FILL = "okFill"
    ADD = "add"
    CUT = "cut"


LIGHT: Mapping[Token, str] = MappingProxyType(
    {
        Token.NAV: "#ECEEF2",
        Token.NAV_HOVER: "#E1E4EA",
        Token.BG: "#F6F7F9",
        Token.SURFACE: "#FFFFFF",
        Token.SUNKEN: "#F0F2F5",
        Token.TRACK: "#DCE0E7",
        Token.HOVER: "#F1F3F7",
        Token.HAIRLINE: "#E3E6EB",
        Token.DIVIDER: "#CBD0D9",
        Token.BORDER: "#7F8795",
        Token.TEXT: "#191D24",
        Token.TEXT2: "#4C5463",
        Token.TEXT3: "#5B6473",
        Token.DISABLED: "#9AA1AD",
        Token.ACCENT: "#2558A8",
        Token.FILL: "#2A60B5",
        Token.FILL_HOVER: "#234F97",
        Token.FILL_PRESS: "#1C427F",
        Token.ON_FILL: "#FFFFFF",
        Token.SELECT: "#E4ECF9",
        Token.SELECT_HOVER: "#D8E4F6",
        Token.FOCUS: "#2A60B5",
        Token.METER: "#3B73C8",
        Token.DANGER: "#A8231B",
        Token.DANGER_BG: "#FCEDEB",
        Token.DANGER_LINE: "#EDBBB6",
        Token.DANGER_FILL: "#C6372D",
        Token.WARN: "#7D4B00",
        Token.WARN_BG: "#FDF3DF",
        Token.WARN_LINE: "#E8CD92",
        Token.WARN_FILL: "#C17A07",
        Token.OK: "#1B653C",
        Token.OK_BG: "#E6F4EB",
        Token.OK_LINE: "#B0D9BF",
        Token.OK_FILL: "#2F8A55",
        Token.ADD: "#CFEBD8",
        Token.CUT: "#F9D6D2",
    }
)


DARK: Mapping[Token, str] = MappingProxyType(
    {
        Token.NAV: "#14161A",
        Token.NAV_HOVER: "#22262D",
        Token.BG: "#191C21",
        Token.SURFACE: "#1F2329",
        Token.SUNKEN: "#262A32",
        Token.TRACK: "#3A404A",
        Token.HOVER: "#272C34",
        Token.HAIRLINE: "#2E333C",
        Token.DIVIDER: "#434A56",
        Token.BORDER: "#7C8594",
        Token.TEXT: "#E2E5EA",
        Token.TEXT2: "#B6BDC8",
        Token.TEXT3: "#A3ABB8",
        Token.DISABLED: "#6A727F",
        Token.ACCENT: "#8DB4F8",
        Token.FILL: "#3C6CC6",
        Token.FILL_HOVER: "#4370CA",
        Token.FILL_PRESS: "#335FB2",
        Token.ON_FILL: "#FFFFFF",
        Token.SELECT: "#26364F",
        Token.SELECT_HOVER: "#2C3F5D",
        Token.FOCUS: "#8DB4F8",
        Token.METER: "#6F9DEE",
        Token.DANGER: "#FF9D92",
        Token.DANGER_BG: "#3A2424",
        Token.DANGER_LINE: "#6B3B38",
        Token.DANGER_FILL: "#E5645A",
        Token.WARN: "#EFBB5F",
        Token.WARN_BG: "#352B1A",
        Token.WARN_LINE: "#63502A",
        Token.WARN_FILL: "#D99A2B",
        Token.OK: "#7BD09B",
        Token.OK_BG: "#1D3328",
        Token.OK_LINE: "#335C45",
        Token.OK_FILL: "#45A871",
        Token.ADD: "#1F4A33",
        Token.CUT: "#5A2C2A",
    }
)


class TextStyle(Enum):
    """A step of the type scale: (size in px, fixed line box in px, weight, monospaced)."""

    META = (11, 16, 400, False)
    META_MEDIUM = (11, 16, 500, False)
    META_STRONG = (11, 16, 600, False)
    BODY = (13, 20, 400, False)
    BODY_MEDIUM = (13, 20, 500, False)
    BODY_STRONG = (13, 20, 600, False)
    SECTION = (15, 24, 600, False)
    TITLE = (20, 28, 600, False)
    MONO = (12, 18, 400, True)

    @property
    def px(self) -> int:
        """Font size in device-independent pixels."""
        return self.value[0]

    @property
    def line(self) -> int:
        """Height of one line box in device-independent pixels."""
        return self.value[1]

    @property
    def weight(self) -> int:
        """Font weight, 400 to 600."""
        return self.value[2]

    @property
    def mono(self) -> bool:
        """Whether the style is monospaced."""
        return self.value[3]


class Space(IntEnum):
    """Distances on the 4 px grid."""

    XS = 4
    S = 8
    M = 12
    L = 16
    XL = 24


class Radius(IntEnum):
    """Corner radii in px."""

    KEY = 4
    CONTROL = 6
    CARD = 8
    CHIP = 14


class Size(IntEnum):
    """Fixed heights and widths in px; widths from NAV on."""

    HEADER = 56
    TOOLBAR = 52
    CARD_HEAD = 44
    TABLE_HEAD = 28
    ROW = 32
    ROW_LINKS = 36
    ENTRY = 60
    PAIR = 24
    STEP = 48
    CONTROL = 32
    CONTROL_SMALL = 28
    CHIP = 28
    ACTIONS = 56
    FOOTER = 28
    BANNER = 36
    NAV = 160
    NAV_NARROW = 56
    NARROW_BELOW = 1100
    DETAIL = 304
    RAIL = 208
    OUTLINE = 216


def contrast(first: str, second: str) -> float:
    """The contrast ratio of two "#RRGGBB" colors, 1 to 21 (WCAG 2.2, 1.4.3)."""
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(color: str) -> float:
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
