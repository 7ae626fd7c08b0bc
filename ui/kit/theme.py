"""The theme in force: light or dark colors, fonts and icons, one object handed to every widget.

Fusion with a palette does most of the work; kit widgets paint the rest from tokens, so that no
style sheet has to be parsed before the first paint. A new palette makes Qt repaint every widget.
"""

from __future__ import annotations

import importlib.util
from enum import Enum
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QPalette, QPixmap
from PySide6.QtWidgets import QApplication

from ui.kit.icons import Icon, Icons
from ui.kit.tokens import DARK, LIGHT, TextStyle, Token

MONO_FAMILIES = ("JetBrains Mono", "Cascadia Mono", "SF Mono", "Menlo", "Consolas")


class Scheme(Enum):
    """The person's choice of colors."""

    LIGHT = "light"
    DARK = "dark"
    SYSTEM = "system"


class Theme(QObject):
    """Colors, fonts and icons. `changed` is emitted after a switch, with the palette in force."""

    changed = Signal()

    def __init__(self, app: QApplication, scheme: Scheme = Scheme.SYSTEM) -> None:
        super().__init__(app)
        self._app = app
        self._scheme = scheme
        self._family = ""
        self._mono = ""
        self._fonts: dict[TextStyle, QFont] = {}
        self._colors: dict[Token, QColor] = {}
        self.icons = Icons()
        self.dark = self._wants_dark()
        self._read_colors()

    @property
    def scheme(self) -> Scheme:
        """What was chosen; `dark` says what it came to."""
        return self._scheme

    def apply(self) -> None:
        """Put style, fonts and palette in force. Call once, before the first window is made."""
        self._app.setStyle("Fusion")
        self._family = load_inter()
        self._fonts.clear()
        self._app.setFont(self.typing_font(TextStyle.BODY))
        hints = self._app.styleHints()
        self._tell_system()
        hints.colorSchemeChanged.connect(self._system_changed)
        self._refresh()

    def set_scheme(self, scheme: Scheme) -> None:
        """Change the choice; widgets follow at once."""
        if scheme is self._scheme:
            return
        self._scheme = scheme
        self._tell_system()
        self._refresh()

    def color(self, token: Token) -> QColor:
        """The color of `token` in the theme in force."""
        return self._colors[token]

    def font(self, style: TextStyle) -> QFont:
        """The font of a step of the type scale, with figures of equal width."""
        found = self._fonts.get(style)
        if found is None:
            found = self._make_font(style)
            self._fonts[style] = found
        return found

    def typing_font(self, style: TextStyle) -> QFont:
        """The same font with figures of their own widths: for fields, menus and tooltips."""
        font = QFont(self.font(style))
        font.unsetFeature(QFont.Tag("tnum"))
        return font

    def pixmap(
        self,
        icon: Icon,
        token: Token = Token.TEXT2,
        size: int = 16,
        dpr: float = 1.0,
        *,
        mirrored: bool = False,
    ) -> QPixmap:
        """`icon` in the color of `token`; `mirrored` turns icons that point along the text."""
        return self.icons.pixmap(icon, self._colors[token], size, dpr, mirrored=mirrored)

    def icon(self, icon: Icon, token: Token = Token.TEXT2, size: int = 16) -> QIcon:
        """`icon` for menus, actions and windows."""
        return self.icons.icon(icon, self._colors[token], size)

    def _make_font(self, style: TextStyle) -> QFont:
        if style.mono:
            font = QFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
            font.setFamilies([*MONO_FAMILIES, font.family()])
            font.setStyleHint(QFont.StyleHint.Monospace)
        elif self._family:
            font = QFont(self._family)
            # One variable file: the weight is an axis, and asking for a bold face would fake one.
            font.setVariableAxis(QFont.Tag("wght"), float(style.weight))
            font.setVariableAxis(QFont.Tag("opsz"), float(max(14, style.px)))
        else:
            font = QFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont))
            font.setWeight(QFont.Weight(style.weight))
        font.setPixelSize(style.px)
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        font.setFeature(QFont.Tag("tnum"), 1)
        return font

    def _wants_dark(self) -> bool:
        if self._scheme is Scheme.SYSTEM:
            return self._app.styleHints().colorScheme() == Qt.ColorScheme.Dark
        return self._scheme is Scheme.DARK

    def _tell_system(self) -> None:
        """Let the platform draw its own parts (title bar, file dialogs) in the same scheme."""
        wish = {Scheme.LIGHT: Qt.ColorScheme.Light, Scheme.DARK: Qt.ColorScheme.Dark}
        hints = self._app.styleHints()
        if self._scheme in wish:
            hints.setColorScheme(wish[self._scheme])
        else:
            hints.unsetColorScheme()

    def _system_changed(self) -> None:
        if self._scheme is Scheme.SYSTEM and self._wants_dark() != self.dark:
            self._refresh()

    def _refresh(self) -> None:
        self.dark = self._wants_dark()
        self._read_colors()
        self._app.setPalette(make_palette(self))
        self.changed.emit()

    def _read_colors(self) -> None:
        table = DARK if self.dark else LIGHT
        self._colors = {token: QColor(value) for token, value in table.items()}


def make_palette(theme: Theme) -> QPalette:
    """The palette for everything Qt paints itself: fields, menus, tooltips, selections, links."""
    role, tokens = QPalette.ColorRole, Token
    roles = {
        role.Window: tokens.BG,
        role.WindowText: tokens.TEXT,
        role.Base: tokens.SURFACE,
        role.AlternateBase: tokens.SUNKEN,
        role.Text: tokens.TEXT,
        role.Button: tokens.SURFACE,
        role.ButtonText: tokens.TEXT,
        role.BrightText: tokens.ON_FILL,
        role.PlaceholderText: tokens.TEXT3,
        role.Link: tokens.ACCENT,
        role.LinkVisited: tokens.ACCENT,
        role.ToolTipBase: tokens.SURFACE,
        role.ToolTipText: tokens.TEXT,
        role.Accent: tokens.FILL,
        role.Highlight: tokens.SELECT,
        role.HighlightedText: tokens.TEXT,
        role.Light: tokens.SURFACE,
        role.Midlight: tokens.HAIRLINE,
        role.Mid: tokens.DIVIDER,
        role.Dark: tokens.BORDER,
        role.Shadow: tokens.BORDER,
    }
    palette = QPalette()
    for name, token in roles.items():
        palette.setColor(name, theme.color(token))
    disabled = QPalette.ColorGroup.Disabled
    for name in (
        role.WindowText,
        role.Text,
        role.ButtonText,
        role.PlaceholderText,
        role.HighlightedText,
    ):
        palette.setColor(disabled, name, theme.color(tokens.DISABLED))
    for name in (role.Base, role.Button):
        palette.setColor(disabled, name, theme.color(tokens.BG))
    palette.setColor(disabled, role.Accent, theme.color(tokens.DISABLED))
    return palette


def load_inter() -> str:
    """Register Inter where its package is installed and return the family, else an empty string."""
    spec = importlib.util.find_spec("fontpkg_inter")
    if spec is None or spec.origin is None:
        return ""
    file = Path(spec.origin).with_name("files") / "Inter[opsz,wght].ttf"
    number = QFontDatabase.addApplicationFont(str(file)) if file.is_file() else -1
    families = QFontDatabase.applicationFontFamilies(number) if number >= 0 else []
    return families[0] if families else ""
