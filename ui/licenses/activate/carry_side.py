"""The pane beside the table: QR codes out, QR pictures in, and the key to compare by eye."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.base.text import _
from app.licenses.batches.model import HostStanding
from ui.jobs import Jobs
from ui.kit.labels import Label
from ui.kit.panels import Hairline, Panel, column
from ui.kit.scrolling import ScrollPane
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token
from ui.licenses.activate.carry_reading import CarryReading
from ui.licenses.activate.pages import Pages
from ui.licenses.activate.steps import CarryStep
from ui.licenses.qr.read import QrRead
from ui.licenses.qr.show import QrShow

WIDTH = 280


class CarrySide(Panel):
    """Shows codes at the steps where something leaves, reads them where something comes."""

    read = Signal(bytes, str)
    """A file that came as codes, and its kind."""

    def __init__(self, theme: Theme, jobs: Jobs, *, parent: QWidget | None = None) -> None:
        super().__init__(theme, Token.SURFACE, edges="left", parent=parent)
        self.setFixedWidth(WIDTH)
        self._shown: tuple[bytes, str] = (b"", "")
        self.title = Label(theme, "", TextStyle.SECTION)
        self.words = Label(theme, "", TextStyle.META, Token.TEXT2, wrap=True)
        self.shower = QrShow(theme, name=_("QR codes to be carried"))
        self.reader = QrRead(theme, jobs)
        self.reader.completed.connect(self.read)
        self.nothing = Label(theme, "", TextStyle.BODY, Token.TEXT2, wrap=True)
        self.key = KeyCard(theme)
        self._pages = Pages()
        for page in (self.shower, self.reader, self.nothing):
            self._pages.addWidget(page)
        content = QWidget()
        body = column(self.title, 2, self.words, Space.M, self._pages, spacing=0)
        body.addWidget(self.key)
        body.addStretch(1)
        body.setContentsMargins(Space.L, Space.M, Space.L, Space.M)
        content.setLayout(body)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 0, 0, 0)
        outer.addWidget(ScrollPane(theme, content))

    def show_step(self, step: CarryStep, reading: CarryReading) -> None:
        """Show what this step needs."""
        vendor = reading.vendor
        with_key = step in (CarryStep.BACK, CarryStep.INSTALL) and vendor is not None
        self.key.setVisible(with_key)
        if vendor is not None:
            self.key.show_key(vendor.vendor, vendor.fingerprint)
        match step:
            case CarryStep.OUT:
                self.title.setText(_("Carry by QR"))
                self.words.setText(_("For rooms where no stick may pass."))
                files = reading.outgoing.files
                self._show(files[0] if files else b"", "requests", reading.batch.name)
                if not files:
                    self._say(_("No host is ready to go."))
                elif len(files) > 1:
                    self._say(_("So many hosts are carried as files: too much for QR codes."))
            case CarryStep.BACK:
                self.title.setText(_("Carry by QR"))
                self.words.setText(_("At the host: “counterpart-host qr --read”."))
                self._show(reading.bundle, "bundle", reading.batch.name)
                if reading.answers is None:
                    self._say(_("No answer is here yet."))
            case CarryStep.INSTALL:
                self.title.setText(_("Compare once"))
                self.words.setText(_("Each host shows this key at its first installation."))
                count = reading.batch.count(HostStanding.ANSWERED)
                self._say("" if vendor else _("The vendor file is not here yet."))
                if not count and not vendor:
                    self._say(_("No answer is here yet."))
            case _:
                receipts = step is CarryStep.RECEIPTS
                self.title.setText(_("Read QR codes"))
                self.words.setText(
                    _("Photos of the receipts' codes, in any order.")
                    if receipts
                    else _("Photos of a host's codes, in any order.")
                )
                self._pages.setCurrentWidget(self.reader)
                self._pages.show()

    def _show(self, data: bytes, kind: str, title: str) -> None:
        if data and (data, kind) != self._shown:
            self._shown = (data, kind)
            self.shower.show_data(data, kind, title)
        self._pages.setCurrentWidget(self.shower)
        self._pages.show()

    def _say(self, words: str) -> None:
        self.nothing.setText(words)
        self._pages.setCurrentWidget(self.nothing)
        self._pages.setVisible(bool(words))


class KeyCard(QWidget):
    """The vendor's key in groups of four, to be compared by eye."""

    def __init__(self, theme: Theme, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.vendor = Label(theme, "", TextStyle.META_STRONG, Token.TEXT2, elide=True)
        self.key = Label(theme, "", TextStyle.MONO, selectable=True)
        words = Label(
            theme,
            _("A host that shows another key is given another vendor's file: stop there."),
            TextStyle.META,
            Token.TEXT2,
            wrap=True,
        )
        layout = column(
            Space.S, Hairline(theme), Space.M, self.vendor, Space.XS, self.key, Space.XS, words,
            spacing=0,
        )  # fmt: skip
        self.setLayout(layout)

    def show_key(self, vendor: str, fingerprint: str) -> None:
        """Show the key of this vendor."""
        groups = fingerprint.split("-")
        self.vendor.setText(_("Key of {vendor}").format(vendor=vendor))
        half = (len(groups) + 1) // 2
        self.key.setText(" ".join(groups[:half]) + "\n" + " ".join(groups[half:]))
        self.setAccessibleName(_("Key of {vendor}").format(vendor=vendor))
        self.setAccessibleDescription(fingerprint)
