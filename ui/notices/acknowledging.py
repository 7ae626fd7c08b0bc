"""Whether a notice was acknowledged, where that is on its way, and the button for it."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.base.dates import deadline_words
from app.base.text import _
from app.notices.model import VendorNotice
from ui.fates import UNDER_WAY, fate_words
from ui.kit.buttons import Button, ButtonKind, LinkButton
from ui.kit.icons import Icon
from ui.kit.labels import Label, StatusLabel
from ui.kit.panels import Panel, row
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token


class AckBar(Panel):
    """Stands at the foot of a notice. Whoever acknowledges agrees to nothing."""

    wanted = Signal()
    item_wanted = Signal(str)
    """Show this item of the outbox."""

    def __init__(self, theme: Theme, *, parent: QWidget | None = None) -> None:
        super().__init__(theme, Token.SURFACE, edges="top", parent=parent)
        self._item = ""
        self.status = StatusLabel(theme, Icon.MAIL_OPEN, "")
        self.words = Label(theme, "", TextStyle.META, Token.TEXT2, wrap=True)
        self.button = Button(theme, _("Acknowledge"), ButtonKind.PRIMARY)
        self.link = LinkButton(theme, _("Show in the outbox"), style=TextStyle.META_MEDIUM)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.L, Space.S + 2, Space.L, Space.M)
        layout.setSpacing(Space.XS)
        layout.addWidget(self.status)
        layout.addWidget(self.words)
        layout.addLayout(row(self.link, None))
        layout.addLayout(row(self.button, None, margins=(0, Space.XS, 0, 0)))
        self.button.clicked.connect(self._ask)
        self.link.clicked.connect(lambda: self.item_wanted.emit(self._item))

    def show_notice(self, notice: VendorNotice, now: datetime) -> None:
        """Say how it stands with the acknowledgement of this notice."""
        icon, title, tone, words = _said(notice, now)
        fate = notice.ack_fate
        self._item = fate.item if fate is not None else ""
        self.status.set_status(icon, title, Token.DANGER if tone is Token.DANGER else Token.TEXT,
                               tone)  # fmt: skip
        self.words.setText(words)
        done = notice.acknowledged_at is not None and (fate is None or fate.state != "discarded")
        self.button.setVisible(notice.genuine and not done)
        self.button.setEnabled(True)
        self.link.setVisible(fate is not None and fate.state in UNDER_WAY | {"refused"})

    def _ask(self) -> None:
        self.button.setEnabled(False)
        self.wanted.emit()


def _said(notice: VendorNotice, now: datetime) -> tuple[Icon, str, Token, str]:
    """Icon, word, tone and sentence of a notice's acknowledgement."""
    if not notice.genuine:
        return (
            Icon.PROHIBIT, _("Cannot be acknowledged"), Token.DANGER,
            _("The vendor did not sign these words, so there is nothing of the vendor's to"
              " acknowledge. Ask the vendor by a way you know, not by one named here."),
        )  # fmt: skip
    fate = notice.ack_fate
    if fate is not None and fate.state == "refused":
        return (
            Icon.OCTAGON, _("The acknowledgement was refused"), Token.DANGER, fate_words(fate, now)
        )  # fmt: skip
    if fate is not None and fate.state in UNDER_WAY:
        return Icon.PLANE, _("Acknowledgement on its way"), Token.ACCENT, fate_words(fate, now)
    if notice.acknowledged_at is not None and (fate is None or fate.state == "sent"):
        when = deadline_words(notice.acknowledged_at)
        words = [_("Acknowledged {when}.").format(when=when)]
        if fate is not None:
            words.append(fate_words(fate, now))
            if fate.receipt:
                words.append(_("Receipt {number}.").format(number=fate.receipt))
        return Icon.CHECK_CIRCLE, _("Acknowledged"), Token.OK, " ".join(words)
    return (
        Icon.MAIL_OPEN, _("Not acknowledged"), Token.TEXT2,
        _("It counts as given all the same. Acknowledging tells the vendor that you have read it,"
          " and agrees to nothing."),
    )  # fmt: skip
