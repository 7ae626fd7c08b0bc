"""The pane beside the steps of this computer: what it is, codes out, codes in."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.base.text import _
from app.licenses.this_host.model import HostFacts
from ui.jobs import Jobs
from ui.kit.icons import Icon
from ui.kit.labels import Label, StatusLabel
from ui.kit.panels import Panel, column, row
from ui.kit.scrolling import ScrollPane
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token
from ui.licenses.activate.carry_side import WIDTH
from ui.licenses.activate.pages import Pages
from ui.licenses.qr.read import QrRead
from ui.licenses.qr.show import QrShow


class HereSide(Panel):
    """One of four things at a time."""

    read = Signal(bytes, str)

    def __init__(self, theme: Theme, jobs: Jobs, *, parent: QWidget | None = None) -> None:
        super().__init__(theme, Token.SURFACE, edges="left", parent=parent)
        self._theme_ = theme
        self.setFixedWidth(WIDTH)
        self._shown = b""
        self.title = Label(theme, "", TextStyle.SECTION)
        self.words = Label(theme, "", TextStyle.META, Token.TEXT2, wrap=True)
        self.shower = QrShow(theme, name=_("QR codes to be carried"))
        self.reader = QrRead(theme, jobs)
        self.reader.completed.connect(self.read)
        self.parts = QWidget()
        self._part_rows = column(None, spacing=Space.XS)
        self.parts.setLayout(self._part_rows)
        self._labels: list[QWidget] = []
        self.nothing = QWidget()
        self._pages = Pages()
        for page in (self.parts, self.shower, self.reader, self.nothing):
            self._pages.addWidget(page)
        content = QWidget()
        body = column(self.title, 2, self.words, Space.M, self._pages, None, spacing=0)
        body.setContentsMargins(Space.L, Space.M, Space.L, Space.M)
        content.setLayout(body)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 0, 0, 0)
        outer.addWidget(ScrollPane(theme, content))

    def show_facts(self, facts: HostFacts) -> None:
        """Which parts tell this computer from others."""
        for old in self._labels:
            old.hide()
            old.deleteLater()
        self._labels = []
        for part in facts.parts:
            icon = Icon.CHECK_CIRCLE if part.known else Icon.MINUS_CIRCLE
            tone = Token.OK if part.known else Token.TEXT2
            name = StatusLabel(
                self._theme_, icon, _begun(part.words), tone=Token.TEXT, icon_tone=tone,
                style=TextStyle.META,
            )  # fmt: skip
            self._keep(name)
            if part.why:
                why = QWidget()
                said = _begun(part.why)
                words = Label(self._theme_, said, TextStyle.META, Token.TEXT2, wrap=True)
                why.setLayout(row(20, words, spacing=0))
                self._keep(why)
        if facts.clock_words:
            self._keep(
                Label(self._theme_, facts.clock_words, TextStyle.META_MEDIUM, Token.WARN, wrap=True)
            )

    def _keep(self, label: QWidget) -> None:
        self._part_rows.insertWidget(self._part_rows.count() - 1, label)
        self._labels.append(label)

    def show_parts(self) -> None:
        """What makes the fingerprint, and that nothing of it leaves in clear."""
        self.title.setText(_("What tells it from others"))
        self.words.setText(_("Only hashes of these leave; the vendor compares them later."))
        self._pages.setCurrentWidget(self.parts)

    def show_codes(self, data: bytes, kind: str, title: str) -> None:
        """Codes of a file that leaves."""
        self.title.setText(_("Carry by QR"))
        self.words.setText(_("For rooms where no stick may pass."))
        if data != self._shown:
            self._shown = data
            self.shower.show_data(data, kind, title)
        self._pages.setCurrentWidget(self.shower)

    def show_reader(self) -> None:
        """Codes of files that come."""
        self.title.setText(_("Read QR codes"))
        self.words.setText(_("Photos of the answer's codes, in any order."))
        self._pages.setCurrentWidget(self.reader)

    def show_nothing(self, title: str, words: str) -> None:
        """A word only."""
        self.title.setText(title)
        self.words.setText(words)
        self._pages.setCurrentWidget(self.nothing)


def _begun(words: str) -> str:
    """Words of a list as a line of their own."""
    return words[:1].upper() + words[1:]
