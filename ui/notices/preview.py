"""The pages of a letter as they will be printed: the pictures that the real typesetter makes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.base.errors import ProblemReport
from app.base.text import _
from app.documents.model import Paper
from app.notices.model import NoticeDraft
from ui.jobs import Jobs
from ui.kit.banners import ProblemBanner
from ui.kit.choices import ComboBox
from ui.kit.labels import Label
from ui.kit.panels import Panel, row
from ui.kit.scrolling import ScrollPane
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token

_WIDEST = 640
"""A page of A4 at its own size is 794 px wide; more than this is no easier to read."""
_A4 = 297 / 210


class PageView(QWidget):
    """One page: white paper in both themes, sharp at the screen's own ratio."""

    def __init__(
        self, theme: Theme, png: bytes, name: str, *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._image = QImage.fromData(png)
        self._scaled: QPixmap | None = None
        self.setAccessibleName(name)
        self.setMaximumWidth(_WIDEST)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def image(self) -> QImage:
        """The page as it was made."""
        return self._image

    def hasHeightForWidth(self) -> bool:
        """The paper keeps its shape."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The height of the paper at this width."""
        size = self._image.size()
        shape = size.height() / size.width() if size.width() else _A4
        return round(min(width, _WIDEST) * shape)

    def sizeHint(self) -> QSize:
        """A readable page."""
        return QSize(480, self.heightForWidth(480))

    def minimumSizeHint(self) -> QSize:
        """Small enough for a narrow pane."""
        return QSize(200, self.heightForWidth(200))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the paper and its edge."""
        painter = QPainter(self)
        ratio = self.devicePixelRatioF()
        wanted = QSize(round(self.width() * ratio), round(self.height() * ratio))
        if self._scaled is None or self._scaled.size() != wanted:
            self._scaled = QPixmap.fromImage(
                self._image.scaled(
                    wanted,
                    Qt.AspectRatioMode.IgnoreAspectRatio,
                    Qt.TransformationMode.SmoothTransformation,
                )
            )
            self._scaled.setDevicePixelRatio(ratio)
        painter.drawPixmap(0, 0, self._scaled)
        painter.setPen(self._theme.color(Token.DIVIDER))
        painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))


class PreviewPane(Panel):
    """Shows the pages of one letter; made anew whenever what is kept of it changed."""

    paper_wanted = Signal(object)
    """Lay it out for this Paper."""

    def __init__(self, theme: Theme, jobs: Jobs, *, parent: QWidget | None = None) -> None:
        super().__init__(theme, Token.SUNKEN, parent=parent)
        self._theme_ = theme
        self._jobs = jobs
        self._shown: tuple[str, str, str] = ("", "", "")
        self._quiet = False
        self.pages: tuple[PageView, ...] = ()
        self.setAccessibleName(_("The pages as they will be printed"))
        self.state = Label(theme, "", TextStyle.META, Token.TEXT2)
        self.paper = ComboBox(
            theme,
            [(Paper.A4.value, _("A4 paper")), (Paper.US_LETTER.value, _("US Letter paper"))],
            name=_("Paper"),
        )
        self.paper.changed.connect(self._choose_paper)
        head = QWidget()
        head.setLayout(row(self.state, None, self.paper, spacing=Space.S))
        self._content = QWidget()
        self._column = QVBoxLayout(self._content)
        self._column.setContentsMargins(Space.L, Space.M, Space.L, Space.L)
        self._column.setSpacing(Space.S)
        self._column.addWidget(head)
        self._column.addStretch(1)
        self._problem: ProblemBanner | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(ScrollPane(theme, self._content, ground=Token.SUNKEN))

    def show_letter(self, draft: NoticeDraft, letter: str) -> None:
        """Show the pages of a letter whose kept text is `letter`."""
        key, paper = draft.id, draft.paper.value
        self._quiet = True
        self.paper.set_value(paper)
        self.paper.setEnabled(draft.sent is None)
        self._quiet = False
        if (key, letter, paper) == self._shown:
            return
        if key != self._shown[0]:
            self._clear()
        self._shown = (key, letter, paper)
        self.state.setText(_("The pages are being made…"))
        self._jobs.job(
            self, lambda rooms, _cancel, _report: rooms.notices.preview(key),
            group="letter-preview", long=True,
        ).on_success(self.show_pages).on_failure(self._fail).run()  # fmt: skip

    def show_pages(self, pages: Sequence[bytes]) -> None:
        """Show these pictures (PNG)."""
        self._clear()
        count = len(pages)
        made = []
        for number, png in enumerate(pages, 1):
            name = _("Page {n} of {count}").format(n=number, count=count)
            view = PageView(self._theme_, png, name)
            self._column.insertWidget(number, _centered(view))
            made.append(view)
        self.pages = tuple(made)
        one = _("1 page, as it will be printed")
        more = _("{n} pages, as they will be printed").format(n=count)
        self.state.setText(one if count == 1 else more)

    def _choose_paper(self, value: str) -> None:
        if value and not self._quiet:
            self.paper_wanted.emit(Paper(value))

    def _fail(self, report: ProblemReport) -> None:
        self._clear()
        self._shown = (self._shown[0], "", "")
        self.state.setText(_("The pages cannot be made"))
        self._problem = ProblemBanner(self._theme_, report, closable=False)
        self._column.insertWidget(1, self._problem)

    def _clear(self) -> None:
        while self._column.count() > 2:
            item = self._column.takeAt(1)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.pages = ()
        self._problem = None
        self.state.setText("")


def _centered(view: PageView) -> QWidget:
    """The page in the middle of a wider pane."""
    box = QWidget()
    line = row(spacing=0)
    line.addStretch(1)
    line.addWidget(view, 1_000)
    line.addStretch(1)
    box.setLayout(line)
    return box
