"""Shows a file as QR codes: part by part, by hand or by itself, large, on paper, as a file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QWidget

from app.activation.problems import HostProblem
from app.activation.qr.frames import short_hash_of
from app.base.clock import Clock, SystemClock
from app.base.text import _
from ui.kit.buttons import Button, ButtonKind, IconButton
from ui.kit.dialogs import ask_save_path
from ui.kit.icons import Icon
from ui.kit.labels import Label
from ui.kit.menus import menu
from ui.kit.panels import Hairline, column, row
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token
from ui.licenses.qr import paper as qr_paper
from ui.licenses.qr.code import Dots, QrCode
from ui.licenses.qr.deck import Deck, Speed, speed_words
from ui.licenses.qr.full import QrFullScreen

_CENTER = Qt.AlignmentFlag.AlignHCenter


class QrShow(QWidget):
    """The codes of one file, for a pane of 248 px or more."""

    def __init__(
        self,
        theme: Theme,
        *,
        name: str = "",
        clock: Clock | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._clock = clock or SystemClock()
        self.deck = Deck(self)
        self.setAccessibleName(name or _("QR codes"))
        self.code = QrCode(theme, self.deck)
        self.code.wanted_full.connect(self.show_full)
        self.before = IconButton(theme, Icon.CARET_LEFT, _("Previous part"))
        self.next = IconButton(theme, Icon.CARET_RIGHT, _("Next part"))
        self.part = Label(theme, "", TextStyle.BODY_STRONG, align=_CENTER)
        self.dots = Dots(theme, self.deck)
        self.play = IconButton(theme, Icon.PLAY, _("Show one after the other"), small=True)
        self.speed = Button(theme, "", ButtonKind.QUIET, small=True)
        self.hash = Label(theme, "", TextStyle.MONO, selectable=True)
        self.full = Button(theme, _("Full screen"), icon=Icon.FULL_SCREEN)
        self.paper = Button(theme, _("Print sheet"), icon=Icon.PRINTER)
        self.save = Button(theme, _("Save codes…"), ButtonKind.QUIET, icon=Icon.SAVE, small=True)
        self.said = Label(theme, "", TextStyle.META, Token.TEXT2, wrap=True)
        self.trouble = Label(theme, "", TextStyle.BODY_STRONG, wrap=True)
        self.problem = Label(theme, "", TextStyle.BODY, Token.TEXT2, wrap=True)
        self._leafing = QWidget()
        self._body = QWidget()
        self._lay_out()
        self._connect()
        self._follow()

    def show_data(self, data: bytes, kind: str, title: str) -> None:
        """Show `data` as codes; where it is too much, say how many it would take."""
        self.said.setText("")
        try:
            self.deck.load(data, kind, title)
        except HostProblem as problem:
            self.deck.clear()
            self.trouble.setText(problem.title)
            self.problem.setText(f"{problem.explanation} {problem.next_step}")
        else:
            self.problem.setText("")
        self._follow()

    def clear(self) -> None:
        """Show nothing."""
        self.problem.setText("")
        self.deck.clear()

    def show_full(self) -> None:
        """Show the codes on the whole screen until Esc."""
        if not self.deck.texts:
            return
        window = QrFullScreen(self._theme, self.deck, parent=self.window())
        window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        window.setGeometry(self.screen().geometry())  # where no window manager does it
        window.showFullScreen()

    def ask_print(self) -> None:
        """Ask for a printer, then print all codes."""
        if qr_paper.ask_and_print(self, self.deck, self._clock):
            self.said.setText(_("The codes were sent to the printer."))

    def ask_save(self) -> None:
        """Ask for a place, then save."""
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        stem = "".join(sign if sign.isalnum() or sign in "-_" else "-" for sign in self.deck.title)
        kinds = (
            (_("All codes, to print"), "html"),
            (_("This code as a picture"), "png"),
            (_("This code as SVG"), "svg"),
        )
        filters = ";;".join(f"{words} (*.{ending})" for words, ending in kinds)
        suggested = Path(folder) / f"{stem.strip('-')[:60] or 'codes'}.html"
        chosen = ask_save_path(self, _("Save codes"), suggested, filters)
        if chosen is not None:
            self.save_as(chosen)

    def save_as(self, file: Path) -> None:
        """Save, and say how it went."""
        try:
            qr_paper.save(file, self.deck, self._clock)
        except HostProblem as problem:
            self.said.set_tone(Token.DANGER)
            self.said.setText(f"{problem.title}. {problem.explanation}")
        else:
            self.said.set_tone(Token.TEXT2)
            self.said.setText(_("Saved as {name}.").format(name=file.name))
        self.said.show()

    def hideEvent(self, event: QHideEvent) -> None:
        """What nobody sees does not move."""
        super().hideEvent(event)
        self.deck.play(False)

    def _lay_out(self) -> None:
        leaf = row(self.before, spacing=0)
        leaf.addWidget(self.part, 1)
        leaf.addWidget(self.next)
        moving = row(None, self.play, self.speed, None, spacing=Space.XS)
        self._leafing.setLayout(column(leaf, self.dots, 2, moving, spacing=0))
        digits = row(Label(self._theme, _("Set hash"), tone=Token.TEXT2), None, self.hash)
        compare = Label(
            self._theme, _("Compare it by eye at the other computer."), TextStyle.META,
            Token.TEXT2, wrap=True,
        )  # fmt: skip
        buttons = row()
        buttons.addWidget(self.full, 1)
        buttons.addWidget(self.paper, 1)
        body = column(
            row(None, self.code, None), Space.S, self._leafing, Space.S, Hairline(self._theme),
            Space.M, digits, compare, Space.M, buttons, Space.S, row(None, self.save, None),
            self.said, spacing=0,
        )  # fmt: skip
        self._body.setLayout(body)
        self.setLayout(column(self._body, self.trouble, self.problem, None, spacing=0))

    def _connect(self) -> None:
        self.before.clicked.connect(self.deck.back)
        self.next.clicked.connect(self.deck.forth)
        self.play.clicked.connect(lambda: self.deck.play(not self.deck.playing))
        self.full.clicked.connect(self.show_full)
        self.paper.clicked.connect(self.ask_print)
        self.save.clicked.connect(self.ask_save)
        self.deck.changed.connect(self._follow)
        choices = menu(self._theme, self)
        for speed in Speed:
            action = choices.addAction(speed_words(speed))
            action.triggered.connect(lambda _on, chosen=speed: self.deck.set_speed(chosen))
        self.speed.set_menu(choices)

    def _follow(self) -> None:
        """Show how the deck stands."""
        deck = self.deck
        self._body.setVisible(bool(deck.texts))
        for label in (self.trouble, self.problem):
            label.setVisible(bool(self.problem.text()))
        self._leafing.setVisible(deck.count > 1)
        self.said.setVisible(bool(self.said.text()))
        self.hash.setText(short_hash_of(deck.head.set_id) if deck.head else "")
        self.part.setText(deck.part_words() if deck.texts else "")
        icon = Icon.PAUSE if deck.playing else Icon.PLAY
        self.play.set_icon(icon, _("Hold") if deck.playing else _("Show one after the other"))
        self.speed.set_text(speed_words(deck.speed))
