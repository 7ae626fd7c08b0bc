"""The panels below the table on the way back: what lies on the medium, what to run at each host."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from app.base.text import _, ngettext
from app.licenses.batches.model import HostStanding
from app.licenses.model import ANSWERS, REVOCATIONS, SLIP, VENDOR, install_command
from ui.kit.buttons import Button, ButtonKind, LinkButton
from ui.kit.icons import Icon
from ui.kit.labels import Label
from ui.kit.panels import Panel, column, row
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token
from ui.licenses.activate.carry_reading import CarryReading
from ui.licenses.activate.crossing import size_words
from ui.licenses.activate.facts import Fact, FactsPanel, shell_facts


class BackPanel(Panel):
    """The files that go back, and the ways answers may come here."""

    slip_wanted = Signal()
    answers_wanted = Signal()

    def __init__(self, theme: Theme, *, parent: QWidget | None = None) -> None:
        super().__init__(theme, Token.SURFACE, edges="top", parent=parent)
        title = Label(theme, _("What goes on the medium"), TextStyle.BODY_STRONG)
        self.slip = LinkButton(theme, _("Print the transfer slip"))
        self.slip.clicked.connect(self.slip_wanted)
        self.slip.hide()
        self.facts = FactsPanel(theme, name=_("What goes on the medium"))
        self.words = Label(
            theme,
            _("Answers fetched on another computer come in here."),
            TextStyle.META,
            Token.TEXT2,
            wrap=True,
        )
        self.take = Button(theme, _("Take in answers…"), icon=Icon.FILE, small=True)
        self.take.clicked.connect(self.answers_wanted)
        below = row(spacing=Space.M)
        below.addWidget(self.words, 1, Qt.AlignmentFlag.AlignVCenter)
        below.addWidget(self.take)
        layout = column(row(title, None, self.slip), self.facts, below, spacing=Space.S)
        layout.setContentsMargins(Space.L, Space.M, Space.L, Space.M)
        self.setLayout(layout)

    def show_reading(self, reading: CarryReading) -> None:
        """Show what is there to be carried."""
        self.facts.show_facts(_medium(reading))


def _medium(reading: CarryReading) -> tuple[Fact, ...]:
    if reading.answers is None:
        return ((_("answers"), _("none is here yet")),)
    count = reading.batch.count(
        HostStanding.ANSWERED, HostStanding.INSTALLED, HostStanding.RETURNED, HostStanding.REMOVED
    )
    hosts = ngettext("for {count} host", "for {count} hosts", count).format(count=count)
    facts = [(_("answers"), f"{ANSWERS}, {hosts}, {size_words(len(reading.answers))}")]
    if reading.vendor is not None:
        key = _("key {key}").format(key=reading.vendor.fingerprint)
        facts.append((_("vendor"), f"{VENDOR}, {key}"))
    else:
        facts.append((_("vendor"), _("not here yet: synchronize, or hosts that know the key only")))
    if reading.revocations is not None:
        size = size_words(len(reading.revocations))
        facts.append((_("revoked"), f"{REVOCATIONS}, {size}"))
    facts.append((_("slip"), _("{name}: names, sizes, SHA-256, two signatures").format(name=SLIP)))
    return tuple(facts)


class InstallPanel(Panel):
    """The lines to run at each host."""

    def __init__(self, theme: Theme, *, parent: QWidget | None = None) -> None:
        super().__init__(theme, Token.SURFACE, edges="top", parent=parent)
        self._lines: tuple[str, ...] = ()
        title = Label(theme, _("Run at each host"), TextStyle.BODY_STRONG)
        self.facts = FactsPanel(theme, name=_("Run at each host"))
        self.copy = Button(theme, _("Copy"), ButtonKind.QUIET, icon=Icon.COPY, small=True,
                           name=_("Copy the lines to run at each host"))  # fmt: skip
        self.copy.clicked.connect(self._copy)
        words = Label(
            theme,
            _("The first line asks you to compare the vendor's key once, shows where the license"
              " goes, and keeps the file that is there. The second writes the receipt."),
            TextStyle.META,
            Token.TEXT2,
            wrap=True,
        )  # fmt: skip
        layout = column(row(title, None, self.copy), self.facts, words, spacing=Space.S)
        layout.setContentsMargins(Space.L, Space.S, Space.L, Space.M)
        self.setLayout(layout)

    def show_reading(self, reading: CarryReading) -> None:
        """Name the files that are really there."""
        self._lines = lines_of(reading)
        self.facts.show_facts(shell_facts(self._lines))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText("\n".join(self._lines))


def lines_of(reading: CarryReading) -> tuple[str, ...]:
    """What to run at a host, in this order."""
    names = (REVOCATIONS,) if reading.revocations is not None else ()
    install = install_command(names, "counterpart-host")
    return (install, "counterpart-host receipt --out receipt.json", "counterpart-host status")
