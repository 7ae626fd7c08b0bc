"""What is installed on this computer, how long it lasts, and how it is taken away again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.activation.verdicts import Verdict
from app.base.dates import deadline_words, left_words, moment_words
from app.base.text import _
from app.licenses.this_host.model import HostFacts, InstalledView, RemovedView
from ui.kit.banners import BannerTone, TagLabel
from ui.kit.buttons import Button, ButtonKind
from ui.kit.cards import Card, Entry, Pairs
from ui.kit.icons import Icon
from ui.kit.labels import Label
from ui.kit.panels import Panel, column, row
from ui.kit.scrolling import ScrollPane
from ui.kit.states import EmptyState
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token


class ReceiptPane(Panel):
    """A card a license; the receipt is shown beside it."""

    remove_wanted = Signal(object)
    """The InstalledView."""
    proof_wanted = Signal(str)
    """The license whose removal is to be proved once more."""

    def __init__(
        self, theme: Theme, now: Callable[[], datetime], *, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, Token.SURFACE, parent=parent)
        self._theme_ = theme
        self._now = now
        self._shown: list[QWidget] = []
        self.title = Label(theme, _("Installed on this computer"), TextStyle.SECTION)
        self.words = Label(theme, "", TextStyle.BODY, Token.TEXT2, wrap=True)
        self._body = column(
            self.title, self.words, None, spacing=Space.M,
            margins=(Space.L, Space.M, Space.L, Space.L),
        )  # fmt: skip
        content = QWidget()
        content.setLayout(self._body)
        self.setLayout(row(ScrollPane(theme, content), spacing=0))

    def show_facts(self, facts: HostFacts) -> None:
        """Show what is installed and what was removed."""
        for old in self._shown:
            old.hide()
            old.deleteLater()
        self._shown = []
        self.words.setText(
            _("Carry the receipt back to the connected computer: it tells the vendor that the file"
              " is in place. It can also be made later.")
        )  # fmt: skip
        self.words.setVisible(bool(facts.installed))
        self.title.setVisible(bool(facts.installed))
        for one in facts.installed:
            self._add(self._card(one))
        if facts.removed:
            self._add(self._removed(facts.removed))
        if not self._shown:
            self._add(
                stretch=1,
                widget=EmptyState(
                    self._theme_, Icon.DEVICE, _("Nothing is installed here"),
                    _("Once an answer is installed, its license stands here with its days left."),
                )
            )  # fmt: skip

    def _add(self, widget: QWidget, stretch: int = 0) -> None:
        self._body.insertWidget(self._body.count() - 1, widget, stretch)
        self._shown.append(widget)

    def _card(self, one: InstalledView) -> Card:
        valid = one.verdict is Verdict.VALID
        card = Card(self._theme_, one.product_id or one.license_id)
        word = _("Valid") if valid else _("Not valid")
        tone = BannerTone.OK if valid else BannerTone.DANGER
        card.head.addWidget(TagLabel(self._theme_, word, tone))
        pairs = Pairs(self._theme_, key_width=112)
        pairs.add(_("License"), one.license_id)
        holds = _("Its signature, its machine and its dates hold.")
        pairs.add(_("Verdict"), holds if valid else one.words)
        if one.ends_at is not None:
            left = left_words(one.ends_at, self._now())
            pairs.add(_("Lasts until"), f"{deadline_words(one.ends_at)} ({left})")
        pairs.add(_("File"), one.path)
        if one.previous:
            pairs.add(_("Old file"), one.previous)
        if one.changed:
            pairs.add(_("Changed here"), ", ".join(one.changed))
        remove = Button(self._theme_, _("Remove from this computer…"), ButtonKind.DANGER,
                        small=True)  # fmt: skip
        remove.clicked.connect(partial(self.remove_wanted.emit, one))
        inner = QWidget()
        inner.setLayout(column(pairs, row(remove, None), spacing=Space.M))
        card.add_padded(inner)
        return card

    def _removed(self, removed: tuple[RemovedView, ...]) -> Card:
        card = Card(self._theme_, _("Removed from this computer"))
        for number, one in enumerate(removed):
            if number:
                card.add_line(inset=Space.L)
            words = one.path
            if one.removed_at is not None:
                words = _("Removed {when} from {path}").format(
                    when=moment_words(one.removed_at, self._now()), path=one.path
                )
            trailing = []
            if one.provable:
                again = Button(
                    self._theme_, _("Proof"), small=True,
                    name=_("Proof of the removal of {license}").format(license=one.license_id),
                )  # fmt: skip
                again.clicked.connect(partial(self.proof_wanted.emit, one.license_id))
                trailing.append(again)
            card.add(
                Entry(self._theme_, Icon.MINUS_CIRCLE, one.license_id, words, trailing=trailing)
            )
        return card
