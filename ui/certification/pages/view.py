"""Pages below each other that scroll, with a size of their own and the keys one expects."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from app.base.text import _
from ui.certification.pages.sheet import Sheet
from ui.kit.panels import Panel
from ui.kit.scrollbars import ScrollBar
from ui.kit.theme import Theme
from ui.kit.tokens import Space, Token

FIT_WIDTH, FIT_PAGE = "width", "page"
STEPS = (50, 75, 100, 125, 150, 200)
"""Sizes in percent; at 100 a point of the page is as large as one of the window."""
_A4_WIDTH = 794
"""Pixels of a page of A4 at 96 dots an inch."""
_WIDEST_FIT = 900
_FAR = 3
"""Pages so far from the shown one are let go."""


class PagesView(QScrollArea):
    """Its keys: Page Up and Down by pages, Home and End to the ends, Ctrl with +, - and 0."""

    page_changed = Signal(int)
    """The number of the page that is read now, from 1."""
    zoom_changed = Signal(str)

    def __init__(self, theme: Theme, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._zoom = FIT_WIDTH
        self._page = 1
        self.sheets: tuple[Sheet, ...] = ()
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("focusRadius", 0)
        self.setVerticalScrollBar(ScrollBar(theme))
        self.setHorizontalScrollBar(ScrollBar(theme, Qt.Orientation.Horizontal))
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.setCornerWidget(Panel(theme, Token.SUNKEN))
        self._canvas = QWidget()
        self._canvas.setAutoFillBackground(False)
        self.setWidget(self._canvas)
        self.viewport().setAutoFillBackground(False)
        self._canvas.setAutoFillBackground(False)
        self.verticalScrollBar().valueChanged.connect(lambda _value: self._scrolled())
        self.verticalScrollBar().setSingleStep(40)

    @property
    def zoom(self) -> str:
        """FIT_WIDTH, FIT_PAGE, or a size in percent."""
        return self._zoom

    @property
    def page(self) -> int:
        """The number of the page that is read now, from 1."""
        return self._page

    def show_pages(self, pages: Sequence[bytes]) -> None:
        """Show these pictures. Pages that stayed as they were, and the place, stay as they are."""
        kept = list(self.sheets[: len(pages)])
        for gone in self.sheets[len(pages) :]:
            gone.hide()
            gone.deleteLater()
        for at, png in enumerate(pages):
            name = _("Page {n} of {count}").format(n=at + 1, count=len(pages))
            if at < len(kept):
                kept[at].show_png(png, name)
                continue
            sheet = Sheet(self._theme, png, name, parent=self._canvas)
            sheet.show()
            kept.append(sheet)
        self.sheets = tuple(kept)
        self._lay_out()
        self._scrolled()

    def set_zoom(self, zoom: str) -> None:
        """Show the pages at this size; the page that is read stays in view."""
        if zoom == self._zoom:
            return
        page = self._page
        self._zoom = zoom
        self._lay_out()
        self.go(page)
        self.zoom_changed.emit(zoom)

    def enlarge(self, steps: int) -> None:
        """One size larger, or smaller where `steps` is below 0."""
        now = round(100 * self._sheet_width() / _A4_WIDTH)
        if steps > 0:
            wider = next((one for one in STEPS if one > now + 2), STEPS[-1])
            self.set_zoom(str(wider))
        else:
            slimmer = next((one for one in reversed(STEPS) if one < now - 2), STEPS[0])
            self.set_zoom(str(slimmer))

    def go(self, page: int) -> None:
        """Bring the top of a page to the top."""
        if self.sheets:
            at = min(max(1, page), len(self.sheets))
            self.verticalScrollBar().setValue(self.sheets[at - 1].y() - Space.M)

    def paintEvent(self, event: QPaintEvent) -> None:
        """What the pages lie on: events of the viewport come here."""
        QPainter(self.viewport()).fillRect(event.rect(), self._theme.color(Token.SUNKEN))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What fits, fits anew; the page that is read stays in view."""
        super().resizeEvent(event)
        page = self._page
        self._lay_out()
        if self._zoom in (FIT_WIDTH, FIT_PAGE) and page > 1:
            self.go(page)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """With Ctrl the wheel changes the size."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if event.angleDelta().y():
                self.enlarge(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
            return
        super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Page by page, to the ends, larger and smaller."""
        key = event.key()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
                return self.enlarge(1)
            if key == Qt.Key.Key_Minus:
                return self.enlarge(-1)
            if key == Qt.Key.Key_0:
                return self.set_zoom(FIT_WIDTH)
        match key:
            case Qt.Key.Key_PageDown:
                self.go(self._page + 1)
            case Qt.Key.Key_PageUp:
                self.go(self._page - 1)
            case Qt.Key.Key_Home:
                self.go(1)
            case Qt.Key.Key_End:
                self.go(len(self.sheets))
            case _:
                super().keyPressEvent(event)
        return None

    def _sheet_width(self) -> int:
        room = max(160, self.viewport().width() - 2 * Space.L)
        match self._zoom:
            case "width":
                return min(room, _WIDEST_FIT)
            case "page":
                tall = max(200, self.viewport().height() - 2 * Space.M)
                shapes = [one.pixels.width() / one.pixels.height() for one in self.sheets]
                return min(room, round(tall * (shapes[0] if shapes else 0.7)))
            case percent:
                return round(_A4_WIDTH * int(percent) / 100)

    def _lay_out(self) -> None:
        width = self._sheet_width()
        across = max(width + 2 * Space.L, self.viewport().width())
        top = int(Space.M)
        for sheet in self.sheets:
            size = sheet.lay_out(width)
            sheet.move((across - width) // 2, top)
            top += size.height() + Space.M
        self._canvas.resize(QSize(across, top if self.sheets else 0))

    def _scrolled(self) -> None:
        """Which page is read: the one that holds the upper third of what is seen."""
        line = self.verticalScrollBar().value() + self.viewport().height() // 3
        page = sum(1 for sheet in self.sheets if sheet.y() <= line) or 1
        bar = self.verticalScrollBar()
        if self.sheets and bar.maximum() > 0 and bar.value() >= bar.maximum():
            page = len(self.sheets)
        for number, sheet in enumerate(self.sheets, 1):
            if abs(number - page) > _FAR:
                sheet.let_go()
        if page != self._page:
            self._page = page
        self.page_changed.emit(page)
